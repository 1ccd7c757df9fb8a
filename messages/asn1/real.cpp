#include "messages/asn1/real.hpp"

#include "messages/asn1/integer.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace bus::asn1 {

namespace {

enum special : std::uint8_t {
  plus_infinity = 0x40,
  minus_infinity = 0x41,
  not_a_number = 0x42,
  minus_zero = 0x43,
};

constexpr auto mantissa_bits = 53;

/// An odd mantissa, and the exponent of 2.
std::pair<std::uint64_t, int> split(double x) {
  auto exponent = 0;
  auto mantissa =
    static_cast<std::uint64_t>(std::ldexp(std::frexp(x, &exponent), mantissa_bits));
  exponent -= mantissa_bits;
  while (mantissa % 2 == 0) {
    mantissa /= 2;
    ++exponent;
  }
  return {mantissa, exponent};
}

std::optional<double> special_value(std::uint8_t x) {
  using numbers = std::numeric_limits<double>;
  switch (x) {
  case plus_infinity: return numbers::infinity();
  case minus_infinity: return -numbers::infinity();
  case not_a_number: return numbers::quiet_NaN();
  case minus_zero: return -0.0;
  default: return std::nullopt;
  }
}

/// X.690, 8.5.7: sign, base, scale and the exponent's length in the first octet.
std::optional<double> binary_value(byte_view x) {
  auto first = x[0];
  constexpr int bits_of_base[] = {1, 3, 4, 0};
  auto base = bits_of_base[first >> 4 & 3];
  auto length = static_cast<std::size_t>((first & 3) + 1);
  auto from = reader{x.subspan(1)};
  if (length == 4)
    length = from.u8();
  auto exponent = integer::from_octets(from.view(length)).to_int64();
  auto mantissa = from.rest();
  if (!from || base == 0 || length == 0 || mantissa.empty() || !exponent)
    return std::nullopt;
  auto out = 0.0;
  for (auto octet : mantissa)
    out = out * 256 + octet;
  // Beyond these every double is 0 or infinite.
  auto power = std::clamp(*exponent, std::int64_t{-100'000}, std::int64_t{100'000});
  out = std::ldexp(out, static_cast<int>(power) * base + (first >> 2 & 3));
  return first & 0x40 ? -out : out;
}

/// X.690, 8.5.8: text after ISO 6093, a comma may stand for the point.
std::optional<double> decimal_value(byte_view x) {
  auto form = x[0] & 0x3f;
  if (form < 1 || form > 3)
    return std::nullopt;
  auto text = std::string(x.begin() + 1, x.end());
  std::replace(text.begin(), text.end(), ',', '.');
  auto start = text.find_first_not_of(' ');
  return start == text.npos ? std::nullopt : real_of_text(text.substr(start));
}

} // namespace

bytes real_octets(double x) {
  if (std::isnan(x))
    return {not_a_number};
  if (std::isinf(x))
    return {x > 0 ? plus_infinity : minus_infinity};
  if (x == 0)
    return std::signbit(x) ? bytes{minus_zero} : bytes{};
  auto [mantissa, exponent] = split(std::fabs(x));
  auto power = integer{exponent}.octets();
  auto out =
    bytes{static_cast<std::uint8_t>(0x80 | (x < 0 ? 0x40 : 0) | (power.size() - 1))};
  out.insert(out.end(), power.begin(), power.end());
  auto digits = uint_to_bebytes(mantissa);
  out.insert(out.end(), digits.begin(), digits.end());
  return out;
}

std::optional<double> real_of_octets(byte_view x) {
  if (x.empty())
    return 0.0;
  if (x[0] & 0x80)
    return binary_value(x);
  if (x[0] & 0x40)
    return x.size() == 1 ? special_value(x[0]) : std::nullopt;
  return decimal_value(x);
}

std::string real_text(double x) {
  if (x == 0)
    return std::signbit(x) ? "-0" : "0";
  char digits[64];
  auto end =
    std::to_chars(digits, digits + sizeof digits, x, std::chars_format::scientific);
  auto text = std::string_view{digits, static_cast<std::size_t>(end.ptr - digits)};
  auto at = text.find('e');
  auto out = std::string{text.substr(0, at)};
  if (out.find('.') == out.npos)
    out += ".0";
  auto exponent = 0;
  auto power = text.substr(at + (text[at + 1] == '+' ? 2 : 1));
  std::from_chars(power.data(), power.data() + power.size(), exponent);
  return out + 'E' + std::to_string(exponent);
}

std::optional<double> real_of_text(std::string_view x) {
  if (x.starts_with('+'))
    x.remove_prefix(1);
  auto out = 0.0;
  auto is_number = x.find_first_not_of("0123456789+-.eE") == x.npos;
  auto end = x.data() + x.size();
  auto [at, why] = std::from_chars(x.data(), end, out);
  // A point may stand at the end: NR2 has it so.
  auto whole = at == end;
  if (!is_number || !whole || x.empty())
    return std::nullopt;
  if (why == std::errc::result_out_of_range)
    return x.find("e-") != x.npos || x.find("E-") != x.npos
             ? 0.0
             : std::numeric_limits<double>::infinity();
  return why == std::errc{} ? std::optional{out} : std::nullopt;
}

} // namespace bus::asn1
