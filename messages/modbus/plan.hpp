#pragma once

#include "messages/modbus/point.hpp"

namespace bus::modbus {

/// One read that serves several points.
struct block {
  read_data ask;
  duration interval = {};
  std::vector<std::uint32_t> points = {}; ///< indices, by address
};

struct plan_limits {
  std::uint16_t max_gap = 8; ///< unused registers (bits: 16 times as many) read along
  std::uint16_t max_registers = max_read_registers;
  std::uint16_t max_bits = max_read_bits;
};

/// The fewest reads by a greedy pass over each (table, interval): neighbours
/// are merged over gaps up to the limit; a point is never split. A queue is a
/// block of its own. Points with interval zero take `default_interval`.
std::vector<block> make_plan(const std::vector<point>& points,
                             duration default_interval, const plan_limits& limits);

/// The same block cut where it reads along what no point asked for: some
/// devices refuse a read that touches an unmapped register.
std::vector<block> without_gaps(const block& x, const std::vector<point>& points);

/// Splits a block in two halves by points; one point stays as it is.
std::vector<block> halves(const block& x, const std::vector<point>& points);

} // namespace bus::modbus
