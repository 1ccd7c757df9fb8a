#include "tools/asn1_interpreter/real.hpp"

#include "tools/asn1_interpreter/integer.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

namespace bus::asn1_interpreter {

namespace {

using parsed = tl::expected<double, std::string>;
using limit = std::numeric_limits<double>;

enum special : std::uint8_t {
  plus_infinity = 0x40,
  minus_infinity,
  not_a_number,
  minus_zero
};

constexpr auto mantissa_bits = 53;
/// Exponents beyond are all the same: no double is near.
constexpr auto far = std::int64_t{100'000};

auto wrong(const char* what) {
  return tl::make_unexpected(std::string{what});
}

parsed in_range(double x, bool is_zero) {
  if (std::isinf(x))
    return wrong("the number is too large for a double");
  if (x == 0 && !is_zero)
    return wrong("the number is too small for a double");
  return x;
}

parsed special_value(byte_view x) {
  if (x.size() == 1)
    switch (x[0]) {
    case plus_infinity: return limit::infinity();
    case minus_infinity: return -limit::infinity();
    case not_a_number: return limit::quiet_NaN();
    case minus_zero: return -0.0;
    default: break;
    }
  return wrong("a special REAL value that is not known");
}

/// A mantissa of any length: its first 64 bits, the last of them set where a later
/// one is, and how many bits were left out. Rounding to 53 bits sees no difference.
std::pair<std::uint64_t, std::int64_t> leading(byte_view mantissa) {
  auto set = [](auto octet) { return octet != 0; };
  auto from = std::find_if(mantissa.begin(), mantissa.end(), set);
  auto size = std::min<std::ptrdiff_t>(8, mantissa.end() - from);
  auto out = bebytes_to_uint({from, from + size});
  auto rest = std::any_of(from + size, mantissa.end(), set);
  return {out | (rest ? 1 : 0), (mantissa.end() - from - size) * 8};
}

/// Bits that an exponent of one counts for; 0 for a base that is not known.
int bits_of_base(std::uint8_t first) {
  constexpr int out[] = {1, 3, 4, 0};
  return out[first >> 4 & 3];
}

/// The exponent's octets, taken off.
std::optional<byte_view> take_exponent(byte_view& x, std::uint8_t first) {
  auto size = std::size_t{first & 3u} + 1;
  if (size == 4) {
    size = x.empty() ? 0 : x[0];
    x = x.subspan(x.empty() ? 0 : 1);
  }
  if (size == 0 || size > x.size())
    return std::nullopt;
  auto out = x.first(size);
  x = x.subspan(size);
  return out;
}

/// A long double holds the 64 bits, so there is one rounding: to double.
double scaled(std::uint64_t digits, std::int64_t shift) {
  auto power = static_cast<int>(std::clamp(shift, -far, far));
  return static_cast<double>(std::ldexp(static_cast<long double>(digits), power));
}

/// sign * mantissa * 2^scale * base^exponent (X.690, 8.5.7)
parsed binary_value(byte_view x) {
  auto first = x[0];
  auto mantissa = x.subspan(1);
  auto exponent = take_exponent(mantissa, first);
  auto bits = bits_of_base(first);
  if (!exponent || mantissa.empty())
    return wrong("a binary REAL that is cut off");
  if (bits == 0)
    return wrong("a binary REAL with a reserved base");
  auto negative = (*exponent)[0] >= 0x80;
  auto power = integer::of_octets(*exponent).to_int64().value_or(negative ? -far : far);
  auto [digits, left_out] = leading(mantissa);
  auto shift = std::clamp(power, -far, far) * bits + (first >> 2 & 3) + left_out;
  auto size = digits == 0 ? 0.0 : scaled(digits, shift);
  return in_range(first & 0x40 && digits != 0 ? -size : size, digits == 0);
}

bool has_form(std::string_view text, int form) {
  auto mark = text.find('.') != text.npos;
  auto exponent = text.find_first_of("Ee") != text.npos;
  return form == 1 ? !mark && !exponent : form == 2 ? mark && !exponent : exponent;
}

/// ISO 6093, forms NR1 to NR3.
parsed decimal_value(byte_view x) {
  auto form = x[0] & 0x3f;
  auto text = std::string(x.begin() + 1, x.end());
  text.erase(0, text.find_first_not_of(' '));
  std::replace(text.begin(), text.end(), ',', '.');
  if (text.starts_with('+') && !text.starts_with("+-"))
    text.erase(0, 1);
  if (form < 1 || form > 3 || !has_form(text, form))
    return wrong("a decimal REAL that is not of its form");
  auto out = parse_decimal(text);
  if (!out)
    return wrong("a decimal REAL that is no number, or that no double holds");
  return *out;
}

/// Digits, not necessarily; whether there were some.
bool skip_digits(std::string_view& x) {
  auto size = std::min(x.size(), x.find_first_not_of("0123456789"));
  x.remove_prefix(size);
  return size > 0;
}

bool skip_one(std::string_view& x, std::string_view of) {
  auto found = !x.empty() && of.find(x[0]) != of.npos;
  x.remove_prefix(found ? 1 : 0);
  return found;
}

bool is_decimal(std::string_view x) {
  skip_one(x, "-");
  auto digits = skip_digits(x);
  if (skip_one(x, "."))
    digits = skip_digits(x) || digits;
  if (digits && skip_one(x, "eE")) {
    skip_one(x, "+-");
    digits = skip_digits(x);
  }
  return digits && x.empty();
}

bytes binary_contents(double x) {
  auto exponent = 0;
  auto fraction = std::frexp(std::abs(x), &exponent);
  auto mantissa = static_cast<std::uint64_t>(std::ldexp(fraction, mantissa_bits));
  auto zeros = std::countr_zero(mantissa);
  auto power = integer{exponent - mantissa_bits + zeros};
  auto sign = x < 0 ? 0x40u : 0u;
  auto out = bytes{};
  out.push_back(static_cast<std::uint8_t>(0x80 | sign | (power.octets().size() - 1)));
  writer{out}.put(power.octets()).put(uint_to_bebytes(mantissa >> zeros));
  return out;
}

} // namespace

bytes real_contents(double x) {
  if (std::isnan(x))
    return {not_a_number};
  if (std::isinf(x))
    return {x > 0 ? plus_infinity : minus_infinity};
  if (x == 0)
    return std::signbit(x) ? bytes{minus_zero} : bytes{};
  return binary_contents(x);
}

tl::expected<double, std::string> parse_real_contents(byte_view x) {
  if (x.empty())
    return 0.0;
  if (x[0] & 0x80)
    return binary_value(x);
  return x[0] & 0x40 ? special_value(x) : decimal_value(x);
}

std::optional<double> parse_decimal(std::string_view text) {
  auto out = 0.0;
  if (!is_decimal(text)
      || std::from_chars(text.data(), text.data() + text.size(), out).ec != std::errc{})
    return std::nullopt;
  return out;
}

std::string decimal_text(double x) {
  if (x == 0)
    return std::signbit(x) ? "-0" : "0";
  char digits[32];
  auto end = std::to_chars(digits, std::end(digits), x, std::chars_format::scientific);
  auto text = std::string_view{digits, end.ptr};
  auto mark = text.find('e');
  auto mantissa = std::string{text.substr(0, mark)};
  if (mantissa.find('.') == mantissa.npos)
    mantissa += ".0";
  auto sign = text[mark + 1] == '-' ? "-" : "";
  auto power = text.substr(mark + 2);
  power.remove_prefix(std::min(power.find_first_not_of('0'), power.size() - 1));
  return mantissa + 'E' + sign + std::string{power};
}

} // namespace bus::asn1_interpreter
