#include "messages/asn1/integer.hpp"

#include <algorithm>
#include <charconv>

namespace bus::asn1 {

namespace {

/// Without leading octets that only repeat the sign.
byte_view shortest(byte_view x) {
  auto repeats = [](byte_view y) {
    return y.size() > 1
           && ((y[0] == 0 && y[1] < 0x80) || (y[0] == 0xff && y[1] >= 0x80));
  };
  while (repeats(x))
    x = x.subspan(1);
  return x;
}

std::int64_t to_small(byte_view x) {
  auto out = !x.empty() && x[0] >= 0x80 ? ~std::uint64_t{0} : std::uint64_t{0};
  for (auto octet : x)
    out = out << 8 | octet;
  return static_cast<std::int64_t>(out);
}

void negate(bytes& x) {
  auto carry = 1u;
  for (auto at = x.rbegin(); at != x.rend(); ++at) {
    carry += static_cast<std::uint8_t>(~*at);
    *at = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
}

} // namespace

integer::integer(const integer& x)
  : small_{x.small_},
    large_{x.large_ ? std::make_unique<const bytes>(*x.large_) : nullptr} {}

integer& integer::operator=(const integer& x) {
  return *this = integer{x};
}

integer integer::from_octets(byte_view x) {
  auto out = integer{};
  x = shortest(x);
  if (x.size() <= 8)
    out.small_ = to_small(x);
  else
    out.large_ = std::make_unique<const bytes>(x.begin(), x.end());
  return out;
}

integer integer::from_unsigned(std::uint64_t x) {
  auto octets = bytes{0};
  for (auto shift = 56; shift >= 0; shift -= 8)
    octets.push_back(static_cast<std::uint8_t>(x >> shift));
  return from_octets(octets);
}

std::optional<integer> integer::from_text(std::string_view digits) {
  auto negative = digits.starts_with('-');
  digits.remove_prefix(negative ? 1 : 0);
  auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit))
    return std::nullopt;
  // Half an octet a digit, and one for the sign.
  auto octets = bytes(digits.size() / 2 + 2);
  auto used = std::size_t{1};
  for (auto digit : digits) {
    auto carry = static_cast<unsigned>(digit - '0');
    for (auto i = std::size_t{0}; i < used; ++i) {
      auto& octet = octets[octets.size() - 1 - i];
      carry += octet * 10u;
      octet = static_cast<std::uint8_t>(carry);
      carry >>= 8;
    }
    if (carry != 0)
      octets[octets.size() - 1 - used++] = static_cast<std::uint8_t>(carry);
  }
  if (negative)
    negate(octets);
  return from_octets(octets);
}

std::optional<std::int64_t> integer::to_int64() const {
  return large_ ? std::nullopt : std::optional{small_};
}

std::optional<std::uint64_t> integer::to_uint64() const {
  if (!large_)
    return small_ < 0 ? std::nullopt
                      : std::optional{static_cast<std::uint64_t>(small_)};
  if (large_->size() != 9 || large_->front() != 0)
    return std::nullopt;
  return static_cast<std::uint64_t>(to_small(byte_view{*large_}.subspan(1)));
}

bool integer::is_negative() const {
  return large_ ? large_->front() >= 0x80 : small_ < 0;
}

bytes integer::octets() const {
  if (large_)
    return *large_;
  auto out = bytes{};
  for (auto shift = 56; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(small_ >> shift));
  auto short_one = shortest(out);
  return {short_one.begin(), short_one.end()};
}

bool operator==(const integer& x, const integer& y) {
  if (x.large_ && y.large_)
    return *x.large_ == *y.large_;
  return !x.large_ && !y.large_ && x.small_ == y.small_;
}

std::string to_string(const integer& x) {
  if (auto small = x.to_int64())
    return std::to_string(*small);
  auto rest = x.octets();
  auto negative = x.is_negative();
  if (negative)
    negate(rest); // the lowest number of its length negates to itself, unsigned
  auto out = std::string{};
  auto nonzero = [](std::uint8_t octet) { return octet != 0; };
  while (std::any_of(rest.begin(), rest.end(), nonzero)) {
    auto carry = 0u;
    for (auto& octet : rest) {
      carry = carry << 8 | octet;
      octet = static_cast<std::uint8_t>(carry / 10);
      carry %= 10;
    }
    out += static_cast<char>('0' + carry);
  }
  out += negative ? "-" : "";
  std::reverse(out.begin(), out.end());
  return out;
}

} // namespace bus::asn1
