#pragma once

#include "messages/bytes.hpp"

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace bus::asn1 {

/// A whole number of any size, for INTEGER types that no module limits. What
/// fits 64 bits needs no allocation.
class integer {
public:
  integer() = default;

  template <std::integral T>
  requires(!std::same_as<T, bool>) integer(T x) {
    if (std::in_range<std::int64_t>(x))
      small_ = static_cast<std::int64_t>(x);
    else
      *this = from_unsigned(x);
  }

  integer(const integer& x);
  integer(integer&&) noexcept = default;
  integer& operator=(const integer& x);
  integer& operator=(integer&&) noexcept = default;

  /// From two's complement, most significant octet first; none is 0.
  static integer from_octets(byte_view x);

  /// From decimal digits, a `-` may stand before; nothing where it is none.
  static std::optional<integer> from_text(std::string_view digits);

  bool is_small() const { return !large_; }

  /// The value where it fits the type.
  std::optional<std::int64_t> to_int64() const;
  std::optional<std::uint64_t> to_uint64() const;

  bool is_negative() const;

  /// Shortest two's complement; 0 is one octet (X.690, 8.3).
  bytes octets() const;

  /// The octets where they are held: only of what is not small.
  byte_view large_octets() const { return *large_; }

  friend bool operator==(const integer& x, const integer& y);

private:
  static integer from_unsigned(std::uint64_t x);

  std::int64_t small_ = 0;
  std::unique_ptr<const bytes> large_; ///< shortest form, more than 8 octets
};

/// Decimal digits.
std::string to_string(const integer& x);

} // namespace bus::asn1
