#include "messages/iec104/codec.hpp"
#include "messages/iec104/point.hpp"
#include "messages/iec104/station.hpp"

#include <algorithm>

namespace bus::iec104 {

namespace {

constexpr auto all_groups = std::uint8_t{20}; ///< QOI of a general interrogation
constexpr auto last_group = std::uint8_t{36};
constexpr auto all_counters = std::uint8_t{5}; ///< RQT of a general request

bool is_total(type_id x) {
  return without_time(x) == type_id::m_it_na_1;
}

/// Told when it happens, and not again.
bool is_event_only(type_id x) {
  using enum type_id;
  return x == m_ep_ta_1 || x == m_ep_tb_1 || x == m_ep_tc_1
         || (x >= m_ep_td_1 && x <= m_ep_tf_1);
}

/// Whether it may be for all stations at once (7.2.4).
bool may_be_broadcast(type_id x) {
  using enum type_id;
  return x == c_ic_na_1 || x == c_ci_na_1 || x == c_cs_na_1 || x == c_rp_na_1;
}

bool is_file(type_id x) {
  return x >= type_id::f_fr_na_1;
}

cause next_cause(cause first, std::uint8_t number) {
  return static_cast<cause>(static_cast<unsigned>(first) + number);
}

bool follow_one_another(const std::vector<information_object>& x) {
  return std::ranges::adjacent_find(
           x, [](auto& a, auto& b) { return a.address + 1 != b.address; })
         == x.end();
}

} // namespace

// ---- what is asked ----------------------------------------------------------

void station::answer(std::uint64_t to, const asdu& x) {
  auto octets = encode(x);
  auto found = peers_.find(to);
  if (octets && found != peers_.end() && found->second.is_started)
    found->second.answers.push_back(std::move(*octets));
}

void station::answer(std::uint64_t to, asdu x, cause why, bool negative) {
  answer(to, mirror(std::move(x), why, negative));
}

void station::receive(std::uint64_t from, byte_view octets, const moment& now) {
  auto found = peers_.find(from);
  if (found == peers_.end() || !found->second.is_started)
    return;
  auto head = decode_head(octets);
  auto x = head ? decode(octets) : result<asdu>{tl::make_unexpected(head.error())};
  if (x)
    return serve(from, *x, now);
  auto back = x.error().code == errc::unsupported
                ? mirror(octets, cause::unknown_type)
                : result<bytes>{fail(errc::malformed, "")};
  if (back)
    found->second.answers.push_back(std::move(*back));
  else
    events_.push_back(remark{"an ASDU that cannot be read: " + to_string(x.error())});
}

void station::serve(std::uint64_t from, const asdu& x, const moment& now) {
  if (auto why = refusal(x.head.type, x.head.cause))
    return answer(from, x, *why, true);
  if (is_file(x.head.type))
    return answer(from, x, cause::unknown_type, true); // no files are served
  if (x.head.common_address == broadcast_address && may_be_broadcast(x.head.type)) {
    for (auto common : common_addresses_) {
      auto one = x;
      one.head.common_address = common;
      serve_one(from, one, now);
    }
    return;
  }
  if (!std::ranges::binary_search(common_addresses_, x.head.common_address))
    return answer(from, x, cause::unknown_common_address, true);
  serve_one(from, x, now);
}

void station::serve_one(std::uint64_t from, const asdu& x, const moment& now) {
  using enum type_id;
  if (is_point_command(x.head.type))
    return command(from, x, now);
  switch (x.head.type) {
  case c_ic_na_1: return interrogate(from, x);
  case c_ci_na_1: return count(from, x);
  case c_rd_na_1: return read(from, x);
  case c_cs_na_1: return synchronize(from, x, now);
  case c_rp_na_1: return reset(from, x, now);
  case c_ts_na_1:
  case c_ts_ta_1: return answer(from, x, cause::activation_confirmation, false);
  case c_cd_na_1:
    if (x.head.cause == cause::activation)
      answer(from, x, cause::activation_confirmation, false);
    return;
  default: return answer(from, x, cause::unknown_type, true);
  }
}

void station::interrogate(std::uint64_t from, const asdu& x) {
  if (x.objects[0].address != 0)
    return answer(from, x, cause::unknown_object_address, true);
  if (x.head.cause == cause::deactivation)
    return cancel_job(from, x);
  auto qualifier = std::get<interrogation>(x.objects[0].element).qualifier;
  if (qualifier < all_groups || qualifier > last_group)
    return answer(from, x, cause::activation_confirmation, true);
  auto why = next_cause(cause::interrogated_by_station,
                        static_cast<std::uint8_t>(qualifier - all_groups));
  answer(from, x, cause::activation_confirmation, false);
  auto& to = peers_.at(from);
  to.jobs.push_back({x, why, 0, groups_[to.group]->buffer.to_send()});
}

/// Freezing is an order of its own; to read tells what was frozen, where something was.
void station::count(std::uint64_t from, const asdu& x) {
  if (x.objects[0].address != 0)
    return answer(from, x, cause::unknown_object_address, true);
  if (x.head.cause == cause::deactivation)
    return cancel_job(from, x);
  auto& asked = std::get<counter_interrogation>(x.objects[0].element);
  if (asked.request < 1 || asked.request > all_counters)
    return answer(from, x, cause::activation_confirmation, true);
  answer(from, x, cause::activation_confirmation, false);
  if (asked.freeze != freeze::read) {
    freeze_totals(x);
    return answer(from, x, cause::activation_termination, false);
  }
  auto why = asked.request == all_counters
               ? cause::counter_requested_generally
               : next_cause(cause::counter_requested_generally, asked.request);
  auto& to = peers_.at(from);
  to.jobs.push_back({x, why, 0, groups_[to.group]->buffer.to_send()});
}

void station::freeze_totals(const asdu& x) {
  auto& asked = std::get<counter_interrogation>(x.objects[0].element);
  auto of = job{x, asked.request == all_counters
                     ? cause::counter_requested_generally
                     : next_cause(cause::counter_requested_generally, asked.request)};
  for (auto& [point, total] : totals_) {
    if (!is_of(of, point))
      continue;
    if (asked.freeze != freeze::reset) {
      auto frozen = values_[point];
      if (auto number = to_number(frozen.value))
        frozen.value = static_cast<std::int64_t>(*number);
      total.frozen = std::move(frozen);
      ++total.sequence;
    }
    auto now = to_number(values_[point].value);
    if (asked.freeze == freeze::read || asked.freeze == freeze::freeze || !now)
      continue;
    auto moved = static_cast<std::int64_t>(*now) - total.base;
    total.base += moved;
    if (total.frozen) // it is told by the base of now
      if (auto* number = std::get_if<std::int64_t>(&total.frozen->value))
        *number += moved;
  }
}

void station::read(std::uint64_t from, const asdu& x) {
  auto point = find({x.head.common_address, x.objects[0].address});
  if (!point || !description_.points[*point].type
      || is_event_only(*description_.points[*point].type))
    return answer(from, x, cause::unknown_object_address, true);
  auto out = values(cause::request, {*point});
  out.head.test = x.head.test;
  answer(from, out);
}

/// Confirmed with the time that our clock has (7.4.4).
void station::synchronize(std::uint64_t from, asdu x, const moment& now) {
  if (x.objects[0].address != 0)
    return answer(from, x, cause::unknown_object_address, true);
  auto& time = std::get<cp56time2a>(x.objects[0].time);
  auto theirs = to_utc(time, settings_.zone);
  if (!theirs || !settings_.sets_clock)
    return answer(from, x, cause::activation_confirmation, true);
  if (auto ours = to_cp56(now.utc, settings_.zone))
    time = *ours;
  answer(from, x, cause::activation_confirmation, false);
}

void station::cancel_job(std::uint64_t from, const asdu& x) {
  auto& jobs = peers_.at(from).jobs;
  auto found = std::ranges::find_if(jobs, [&](auto& one) {
    return one.ends && one.asked.head.type == x.head.type
           && one.asked.head.common_address == x.head.common_address
           && one.asked.objects[0].element == x.objects[0].element;
  });
  auto is_there = found != jobs.end();
  if (is_there)
    jobs.erase(found);
  answer(from, x, cause::deactivation_confirmation, !is_there);
}

// ---- what is told -----------------------------------------------------------

/// Whether a point belongs to what was asked for.
bool station::is_of(const job& x, std::size_t point) const {
  auto& of = description_.points[point];
  if (of.at.common != x.asked.head.common_address || is_event_only(*of.type))
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
/// is its last value.
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
    if (!is_put && !put(next_cyclic(x), false))
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
         || groups_[x.group]->buffer.to_send() > 0;
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
  if (settings_.background > duration{})
    out = std::min(out, background_at_);
  return out;
}

} // namespace bus::iec104
