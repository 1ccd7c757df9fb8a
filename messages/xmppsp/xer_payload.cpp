#include "messages/xmppsp/xer_payload.hpp"

#include "asn1/acse.hpp"
#include "asn1/mms.hpp"
#include "asn1/presentation.hpp"
#include "messages/asn1/ber.hpp"
#include "messages/asn1/xer.hpp"
#include "messages/asn1/xer_parser.hpp"

namespace bus::xmppsp {

namespace {

namespace ber = asn1::ber;
namespace xer = asn1::xer;
namespace ppdu = asn1::presentation;

using asn1::open_type;
using asn1::acse::acse_apdu;
using asn1::mms::mms_pdu;

constexpr auto octets_name = std::string_view{"octets"};
constexpr auto acse_name = std::string_view{"ACSE-apdu"};
constexpr auto mms_name = std::string_view{"MMSpdu"};

std::string_view text_of(const open_type& x) {
  return {reinterpret_cast<const char*>(x.octets.data()), x.octets.size()};
}

void set_text(open_type& to, std::string_view x) {
  auto octets = as_bytes(x);
  to.octets.assign(octets.begin(), octets.end());
  to.of = open_type::syntax::xer;
}

// ---- octets -----------------------------------------------------------------

void append_octets(byte_view x, std::string& to) {
  constexpr auto digits = std::string_view{"0123456789ABCDEF"};
  to += "<octets>";
  for (auto octet : x) {
    to += digits[octet >> 4];
    to += digits[octet & 15];
  }
  to += "</octets>";
}

std::optional<unsigned> digit(char c) {
  if (c >= '0' && c <= '9')
    return static_cast<unsigned>(c - '0');
  if (c >= 'A' && c <= 'F')
    return static_cast<unsigned>(c - 'A' + 10);
  if (c >= 'a' && c <= 'f')
    return static_cast<unsigned>(c - 'a' + 10);
  return std::nullopt;
}

result<void> read_octets(std::string_view text, bytes& to) {
  auto from = xer::pull_parser{text};
  auto digits = std::string_view{};
  if (!from.open(octets_name) || !from.token(digits))
    return tl::make_unexpected(to_error(from.wrong(), "character"));
  auto wrong = digits.size() % 2 != 0;
  for (; digits.size() >= 2; digits.remove_prefix(2)) {
    auto high = digit(digits[0]), low = digit(digits[1]);
    wrong = wrong || !high || !low;
    to.push_back(static_cast<std::uint8_t>(high.value_or(0) << 4 | low.value_or(0)));
  }
  if (wrong)
    from.fail("expected pairs of hexadecimal digits");
  if (wrong || !from.close(octets_name) || !from.finish())
    return tl::make_unexpected(to_error(from.wrong(), "character"));
  return {};
}

// ---- BER to XER -------------------------------------------------------------

/// What no XML may hold, though UTF-8 does; control characters are elements.
bool holds_no_character(std::string_view x) {
  return x.find("\xef\xbf\xbe") != x.npos || x.find("\xef\xbf\xbf") != x.npos;
}

/// Behind what is in `to`, with `open` called on the value first; false, and
/// nothing written, where the octets would not come back.
template <class T, class Open>
bool put(byte_view in, std::string& to, Open open) {
  auto x = ber::decode<T>(in);
  if (!x || ber::encode(*x) != bytes(in.begin(), in.end()))
    return false;
  open(*x);
  auto before = to.size();
  auto done =
    xer::append(*x, to) && !holds_no_character(std::string_view{to}.substr(before));
  if (!done)
    to.resize(before);
  return done;
}

void unfold(open_type& x);

asn1::acse::association_information* user_information(acse_apdu& x) {
  auto in = [](auto* apdu) {
    return apdu && apdu->user_information ? &*apdu->user_information : nullptr;
  };
  switch (x.index()) {
  case acse_apdu::aarq: return in(x.get_if<acse_apdu::aarq>());
  case acse_apdu::aare: return in(x.get_if<acse_apdu::aare>());
  case acse_apdu::rlrq: return in(x.get_if<acse_apdu::rlrq>());
  case acse_apdu::rlre: return in(x.get_if<acse_apdu::rlre>());
  case acse_apdu::abrt: return in(x.get_if<acse_apdu::abrt>());
  default: return nullptr;
  }
}

/// Calls `f` with each value of a type that only its surroundings tell.
template <class F>
void for_each_value(acse_apdu& x, F f) {
  using encoding = asn1::builtin::external_encoding;
  if (auto* all = user_information(x))
    for (auto& one : *all)
      if (auto* value = one.encoding.get_if<encoding::single_asn1_type>())
        f(*value);
}

template <class F>
void for_each_value(ppdu::user_data& x, F f) {
  using values = ppdu::pdv_list_presentation_data_values;
  if (auto* all = x.get_if<ppdu::user_data::fully_encoded_data>())
    for (auto& one : *all)
      if (auto* value = one.presentation_data_values.get_if<values::single_asn1_type>())
        f(*value);
}

template <class F>
void for_each_value(auto& normal_mode, F f) requires requires {
  normal_mode->user_data;
}
{
  if (normal_mode && normal_mode->user_data)
    for_each_value(*normal_mode->user_data, f);
}

template <class F>
void for_each_value(ppdu::cp_type& x, F f) {
  for_each_value(x.normal_mode_parameters, f);
}

template <class F>
void for_each_value(ppdu::cpa_ppdu& x, F f) {
  for_each_value(x.normal_mode_parameters, f);
}

template <class F>
void for_each_value(ppdu::cpr_ppdu& x, F f) {
  auto* normal = x.get_if<ppdu::cpr_ppdu::normal_mode_parameters>();
  for_each_value(normal, f);
}

template <class F>
void for_each_value(ppdu::abort_type& x, F f) {
  auto* aru = x.get_if<ppdu::abort_type::aru_ppdu>();
  auto* normal = aru ? aru->get_if<ppdu::aru_ppdu::normal_mode_parameters>() : nullptr;
  for_each_value(normal, f);
}

/// A value's BER becomes its XER. Tags tell the syntaxes apart: ACSE's are of the
/// application, MMS's of the context.
void unfold(open_type& x) {
  constexpr auto class_bits = std::uint8_t{0xc0};
  constexpr auto application = std::uint8_t{0x40};
  constexpr auto context = std::uint8_t{0x80};
  auto of_class = x.octets.empty() ? 0 : x.octets[0] & class_bits;
  auto text = std::string{};
  auto done = (of_class == application
               && put<acse_apdu>(x.octets, text,
                                 [](auto& apdu) { for_each_value(apdu, unfold); }))
              || (of_class == context && put<mms_pdu>(x.octets, text, [](auto&) {}));
  if (!done)
    append_octets(x.octets, text);
  set_text(x, text);
}

template <class Ppdu>
void put_ppdu(byte_view in, std::string& to) {
  auto done = put<Ppdu>(in, to, [](auto& x) { for_each_value(x, unfold); });
  if (!done)
    append_octets(in, to);
}

// ---- XER to BER -------------------------------------------------------------

/// The first reason that a value could not be read.
class folder {
public:
  /// A value's XER becomes its BER; hexadecimal digits already are.
  void fold(open_type& x) {
    if (x.of == open_type::syntax::ber || wrong_)
      return;
    auto text = std::string{text_of(x)};
    x.of = open_type::syntax::ber;
    x.octets.clear();
    auto name = xer::pull_parser{text}.peek();
    if (name == octets_name)
      keep(read_octets(text, x.octets));
    else if (name == mms_name)
      read<mms_pdu>(text, x.octets, [](auto&) {});
    else if (name == acse_name)
      read<acse_apdu>(text, x.octets, [this](auto& apdu) { fold_all(apdu); });
    else
      keep(fail(errc::unsupported, "xmppsp.xml",
                "<" + std::string{name}
                  + "> is no value that is known; write it as <octets>"));
  }

