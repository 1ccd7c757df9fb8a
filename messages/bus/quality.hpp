#pragma once

#include <cstdint>

namespace bus {

enum class validity : std::uint8_t { good, invalid, reserved, questionable };

/// Quality of a value, bit for bit IEC 61850-7-3's Quality (6.2.1): the other
/// protocols' flags are mapped to it without loss. Bit 0 is the least
/// significant one here.
struct quality {
  std::uint16_t bits = 0;

  // detailQual, in the order of IEC 61850-7-3
  static constexpr std::uint16_t overflow = 1 << 2;
  static constexpr std::uint16_t out_of_range = 1 << 3;
  static constexpr std::uint16_t bad_reference = 1 << 4;
  static constexpr std::uint16_t oscillatory = 1 << 5;
  static constexpr std::uint16_t failure = 1 << 6;
  static constexpr std::uint16_t old_data = 1 << 7;
  static constexpr std::uint16_t inconsistent = 1 << 8;
  static constexpr std::uint16_t inaccurate = 1 << 9;
  static constexpr std::uint16_t substituted = 1 << 10;
  static constexpr std::uint16_t test = 1 << 11;
  static constexpr std::uint16_t operator_blocked = 1 << 12;

  static constexpr quality good() { return {}; }

  static constexpr quality make(bus::validity x, std::uint16_t details = 0) {
    return {static_cast<std::uint16_t>(static_cast<unsigned>(x) | details)};
  }

  bus::validity validity() const { return static_cast<bus::validity>(bits & 3); }
  bool has(std::uint16_t detail) const { return bits & detail; }

  bool operator==(const quality&) const = default;
};

/// Why a value is told (the bus protocol's `reasons`), a set of bits.
enum class reason : std::uint8_t {
  data_change = 1,
  quality_change = 2,
  data_update = 4,
  integrity = 8,
  general_interrogation = 16,
  poll = 32,
  initial = 64,
};

using reasons = std::uint8_t;

/// Beside the reasons: it may have been told before.
constexpr auto maybe_duplicate = reasons{128};

constexpr reasons operator|(reason x, reason y) {
  return static_cast<reasons>(static_cast<unsigned>(x) | static_cast<unsigned>(y));
}

} // namespace bus
