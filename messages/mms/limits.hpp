#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

/// What the numbers in a type description allow (ISO 9506-2, 14.2).
namespace bus::mms {

/// Types within types, and selections from what was selected.
constexpr auto deepest = 64u;

/// Whether so many bits, octets or characters are the size that a type states. A
/// negative one is the largest there may be.
constexpr bool fits_size(std::size_t size, std::int32_t limit) {
  return limit < 0 ? size <= static_cast<std::size_t>(-std::int64_t{limit})
                   : size == static_cast<std::size_t>(limit);
}

/// Of an `integer` of so many bits; of none, 0.
constexpr std::int64_t highest_integer(unsigned bits) {
  constexpr auto all = std::numeric_limits<std::int64_t>::max();
  return bits == 0 ? 0 : all >> (64 - std::min(bits, 64u));
}

constexpr std::int64_t lowest_integer(unsigned bits) {
  return bits == 0 ? 0 : -highest_integer(bits) - 1;
}

/// Of an `unsigned` of so many bits.
constexpr std::uint64_t highest_unsigned(unsigned bits) {
  constexpr auto all = std::numeric_limits<std::uint64_t>::max();
  return bits == 0 ? 0 : all >> (64 - std::min(bits, 64u));
}

/// Of so many decimal digits, as far as 64 bits go.
constexpr std::uint64_t highest_bcd(unsigned digits) {
  auto out = std::uint64_t{0};
  for (auto i = 0u; i < std::min(digits, 19u); ++i)
    out = out * 10 + 9;
  return digits > 19 ? std::numeric_limits<std::uint64_t>::max() : out;
}

} // namespace bus::mms
