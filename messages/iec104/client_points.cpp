#include "messages/iec104/client_points.hpp"

#include "messages/iec104/point.hpp"

namespace bus::iec104 {

namespace {

constexpr auto clock_failure = std::uint8_t{0x40};

/// value = raw * scale + offset, of what is a number. A float stays one; whole numbers
/// become doubles.
void scale(const client_point& by, value& x) {
  if (by.scale == 1 && by.offset == 0)
    return;
  if (auto* number = std::get_if<float>(&x))
    x = static_cast<float>(static_cast<double>(*number) * by.scale + by.offset);
  else if (auto* whole = std::get_if<std::int64_t>(&x))
    x = static_cast<double>(*whole) * by.scale + by.offset;
}

bool is_interrogated(cause x) {
  return x == cause::background
         || (x >= cause::interrogated_by_station
             && x <= cause::counter_requested_group_4);
}

reasons only(reason x) {
  return static_cast<reasons>(x);
}

utc_time failed(utc_time x) {
  x.quality.bits |= clock_failure;
  return x;
}

/// Causes that the standard does not have with monitored types are told as updates.
reasons reasons_of(cause x, bool is_first, bool other_value, bool other_quality) {
  if (is_interrogated(x))
    return is_first ? reason::general_interrogation | reason::initial
                    : only(reason::general_interrogation);
  if (x == cause::request)
    return only(reason::poll);
  if (is_event(x) && other_value)
    return only(reason::data_change);
  if (is_event(x) && other_quality)
    return only(reason::quality_change);
  return only(reason::data_update);
}

} // namespace

bool is_event(cause x) {
  return x == cause::spontaneous || x == cause::return_remote
         || x == cause::return_local;
}

client_points::client_points(std::vector<client_point> configured, std::size_t most,
                             iec104::zone clock)
  : configured_{std::move(configured)},
    most_{configured_.size() + most},
    zone_{clock} {
  all_.reserve(configured_.size());
  for (auto i = std::size_t{0}; i < configured_.size(); ++i)
    all_.try_emplace(configured_[i].at, known_point{i});
}

const client_point* client_points::find(const address& at) const {
  auto found = all_.find(at);
  if (found == all_.end() || found->second.configured == not_configured)
    return nullptr;
  return &configured_[found->second.configured];
}

client_points::known_point* client_points::point_at(const address& at) {
  auto found = all_.find(at);
  if (found != all_.end())
    return &found->second;
  return all_.size() < most_ ? &all_[at] : nullptr;
}

bool client_points::tell(const asdu_head& head, const information_object& x,
                         const moment& now, std::vector<told_object>& to) {
  auto told = to_value(x.element);
  auto at = address{head.common_address, x.address};
  auto* known = told ? point_at(at) : nullptr;
  if (!known)
    return false;
  if (known->configured != not_configured)
    scale(configured_[known->configured], *told);
  auto how = to_quality(x.element);
  how.bits |= head.test ? quality::test : 0;
  auto is_first = !std::exchange(known->is_told, true);
  auto other_value = is_first || !same(known->value, *told);
  auto other_quality = std::exchange(known->quality, how) != how;
  if (other_value)
    known->value = *told;
  auto why = reasons_of(head.cause, is_first, other_value, other_quality);
  to.push_back(
    {at, head.type, {std::move(*told), how, time_of(x.time, now)}, why, false});
  return true;
}

utc_time client_points::time_of(const time_tag& x, const moment& now) const {
  auto out = result<utc_time>{now.utc};
  if (auto* whole = std::get_if<cp56time2a>(&x))
    out = to_utc(*whole, zone_);
  else if (auto* of_hour = std::get_if<cp24time2a>(&x))
    out = to_utc(*of_hour, now.utc, zone_.ahead);
  return out ? *out : failed(now.utc);
}

} // namespace bus::iec104
