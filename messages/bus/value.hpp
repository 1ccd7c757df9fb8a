#pragma once

#include "messages/bytes.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bus {

struct value;

/// Bits in the order of the wire: `"0110"`, first bit first.
struct bit_string {
  std::string bits;
  bool operator==(const bit_string&) const = default;
};

struct octet_string {
  bytes octets;
  bool operator==(const octet_string&) const = default;
};

/// A switch's position (IEC 61850-7-3 Dbpos, IEC 60870-5-101 DPI).
enum class double_point : std::uint8_t { intermediate, off, on, bad };

using array = std::vector<value>;
using structure = std::vector<std::pair<std::string, value>>; ///< model's order

/// One value as it travels on the bus, independent of its protocol. Arrays and
/// structures are immutable and shared.
struct value
  : std::variant<std::monostate, bool, std::int64_t, std::uint64_t, float, double,
                 std::string, bit_string, octet_string, double_point, utc_time,
                 std::shared_ptr<const array>, std::shared_ptr<const structure>> {
  using variant::variant;
};

/// Same alternative and same content; NaN equals NaN, so that a value which
/// stays NaN is no change.
bool same(const value& x, const value& y);

/// The number in a numeric or boolean value.
result<double> to_number(const value& x);

/// A number, and not a boolean, which is read as one.
bool is_number(const value& x);

} // namespace bus
