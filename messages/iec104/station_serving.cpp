#include "messages/iec104/codec.hpp"
#include "messages/iec104/point.hpp"
#include "messages/iec104/station.hpp"

#include <algorithm>

namespace bus::iec104 {

namespace {

constexpr auto all_groups = std::uint8_t{20}; ///< QOI of a general interrogation
constexpr auto last_group = std::uint8_t{36};
constexpr auto all_counters = std::uint8_t{5}; ///< RQT of a general request

/// Whether it may be for all stations at once (7.2.4).
bool may_be_broadcast(type_id x) {
  using enum type_id;
  return x == c_ic_na_1 || x == c_ci_na_1 || x == c_cs_na_1 || x == c_rp_na_1;
}

bool is_file(type_id x) {
  return x >= type_id::f_fr_na_1;
}

/// Files are told, not taken: of what concerns them a client calls and acknowledges.
bool is_of_reader(type_id x) {
  return x == type_id::f_sc_na_1 || x == type_id::f_af_na_1;
}

cause next_cause(cause first, std::uint8_t number) {
  return static_cast<cause>(static_cast<unsigned>(first) + number);
}

} // namespace

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
  if (is_file(x.head.type) && (!files_ || !is_of_reader(x.head.type)))
    return answer(from, x, cause::unknown_type, true);
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
  if (is_file(x.head.type))
    return serve_file(from, x, now);
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
      || is_protection_event(*description_.points[*point].type))
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

// ---- files ------------------------------------------------------------------

void station::serve_files(file_source from) {
  files_ = std::make_unique<const file_source>(std::move(from));
}

void station::serve_file(std::uint64_t from, const asdu& x, const moment& now) {
  auto& to = peers_.at(from);
  if (!to.files)
    to.files = std::make_unique<file_sender>(*files_, settings_.zone);
  for (auto& one : to.files->receive(x, now))
    answer(from, one);
}

} // namespace bus::iec104
