#include "messages/cosp/codec.hpp"

namespace bus::cosp {

namespace {

// X.225, 8.3 and annex: parameter groups and parameters.
constexpr auto connect_item = std::uint8_t{5};
constexpr auto transport_disconnect = std::uint8_t{17};
constexpr auto protocol_options = std::uint8_t{19};
constexpr auto session_requirements = std::uint8_t{20};
constexpr auto version_number = std::uint8_t{22};
constexpr auto reason_code = std::uint8_t{50};
constexpr auto calling_ssel = std::uint8_t{51};
constexpr auto called_ssel = std::uint8_t{52};
constexpr auto user_data = std::uint8_t{193};
constexpr auto extended_user_data = std::uint8_t{194};

constexpr auto longest_ssel = std::size_t{16};
constexpr auto longest_user_data = std::size_t{512}; ///< of the plain parameter
constexpr auto long_form = std::uint8_t{0xff};

/// A length indicator: one octet, or 255 and two.
std::size_t take_length(reader& from) {
  auto first = from.u8();
  return first == long_form ? from.u16() : first;
}

void put_length(bytes& out, std::size_t x) {
  if (x < long_form)
    out.push_back(static_cast<std::uint8_t>(x));
  else
    writer{out}.u8(long_form).u16(static_cast<std::uint16_t>(x));
}

void put(bytes& out, std::uint8_t code, byte_view value) {
  out.push_back(code);
  put_length(out, value.size());
  out.insert(out.end(), value.begin(), value.end());
}

bool take_item(spdu& to, reader from) {
  while (from && from.left() > 0) {
    auto code = from.u8();
    auto value = from.view(take_length(from));
    if (from && code == version_number && value.size() == 1)
      to.versions = value[0];
  }
  return static_cast<bool>(from);
}

bool take(spdu& to, std::uint8_t code, byte_view value) {
  switch (code) {
  case connect_item: return take_item(to, reader{value});
  case calling_ssel:
  case called_ssel:
    (code == calling_ssel ? to.calling_ssel : to.called_ssel) = value;
    return value.size() <= longest_ssel;
  case session_requirements:
    to.requirements = reader{value}.u16();
    return value.size() == 2;
  case transport_disconnect:
    to.transport_disconnect = reader{value}.u8();
    return value.size() == 1;
  case reason_code: // user data may follow the reason
    to.has_reason = true;
    to.reason_code = reader{value}.u8();
    if (value.size() > 1)
      to.user_data = value.subspan(1);
    return !value.empty();
  case user_data:
  case extended_user_data: to.user_data = value; return true;
  default: return true;
  }
}

bool is_known(std::uint8_t x) {
  switch (static_cast<spdu_kind>(x)) {
  case spdu_kind::give_tokens_or_data:
  case spdu_kind::not_finished:
  case spdu_kind::finish:
  case spdu_kind::disconnect:
  case spdu_kind::refuse:
  case spdu_kind::connect:
  case spdu_kind::accept:
  case spdu_kind::abort:
  case spdu_kind::abort_accept: return true;
  }
  return false;
}

} // namespace

result<spdu> decode(byte_view tsdu) {
  auto from = reader{tsdu};
  auto code = from.u8();
  auto parameters = from.view(take_length(from));
  if (!from)
    return fail(errc::malformed, "cosp.length");
  if (!is_known(code))
    return fail(errc::malformed, "cosp.si", std::to_string(code));
  auto out = spdu{static_cast<spdu_kind>(code)};
  if (out.kind == spdu_kind::give_tokens_or_data) {
    // What is behind the GT is a DT; a DT alone is none of category 2.
    auto second = from.u8();
    from.view(take_length(from));
    if (!from || second != code)
      return fail(errc::malformed, "cosp.dt");
    out.user_data = from.rest();
    return out;
  }
  for (auto rest = reader{parameters}; rest.left() > 0;) {
    auto kind = rest.u8();
    auto value = rest.view(take_length(rest));
    if (!rest || !take(out, kind, value))
      return fail(errc::malformed, "cosp.parameter", std::to_string(kind));
  }
  if (from.left() > 0)
    return fail(errc::malformed, "cosp.length", "octets behind the SPDU");
  return out;
}

bytes encode(const spdu& x) {
  auto body = bytes{};
  if (x.kind == spdu_kind::connect || x.kind == spdu_kind::accept) {
    put(body, connect_item,
        bytes{protocol_options, 1, 0, version_number, 1, x.versions});
    put(body, session_requirements,
        bytes{0, static_cast<std::uint8_t>(x.requirements)});
  }
  if (x.calling_ssel)
    put(body, calling_ssel, *x.calling_ssel);
  if (x.called_ssel)
    put(body, called_ssel, *x.called_ssel);
  if (x.transport_disconnect != 0)
    put(body, transport_disconnect, byte_view{&x.transport_disconnect, 1});
  if (x.has_reason) {
    auto reason = bytes{x.reason_code};
    reason.insert(reason.end(), x.user_data.begin(), x.user_data.end());
    put(body, reason_code, reason);
  } else if (!x.user_data.empty()) {
    // The extended parameter is a CN's; others have no such limit in version 2.
    auto is_long =
      x.kind == spdu_kind::connect && x.user_data.size() > longest_user_data;
    put(body, is_long ? extended_user_data : user_data, x.user_data);
  }
  auto out = bytes{static_cast<std::uint8_t>(x.kind)};
  put_length(out, body.size());
  out.insert(out.end(), body.begin(), body.end());
  return out;
}

} // namespace bus::cosp
