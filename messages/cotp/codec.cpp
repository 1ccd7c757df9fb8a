#include "messages/cotp/codec.hpp"

#include <bit>

namespace bus::cotp {

namespace {

// X.224, 13.1: codes, without the credit.
constexpr auto cr = std::uint8_t{0xe0};
constexpr auto cc = std::uint8_t{0xd0};
constexpr auto dr = std::uint8_t{0x80};
constexpr auto dt = std::uint8_t{0xf0};
constexpr auto er = std::uint8_t{0x70};

// 13.3.4: parameters
constexpr auto tpdu_size = std::uint8_t{0xc0};
constexpr auto calling_tsel = std::uint8_t{0xc1};
constexpr auto called_tsel = std::uint8_t{0xc2};
constexpr auto alternative_classes = std::uint8_t{0xc7};

constexpr auto smallest_code = 7u; ///< 2 to this power is 128
constexpr auto largest_code = 13u;
constexpr auto longest_tsel = std::size_t{32};

bytes to_bytes(byte_view x) {
  return {x.begin(), x.end()};
}

bool take_parameter(connect_request& to, std::uint8_t code, byte_view value) {
  if (code == tpdu_size) {
    if (value.size() != 1 || value[0] < smallest_code || value[0] > largest_code)
      return false;
    to.tpdu_size = std::size_t{1} << value[0];
  } else if (code == calling_tsel || code == called_tsel) {
    if (value.size() > longest_tsel)
      return false;
    (code == calling_tsel ? to.calling_tsel : to.called_tsel) = to_bytes(value);
  } else if (code == alternative_classes) {
    for (auto one : value)
      to.class_0_too = to.class_0_too || one >> 4 == 0;
  }
  return true;
}

result<connect_request> decode_connect(reader from) {
  auto out = connect_request{};
  out.dst_ref = from.u16();
  out.src_ref = from.u16();
  out.transport_class = from.u8() >> 4;
  out.class_0_too = out.transport_class == 0;
  while (from && from.left() > 0) {
    auto code = from.u8();
    auto value = from.view(from.u8());
    if (from && !take_parameter(out, code, value))
      return fail(errc::malformed, "cotp.cr.parameter");
  }
  if (!from)
    return fail(errc::malformed, "cotp.cr");
  return out;
}

result<tpdu> decode_disconnect(reader from) {
  auto out = disconnect_request{};
  out.dst_ref = from.u16();
  out.src_ref = from.u16();
  out.why = static_cast<reason>(from.u8());
  if (!from)
    return fail(errc::malformed, "cotp.dr");
  return out;
}

result<tpdu> decode_error(reader from) {
  auto out = error_tpdu{};
  out.dst_ref = from.u16();
  out.cause = from.u8();
  if (!from)
    return fail(errc::malformed, "cotp.er");
  return out;
}

void put_parameter(bytes& out, std::uint8_t code, byte_view value) {
  out.push_back(code);
  out.push_back(static_cast<std::uint8_t>(value.size()));
  out.insert(out.end(), value.begin(), value.end());
}

/// Fills in the length indicator: of all but itself.
bytes counted(bytes x) {
  x[0] = static_cast<std::uint8_t>(x.size() - 1);
  return x;
}

bytes encode_connect(std::uint8_t code, const connect_request& x) {
  auto out = bytes{0, code};
  auto to = writer{out};
  to.u16(x.dst_ref).u16(x.src_ref);
  to.u8(static_cast<std::uint8_t>(x.transport_class << 4));
  if (x.tpdu_size) {
    auto power = static_cast<std::uint8_t>(std::bit_width(*x.tpdu_size) - 1);
    put_parameter(out, tpdu_size, byte_view{&power, 1});
  }
  if (x.calling_tsel)
    put_parameter(out, calling_tsel, *x.calling_tsel);
  if (x.called_tsel)
    put_parameter(out, called_tsel, *x.called_tsel);
  return counted(std::move(out));
}

} // namespace

result<tpdu> decode(byte_view in) {
  auto from = reader{in};
  auto length = from.u8();
  auto header = reader{from.view(length)};
  auto code = header.u8();
  if (!from || !header)
    return fail(errc::malformed, "cotp.length");
  if (code == dt) {
    constexpr auto end_of_tsdu = std::uint8_t{0x80};
    auto mark = header.u8();
    if (!header || header.left() > 0)
      return fail(errc::malformed, "cotp.dt");
    return data_tpdu{(mark & end_of_tsdu) != 0, from.rest()};
  }
  if (auto kind = code & 0xf0; kind == cr || kind == cc) {
    auto out = decode_connect(header);
    if (!out)
      return tl::make_unexpected(std::move(out.error()));
    if (kind == cc)
      return connect_confirm{std::move(*out)};
    return std::move(*out);
  }
  if (code == dr)
    return decode_disconnect(header);
  if (code == er)
    return decode_error(header);
  return fail(errc::malformed, "cotp.code");
}

bytes encode(const connect_request& x) {
  return encode_connect(cr, x);
}

bytes encode(const connect_confirm& x) {
  return encode_connect(cc, x);
}

bytes encode(const disconnect_request& x) {
  auto out = bytes{0, dr};
  writer{out}.u16(x.dst_ref).u16(x.src_ref).u8(static_cast<std::uint8_t>(x.why));
  return counted(std::move(out));
}

bytes encode(const error_tpdu& x) {
  auto out = bytes{0, er};
  writer{out}.u16(x.dst_ref).u8(x.cause);
  return counted(std::move(out));
}

} // namespace bus::cotp