  void fold_all(auto& x) {
    for_each_value(x, [this](open_type& value) { fold(value); });
  }

  template <class T, class Fold>
  void read(std::string_view text, bytes& to, Fold fold_values) {
    auto x = xer::decode<T>(text);
    if (!x)
      return keep(tl::make_unexpected(std::move(x.error())));
    fold_values(*x);
    if (!wrong_)
      keep(ber::append(*x, to));
  }

  void keep(result<void> x) {
    if (!x && !wrong_)
      wrong_ = std::move(x.error());
  }

  result<void> outcome() && {
    if (wrong_)
      return tl::make_unexpected(std::move(*wrong_));
    return {};
  }

private:
  std::optional<error> wrong_;
};

template <class Ppdu>
result<void> read_ppdu(std::string_view text, bytes& to) {
  auto from = folder{};
  from.read<Ppdu>(text, to, [&](auto& x) { from.fold_all(x); });
  return std::move(from).outcome();
}

} // namespace

void append_xer(element_kind of, byte_view in, std::string& to) {
  switch (of) {
  case element_kind::connect: return put_ppdu<ppdu::cp_type>(in, to);
  case element_kind::accept: return put_ppdu<ppdu::cpa_ppdu>(in, to);
  case element_kind::refuse: return put_ppdu<ppdu::cpr_ppdu>(in, to);
  case element_kind::abort: return put_ppdu<ppdu::abort_type>(in, to);
  case element_kind::data:
  case element_kind::finish:
  case element_kind::finished: return put_ppdu<ppdu::user_data>(in, to);
  }
}

result<void> decode_xer(element_kind of, std::string_view text, bytes& to) {
  if (xer::pull_parser{text}.peek() == octets_name)
    return read_octets(text, to);
  switch (of) {
  case element_kind::connect: return read_ppdu<ppdu::cp_type>(text, to);
  case element_kind::accept: return read_ppdu<ppdu::cpa_ppdu>(text, to);
  case element_kind::refuse: return read_ppdu<ppdu::cpr_ppdu>(text, to);
  case element_kind::abort: return read_ppdu<ppdu::abort_type>(text, to);
  case element_kind::data:
  case element_kind::finish:
  case element_kind::finished: return read_ppdu<ppdu::user_data>(text, to);
  }
  return {};
}

} // namespace bus::xmppsp
