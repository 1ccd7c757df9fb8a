#include "messages/modbus/plan.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace bus::modbus {

namespace {

std::size_t end_of(const read_data& x) {
  return std::size_t{x.address} + x.quantity;
}

std::size_t end_of(const point& x) {
  return std::size_t{x.address} + width(x);
}

/// The read of one point alone.
block block_of(std::uint32_t index, const point& x, duration interval) {
  return {{x.from, x.address, width(x)}, interval, {index}};
}

void add(block& to, std::uint32_t index, const point& x) {
  auto end = std::max(end_of(to.ask), end_of(x));
  to.ask.quantity = static_cast<std::uint16_t>(end - to.ask.address);
  to.points.push_back(index);
}

/// Cuts `x` where `cut(part so far, next point)` says; points are by address.
template <class Cut>
std::vector<block> cut_where(const block& x, const std::vector<point>& points,
                             Cut cut) {
  auto out = std::vector<block>{};
  for (auto index : x.points) {
    const auto& next = points[index];
    if (out.empty() || cut(out.back(), next))
      out.push_back(block_of(index, next, x.interval));
    else
      add(out.back(), index, next);
  }
  return out;
}

/// Whether `next` does not go into one read with `so_far`.
struct too_far {
  const plan_limits& limits;

  bool operator()(const block& so_far, const point& next) const {
    auto of_bits = is_bits(next.from);
    auto limit = of_bits ? std::min(limits.max_bits, max_read_bits)
                         : std::min(limits.max_registers, max_read_registers);
    auto gap = limits.max_gap * (of_bits ? std::size_t{16} : std::size_t{1});
    auto end = std::max(end_of(so_far.ask), end_of(next));
    return next.from == table::queue || next.address > end_of(so_far.ask) + gap
           || end - so_far.ask.address > limit;
  }
};

auto group_key(const point& x, duration default_interval) {
  auto interval = x.interval > duration{} ? x.interval : default_interval;
  return std::tuple{x.from, interval};
}

std::vector<std::uint32_t> sorted(const std::vector<point>& points,
                                  duration default_interval) {
  auto out = std::vector<std::uint32_t>(points.size());
  std::iota(out.begin(), out.end(), 0u);
  auto key = [&](std::uint32_t i) {
    const auto& x = points[i];
    return std::tuple{group_key(x, default_interval), x.address, end_of(x), i};
  };
  std::sort(out.begin(), out.end(), [&](auto x, auto y) { return key(x) < key(y); });
  return out;
}

} // namespace

std::vector<block> make_plan(const std::vector<point>& points,
                             duration default_interval, const plan_limits& limits) {
  auto out = std::vector<block>{};
  auto order = sorted(points, default_interval);
  auto key = [&](auto i) { return group_key(points[i], default_interval); };
  for (auto at = order.begin(); at != order.end();) {
    auto other = [&](auto i) { return key(i) != key(*at); };
    auto end = std::find_if(at, order.end(), other);
    auto group = block{{}, std::get<duration>(key(*at)), {at, end}};
    for (auto& x : cut_where(group, points, too_far{limits}))
      out.push_back(std::move(x));
    at = end;
  }
  return out;
}

std::vector<block> without_gaps(const block& x, const std::vector<point>& points) {
  return cut_where(x, points, [](const block& so_far, const point& next) {
    return next.address > end_of(so_far.ask);
  });
}

std::vector<block> halves(const block& x, const std::vector<point>& points) {
  auto half = (x.points.size() + 1) / 2;
  return cut_where(x, points,
                   [=, done = std::size_t{0}](const auto&, const auto&) mutable {
                     return ++done == half;
                   });
}

} // namespace bus::modbus
