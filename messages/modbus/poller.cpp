#include "messages/modbus/poller.hpp"

#include <algorithm>
#include <utility>

namespace bus::modbus {

namespace {

constexpr unsigned patience = 3; // silences in a row

/// What a failed poll says something of.
enum class fault { of_block, of_function, of_moment, of_line, of_us };

fault kind_of(const error& why) {
  auto is = [&](exception_code x) { return why.cause == name(x); };
  if (why.code == errc::timeout)
    return fault::of_line;
  if (why.code != errc::rejected)
    return fault::of_us;
  if (is(exception_code::gateway_path_unavailable)
      || is(exception_code::gateway_target_failed_to_respond))
    return fault::of_line;
  if (is(exception_code::server_device_busy) || is(exception_code::acknowledge))
    return fault::of_moment;
  return is(exception_code::illegal_function) ? fault::of_function : fault::of_block;
}

duration offset_of(double phase, duration interval) {
  auto part = phase >= 0 && phase < 1 ? phase : 0;
  return duration{
    static_cast<duration::rep>(part * static_cast<double>(interval.count()))};
}

bool fits(const read_data& asked, const response& x) {
  if (auto* got = std::get_if<bits>(&x))
    return is_bits(asked.from) && got->size() == asked.quantity;
  auto* got = std::get_if<registers>(&x);
  return got && !is_bits(asked.from)
         && (asked.from == table::queue || got->size() == asked.quantity);
}

} // namespace

poller::poller(std::vector<point> points, poller_settings x)
  : poller{std::make_shared<const std::vector<point>>(std::move(points)), x} {}

poller::poller(point_list points, poller_settings x)
  : points_{std::move(points)},
    settings_{x},
    last_(points_->size()) {
  settings_.interval =
    std::max<duration>(settings_.interval, std::chrono::milliseconds{1});
  settings_.max_backoff = std::max(settings_.max_backoff, settings_.interval);
  for (auto& one : make_plan(*points_, settings_.interval, settings_.limits))
    blocks_.push_back({std::move(one)});
}

void poller::opened(time_point now) {
  open_ = true;
  silences_ = 0;
  start_ = now;
  for (auto& x : blocks_) {
    x.out = x.again = false;
    x.due = now + offset_of(settings_.phase, x.what.interval);
  }
}

poll_outcome poller::closed() {
  auto out = poll_outcome{};
  open_ = false;
  if (std::exchange(answering_, false))
    out.answering = false;
  for (auto& x : blocks_)
    x.out = false;
  invalidate(out);
  return out;
}

std::optional<poller::poll> poller::next(time_point now) {
  auto index = candidate();
  if (!index || blocks_[*index].due > now)
    return {};
  auto& x = blocks_[*index];
  x.out = true;
  return poll{*index, x.what.ask, x.due};
}

poll_outcome poller::answered(std::uint32_t block, const result<response>& x,
                              time_point now) {
  auto out = poll_outcome{};
  if (!open_ || block >= blocks_.size() || !blocks_[block].out)
    return out;
  auto* refusal = x ? std::get_if<exception>(&*x) : nullptr;
  if (refusal)
    failed(block, {errc::rejected, {}, name(refusal->code)}, now, out);
  else if (!x)
    failed(block, x.error(), now, out);
  else {
    alive(now, out);
    put_back(blocks_[block], now);
    take(blocks_[block].what, *x, out);
  }
  return out;
}

void poller::refresh(std::uint32_t point, time_point now) {
  auto asks_for_it = [=](const scheduled& x) {
    const auto& of = x.what.points;
    return std::find(of.begin(), of.end(), point) != of.end();
  };
  auto found = std::find_if(blocks_.begin(), blocks_.end(), asks_for_it);
  if (!open_ || dead() || found == blocks_.end())
    return;
  found->again = found->out;
  found->due = std::min(found->due, now);
}

poll_outcome poller::observed(std::uint32_t point, const value& v) {
  auto out = poll_outcome{};
  if (point < points_->size())
    tell(point, v, 0, out);
  return out;
}

time_point poller::deadline() const {
  auto index = candidate();
  return index ? blocks_[*index].due : never;
}

bool poller::dead() const {
  return silences_ >= patience;
}

bool poller::any_out() const {
  return std::any_of(blocks_.begin(), blocks_.end(),
                     [](const auto& x) { return x.out; });
}

/// The block to be polled next, be it due or not.
std::optional<std::uint32_t> poller::candidate() const {
  if (!open_ || blocks_.empty() || (dead() && any_out()))
    return {};
  if (dead())
    return probe_;
  auto sooner = [](const scheduled& x, const scheduled& y) {
    return x.out == y.out ? x.due < y.due : y.out;
  };
  auto best = std::min_element(blocks_.begin(), blocks_.end(), sooner);
  if (best->out)
    return {};
  return static_cast<std::uint32_t>(best - blocks_.begin());
}

/// To the first place in the grid that is neither past nor used.
void poller::spread(scheduled& x, time_point now) const {
  auto interval = std::max(x.what.interval, duration{1});
  auto first = start_ + offset_of(settings_.phase, interval);
  auto after = std::max(now, x.due + duration{1});
  auto missed = after > first ? (after - first + interval - duration{1}) / interval : 0;
  x.due = first + missed * interval;
}

void poller::put_back(scheduled& x, time_point now) const {
  x.out = false;
  spread(x, now);
  if (std::exchange(x.again, false))
    x.due = now;
}

void poller::alive(time_point now, poll_outcome& out) {
  if (dead())
    for (auto& x : blocks_)
      x.due = x.out ? x.due : now;
  silences_ = 0;
  if (!std::exchange(answering_, true))
    out.answering = true;
}

void poller::failed(std::uint32_t block, const error& why, time_point now,
                    poll_outcome& out) {
  auto kind = kind_of(why);
  if (kind != fault::of_line && kind != fault::of_us)
    alive(now, out);
  put_back(blocks_[block], now);
  if (kind == fault::of_line)
    silent(block, now, out);
  auto hopeless =
    kind == fault::of_function || (kind == fault::of_block && !divide(block, now));
  for (std::size_t i = 0; hopeless && i < blocks_[block].what.points.size(); ++i)
    mark(blocks_[block].what.points[i],
         quality::make(validity::invalid, quality::bad_reference), out);
}

void poller::silent(std::uint32_t block, time_point now, poll_outcome& out) {
  ++silences_;
  if (silences_ == patience) {
    answering_ = false;
    out.answering = false;
    invalidate(out);
    backoff_ = settings_.interval;
    probe_after(block, now);
  } else if (dead() && block == probe_) {
    backoff_ = std::min(2 * backoff_, settings_.max_backoff);
    probe_after(block, now);
  }
}

void poller::probe_after(std::uint32_t block, time_point now) {
  probe_ = static_cast<std::uint32_t>((block + 1) % blocks_.size());
  blocks_[probe_].due = now + backoff_;
}

/// Puts smaller blocks in the place of a refused one.
bool poller::divide(std::uint32_t block, time_point now) {
  auto parts = without_gaps(blocks_[block].what, *points_);
  if (parts.size() < 2)
    parts = halves(blocks_[block].what, *points_);
  if (parts.size() < 2)
    return false;
  blocks_[block] = {std::move(parts.front()), now};
  for (auto at = parts.begin() + 1; at != parts.end(); ++at)
    blocks_.push_back({std::move(*at), now});
  return true;
}

void poller::take(const block& from, const response& x, poll_outcome& out) {
  if (!fits(from.ask, x))
    return;
  if (auto* got = std::get_if<bits>(&x))
    take_bits(from, *got, out);
  else
    take_registers(from, std::get<registers>(x), out);
}

} // namespace bus::modbus
