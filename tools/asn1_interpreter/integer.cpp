#include "tools/asn1_interpreter/integer.hpp"

#include <algorithm>
#include <limits>

namespace bus::asn1_interpreter {

namespace {

/// A number without a sign, in digits of 32 bits, the least one first.
using limbs = std::vector<std::uint32_t>;

constexpr auto chunk = std::size_t{9}; ///< decimal digits that a limb holds
constexpr auto power = std::uint32_t{1'000'000'000};

/// x * by + more
void multiply_add(limbs& x, std::uint32_t by, std::uint32_t more) {
  auto carry = std::uint64_t{more};
  for (auto& limb : x) {
    carry += std::uint64_t{limb} * by;
    limb = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
  if (carry != 0)
    x.push_back(static_cast<std::uint32_t>(carry));
}

/// Leaves the quotient, returns what is left over.
std::uint32_t divide(limbs& x) {
  auto rest = std::uint64_t{0};
  for (auto i = x.size(); i-- > 0;) {
    rest = rest << 32 | x[i];
    x[i] = static_cast<std::uint32_t>(rest / power);
    rest %= power;
  }
  while (!x.empty() && x.back() == 0)
    x.pop_back();
  return static_cast<std::uint32_t>(rest);
}

/// Two's complement of the other sign.
bytes negated(bytes x) {
  auto carry = 1u;
  for (auto i = x.size(); i-- > 0;) {
    carry += static_cast<std::uint8_t>(~x[i]);
    x[i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  return x;
}

limbs limbs_of(const bytes& magnitude) {
  auto out = limbs((magnitude.size() + 3) / 4);
  for (auto i = std::size_t{0}; i < magnitude.size(); ++i) {
    auto octet = std::uint32_t{magnitude[magnitude.size() - 1 - i]};
    out[i / 4] |= octet << i % 4 * 8;
  }
  return out;
}

/// With a leading zero: never taken for a negative one.
bytes octets_of(const limbs& x) {
  auto out = bytes(x.size() * 4 + 1);
  for (auto i = std::size_t{0}; i < x.size() * 4; ++i)
    out[out.size() - 1 - i] = static_cast<std::uint8_t>(x[i / 4] >> i % 4 * 8);
  return out;
}

std::string text_of(limbs x) {
  auto out = std::string{};
  while (!x.empty()) {
    auto part = divide(x);
    for (auto i = std::size_t{0}; i < chunk && (part != 0 || !x.empty()); ++i) {
      out += static_cast<char>('0' + part % 10);
      part /= 10;
    }
  }
  std::reverse(out.begin(), out.end());
  return out;
}

bool is_number(std::string_view digits) {
  auto padded = digits.size() > 1 && digits[0] == '0';
  return !digits.empty() && !padded
         && digits.find_first_not_of("0123456789") == digits.npos;
}

limbs limbs_of(std::string_view digits) {
  auto out = limbs{};
  while (!digits.empty()) {
    auto size = std::min(digits.size(), chunk);
    auto by = std::uint32_t{1};
    auto part = std::uint32_t{0};
    for (auto c : digits.substr(0, size)) {
      part = part * 10 + static_cast<std::uint32_t>(c - '0');
      by *= 10;
    }
    multiply_add(out, by, part);
    digits.remove_prefix(size);
  }
  return out;
}

} // namespace

integer::integer(std::int64_t x)
  : integer{of(x)} {}

integer integer::of(asn1c::wide_int x) {
  auto out = bytes(sizeof x);
  for (auto i = out.size(); i-- > 0; x >>= 8)
    out[i] = static_cast<std::uint8_t>(x & 0xff);
  return of_octets(out);
}

integer integer::of_octets(byte_view x) {
  auto redundant = [&](std::size_t i) {
    return x[i] == (x[i + 1] >= 0x80 ? 0xff : 0x00);
  };
  auto first = std::size_t{0};
  while (first + 1 < x.size() && redundant(first))
    ++first;
  auto out = integer{};
  if (!x.empty())
    out.octets_.assign(x.begin() + static_cast<std::ptrdiff_t>(first), x.end());
  return out;
}

std::optional<integer> integer::parse(std::string_view text) {
  auto negative = text.starts_with('-');
  auto digits = text.substr(negative ? 1 : 0);
  if (!is_number(digits) || (negative && digits == "0")
      || digits.size() > longest_text * 2) // an octet takes 2.4 digits
    return std::nullopt;
  auto magnitude = octets_of(limbs_of(digits));
  return of_octets(negative ? negated(std::move(magnitude)) : magnitude);
}

std::optional<std::int64_t> integer::to_int64() const {
  auto wide = to_wide();
  if (octets_.size() > sizeof(std::int64_t))
    return std::nullopt;
  return static_cast<std::int64_t>(*wide);
}

std::optional<asn1c::wide_int> integer::to_wide() const {
  if (octets_.size() > sizeof(asn1c::wide_int))
    return std::nullopt;
  auto out = asn1c::wide_int{is_negative() ? -1 : 0};
  for (auto octet : octets_)
    out = out * 256 + octet;
  return out;
}

std::optional<std::string> integer::to_text() const {
  if (auto wide = to_wide())
    return asn1c::to_string(*wide);
  if (octets_.size() > longest_text)
    return std::nullopt;
  auto text = text_of(limbs_of(is_negative() ? negated(octets_) : octets_));
  return (is_negative() ? "-" : "") + text;
}

} // namespace bus::asn1_interpreter
