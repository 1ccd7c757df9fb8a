#pragma once

#include "messages/modbus/point.hpp"

namespace bus::modbus {

// What reading and writing a point share: its orders, undone and done.

/// A register's content with its octets in the point's order; its own inverse.
constexpr std::uint16_t in_order(const point& x, std::uint16_t content) {
  return x.byte_order == order::big
           ? content
           : static_cast<std::uint16_t>(content << 8 | content >> 8);
}

/// Up to four registers as one number.
inline std::uint64_t join(const point& x, std::span<const std::uint16_t> from) {
  auto out = std::uint64_t{0};
  for (std::size_t i = 0; i < from.size(); ++i) {
    auto place = x.word_order == order::big ? i : from.size() - 1 - i;
    out = out << 16 | in_order(x, from[place]);
  }
  return out;
}

/// The inverse of join().
registers split(const point& x, std::uint64_t raw, std::size_t size);

bool is_utf8(std::string_view text);

} // namespace bus::modbus
