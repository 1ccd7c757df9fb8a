#include "messages/iec104/codec.hpp"
#include "messages/iec104/station.hpp"

#include <algorithm>

namespace bus::iec104 {

/// Whether a point belongs to what was asked for.
bool station::is_of(const job& x, std::size_t point) const {
  auto& of = description_.points[point];
  if (of.at.common != x.asked.head.common_address || is_protection_event(*of.type))
    return false;
  if (is_total(*of.type) != (x.asked.head.type == type_id::c_ci_na_1))
    return false;
  auto first = is_total(*of.type) ? cause::counter_requested_generally
                                  : cause::interrogated_by_station;
  if (x.why == first || x.why == cause::background)
    return true;
  auto group = static_cast<unsigned>(x.why) - static_cast<unsigned>(first);
  return of.groups >> (group - 1) & 1;
}

/// Objects of one common address and type, without time.
asdu station::values(cause why, const std::vector<std::size_t>& points) const {
  auto& first = description_.points[points.front()];
  auto out = asdu{{.type = without_time(*first.type),
                   .cause = why,
                   .common_address = first.at.common}};
  for (auto point : points)
    out.objects.push_back({description_.points[point].at.object, shown(point)});
  out.sequence = points.size() > 1 && follow_one_another(out.objects);
  return out;
}

/// The next ASDU of values: those with addresses in sequence where that is more.
std::optional<bytes> station::next_values(job& x) {
  auto points = std::vector<std::size_t>{};
  auto after = std::vector<std::size_t>{}; // places in order_
  auto type_of = [&](std::size_t point) {
    return without_time(*description_.points[point].type);
  };
  auto is_next = [&](std::size_t point) {
    auto& last = description_.points[points.back()].at;
    return description_.points[point].at.object == last.object + 1;
  };
  auto in_sequence = true;
  auto most = std::size_t{1};
  for (auto at = x.next; at < order_.size() && points.size() < most; ++at) {
    auto point = order_[at];
    if (!is_of(x, point))
      continue;
    if (points.empty()) {
      most = capacity(type_of(point), true);
    } else if (type_of(point) != type_of(points.front())) {
      break;
    } else if (in_sequence && !is_next(point)) {
      if (points.size() >= capacity(type_of(point), false))
        break;
      in_sequence = false;
      most = capacity(type_of(point), false);
    }
    points.push_back(point);
    after.push_back(at + 1);
  }
  if (points.empty())
    return std::nullopt;
  x.next = after.back();
  auto out = values(x.why, points);
  out.head.test = x.asked.head.test;
  out.head.originator = x.asked.head.originator;
  return encode(out).value_or(bytes{});
}

std::optional<bytes> station::next_job(peer& x) {
  while (!x.jobs.empty() && x.jobs.front().events_first == 0) {
    auto& first = x.jobs.front();
    if (auto out = next_values(first))
      return out;
    auto over = std::move(first);
    x.jobs.pop_front();
    if (over.ends)
      return encode(mirror(std::move(over.asked), cause::activation_termination, false))
        .value_or(bytes{});
  }
  return std::nullopt;
}

std::optional<bytes> station::next_event_asdu(peer& x) {
  auto& buffer = groups_[x.group]->buffer;
  auto before = buffer.to_send();
  auto out = buffer.take_asdu();
  auto taken = before - buffer.to_send();
  for (auto& one : x.jobs)
    one.events_first -= std::min(one.events_first, taken);
  for (auto& [octets, events] : x.ends)
    events -= std::min(events, taken);
  return out;
}

std::optional<bytes> station::next_segment(peer& x) {
  auto next = x.files ? x.files->next() : std::nullopt;
  return next ? std::optional{encode(*next).value_or(bytes{})} : std::nullopt;
}

std::optional<bytes> station::next_end(peer& x) {
  if (x.ends.empty() || x.ends.front().second > 0)
    return std::nullopt;
  auto out = std::move(x.ends.front().first);
  x.ends.pop_front();
  return out;
}

std::optional<bytes> station::next_cyclic(peer& x) {
  if (x.cyclic.empty())
    return std::nullopt;
  auto points = std::vector<std::size_t>{};
  auto key = [&](std::size_t at) {
    auto& of = description_.points[order_[at]];
    return std::pair{of.at.common, without_time(*of.type)};
  };
  auto first = *x.cyclic.begin();
  auto most = capacity(key(first).second, false);
  while (!x.cyclic.empty() && points.size() < most
         && key(*x.cyclic.begin()) == key(first)) {
    points.push_back(order_[*x.cyclic.begin()]);
    x.cyclic.erase(x.cyclic.begin());
  }
  return encode(values(cause::periodic, points)).value_or(bytes{});
}

/// Answers first; then events and what was asked for in turn, but nothing that was
/// asked for before the events that were there already: what is told last of a point
/// is its last value. Files go when nothing else is to be told.
std::vector<bytes> station::take_output(std::uint64_t number, std::size_t most) {
  auto out = std::vector<bytes>{};
  auto found = peers_.find(number);
  if (found == peers_.end() || !found->second.is_started)
    return out;
  auto& x = found->second;
  auto put = [&](std::optional<bytes> octets, bool is_event) {
    if (!octets)
      return false;
    out.push_back(std::move(*octets));
    x.under_way.push_back(is_event);
    return true;
  };
  while (out.size() < most) {
    if (!x.answers.empty()) {
      put(std::move(x.answers.front()), false);
      x.answers.pop_front();
      continue;
    }
    if (put(next_end(x), false))
      continue;
    x.events_turn = !x.events_turn;
    auto is_put = x.events_turn
                    ? put(next_event_asdu(x), true) || put(next_job(x), false)
                    : put(next_job(x), false) || put(next_event_asdu(x), true);
    if (!is_put && !put(next_cyclic(x), false) && !put(next_segment(x), false))
      break;
  }
  return out;
}

bool station::has_output(std::uint64_t number) const {
  auto found = peers_.find(number);
  if (found == peers_.end() || !found->second.is_started)
    return false;
  auto& x = found->second;
  return !x.answers.empty() || !x.ends.empty() || !x.jobs.empty() || !x.cyclic.empty()
         || (x.files && x.files->has_next()) || groups_[x.group]->buffer.to_send() > 0;
}

// ---- time -------------------------------------------------------------------

void station::tick(const moment& now) {
  end_late(now);
  std::erase_if(selections_, [&](auto& one) { return one.second.until <= now.at; });
  auto is_due = std::vector<std::size_t>{};
  for (auto& [point, next] : cycles_)
    if (next <= now.at) {
      next = now.at + description_.points[point].cycle;
      is_due.push_back(place_[point]);
    }
  auto is_background = settings_.background > duration{} && background_at_ <= now.at;
  if (is_background)
    background_at_ = now.at + settings_.background;
  for (auto& [number, x] : peers_) {
    if (!x.is_started)
      continue;
    x.cyclic.insert(is_due.begin(), is_due.end());
    if (x.files)
      x.files->tick(now);
    if (is_background)
      add_background(x);
  }
}

void station::add_background(peer& x) {
  if (std::ranges::any_of(x.jobs, [](auto& one) { return !one.ends; }))
    return; // the last one is not over
  for (auto common : common_addresses_)
    x.jobs.push_back({{{.type = type_id::c_ic_na_1, .common_address = common}},
                      cause::background,
                      0,
                      groups_[x.group]->buffer.to_send(),
                      false});
}

time_point station::deadline() const {
  auto out = commands_due();
  if (std::ranges::none_of(peers_, [](auto& x) { return x.second.is_started; }))
    return out;
  for (auto& [point, next] : cycles_)
    out = std::min(out, next);
  for (auto& [number, x] : peers_)
    if (x.files)
      out = std::min(out, x.files->deadline());
  if (settings_.background > duration{})
    out = std::min(out, background_at_);
  return out;
}

} // namespace bus::iec104
