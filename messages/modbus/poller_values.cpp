#include "messages/modbus/poller.hpp"

#include <bit>
#include <cmath>
#include <cstring>

namespace bus::modbus {

namespace {

constexpr auto unread = quality::make(validity::invalid, quality::old_data);
constexpr auto undecodable = quality::make(validity::invalid, quality::inconsistent);

/// A number's bits; nothing for what takes more room.
struct to_content {
  std::optional<std::uint64_t> operator()(std::monostate) const { return 0; }
  std::optional<std::uint64_t> operator()(bool x) const { return x; }
  std::optional<std::uint64_t> operator()(std::int64_t x) const {
    return static_cast<std::uint64_t>(x);
  }
  std::optional<std::uint64_t> operator()(std::uint64_t x) const { return x; }
  std::optional<std::uint64_t> operator()(float x) const {
    return std::bit_cast<std::uint32_t>(x);
  }
  std::optional<std::uint64_t> operator()(double x) const {
    return std::bit_cast<std::uint64_t>(x);
  }
  template <class Wide>
  std::optional<std::uint64_t> operator()(const Wide&) const {
    return {};
  }
};

reasons poll_reason(const point& x) {
  return x.tell_every_poll ? static_cast<reasons>(reason::poll) : reasons{0};
}

} // namespace

void poller::take_registers(const block& from, const registers& x, poll_outcome& out) {
  auto all = std::span<const std::uint16_t>{x};
  for (auto index : from.points) {
    const auto& p = (*points_)[index];
    auto part = p.from == table::queue
                  ? all
                  : all.subspan(p.address - std::size_t{from.ask.address}, width(p));
    tell(index, decode(p, part), poll_reason(p), out);
  }
}

void poller::take_bits(const block& from, const bits& x, poll_outcome& out) {
  for (auto index : from.points) {
    const auto& p = (*points_)[index];
    auto first = p.address - std::size_t{from.ask.address};
    if (width(p) == 1) {
      tell(index, decode(p, x[first]), poll_reason(p), out);
      continue;
    }
    auto at = x.begin() + static_cast<std::ptrdiff_t>(first);
    auto part = registers(at, at + width(p));
    tell(index, decode(p, part), poll_reason(p), out);
  }
}

void poller::tell(std::uint32_t point, const result<value>& v, reasons unchanged,
                  poll_outcome& out) {
  if (!v)
    return mark(point, undecodable, out);
  auto& last = last_[point];
  auto why = unchanged;
  if (!last.told)
    why = static_cast<reasons>(reason::initial);
  else if (changed(point, *v))
    why = static_cast<reasons>(reason::data_change);
  else if (last.quality != quality::good())
    why = static_cast<reasons>(reason::quality_change);
  if (why == 0)
    return;
  remember(last, *v);
  last.quality = quality::good();
  last.told = true;
  out.changes.push_back({point, *v, last.quality, why});
}

/// A point whose value is not known any more keeps its last one.
void poller::mark(std::uint32_t point, bus::quality x, poll_outcome& out) {
  auto& last = last_[point];
  if (last.quality == x)
    return;
  last.quality = x;
  out.changes.push_back(
    {point, recall(last), x, static_cast<reasons>(reason::quality_change)});
}

void poller::invalidate(poll_outcome& out) {
  for (std::uint32_t i = 0; i < points_->size(); ++i)
    mark(i, unread, out);
}

bool poller::changed(std::uint32_t point, const value& v) const {
  const auto& last = last_[point];
  auto deadband = double{(*points_)[point].deadband};
  if (last.kind == last_told::wide)
    return !same(wide_[last.content], v);
  auto before = recall(last);
  if (same(before, v))
    return false;
  if (deadband <= 0 || before.index() != v.index() || std::holds_alternative<bool>(v))
    return true;
  auto moved = std::abs(to_number(v).value_or(0) - to_number(before).value_or(0));
  return !(moved <= deadband);
}

value poller::recall(const last_told& x) const {
  switch (x.kind) {
  case 1: return x.content != 0;
  case 2: return static_cast<std::int64_t>(x.content);
  case 3: return x.content;
  case 4: return std::bit_cast<float>(static_cast<std::uint32_t>(x.content));
  case 5: return std::bit_cast<double>(x.content);
  case last_told::wide: return wide_[x.content];
  default: return {};
  }
}

void poller::remember(last_told& x, const value& v) {
  auto content = std::visit(to_content{}, v);
  if (x.kind == last_told::wide) {
    wide_[x.content] = v;
  } else if (content) {
    x.content = *content;
    x.kind = static_cast<std::uint8_t>(v.index());
  } else {
    x.content = wide_.size();
    x.kind = last_told::wide;
    wide_.push_back(v);
  }
}

} // namespace bus::modbus
