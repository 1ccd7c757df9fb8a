#pragma once

#include "messages/result.hpp"

#include <compare>
#include <cstdint>
#include <functional>

namespace bus::iec104 {

/// A point's place (7.2.4, 7.2.5): `"1/100"` on the bus.
struct address {
  std::uint16_t common = 1;
  std::uint32_t object = 0; ///< 24 bits; 0 is none, what concerns the whole station
  auto operator<=>(const address&) const = default;
};

/// `"1/100"`; the station itself is `"1"`.
std::string to_string(const address& x);

/// Fails with invalid_value, also where a number is too large for its field.
result<address> to_address(std::string_view text);

} // namespace bus::iec104

template <>
struct std::hash<bus::iec104::address> {
  std::size_t operator()(const bus::iec104::address& x) const noexcept {
    return std::hash<std::uint64_t>{}(std::uint64_t{x.common} << 24 | x.object);
  }
};
