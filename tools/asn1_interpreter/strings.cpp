#include "tools/asn1_interpreter/strings.hpp"

#include "tools/asn1_interpreter/utf8.hpp"

namespace bus::asn1_interpreter {

using asn1c::type_kind;

namespace {

/// Takes so many digits off the front.
bool take_digits(std::string_view& x, std::size_t count) {
  auto digits = x.substr(0, count);
  if (digits.size() < count || digits.find_first_not_of("0123456789") != x.npos)
    return false;
  x.remove_prefix(count);
  return true;
}

/// `Z`, or the difference from UTC.
bool is_zone(std::string_view x) {
  if (x == "Z")
    return true;
  if (!x.starts_with('+') && !x.starts_with('-'))
    return false;
  x.remove_prefix(1);
  return take_digits(x, 4) && x.empty();
}

bool take_fraction(std::string_view& x) {
  if (!x.starts_with('.') && !x.starts_with(','))
    return true;
  x.remove_prefix(1);
  if (!take_digits(x, 1))
    return false;
  while (take_digits(x, 1)) {
  }
  return true;
}

std::string_view as_text(byte_view x) {
  return {reinterpret_cast<const char*>(x.data()), x.size()};
}

} // namespace

bool has_octet_characters(type_kind x) {
  return asn1c::is_string(x) && x != type_kind::utf8_string
         && x != type_kind::bmp_string && x != type_kind::universal_string;
}

std::optional<std::string> from_wire(type_kind of, byte_view x) {
  switch (of) {
  case type_kind::bmp_string: return utf16_to_utf8(x);
  case type_kind::universal_string: return utf32_to_utf8(x);
  default: return std::string{as_text(x)};
  }
}

std::optional<bytes> to_wire(type_kind of, std::string_view x) {
  switch (of) {
  case type_kind::bmp_string: return utf8_to_utf16(x);
  case type_kind::universal_string: return utf8_to_utf32(x);
  default: return bytes(x.begin(), x.end());
  }
}

std::optional<std::string> to_utf8(type_kind of, std::string_view x) {
  if (has_octet_characters(of))
    return latin1_to_utf8(x);
  return is_utf8(x) ? std::optional<std::string>{x} : std::nullopt;
}

std::optional<std::string> from_utf8(type_kind of, std::string_view x) {
  if (has_octet_characters(of))
    return utf8_to_latin1(x);
  return is_utf8(x) ? std::optional<std::string>{x} : std::nullopt;
}

std::size_t count_characters(type_kind of, std::string_view x) {
  return has_octet_characters(of) ? x.size() : count_code_points(x);
}

bool is_utc_time(std::string_view x) {
  if (!take_digits(x, 10))
    return false;
  take_digits(x, 2);
  return is_zone(x);
}

bool is_generalized_time(std::string_view x) {
  if (!take_digits(x, 10))
    return false;
  if (take_digits(x, 2))
    take_digits(x, 2);
  return take_fraction(x) && (x.empty() || is_zone(x));
}

} // namespace bus::asn1_interpreter
