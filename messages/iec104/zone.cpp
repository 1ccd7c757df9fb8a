#include "messages/iec104/zone.hpp"

namespace bus::iec104 {

namespace {

constexpr auto second = std::int64_t{1'000'000'000};

/// 01:00 UTC on the last Sunday of a month that has 31 days.
std::int64_t last_sunday(int year, unsigned month) {
  auto last = timestamp::from_calendar({.year = year, .month = month, .day = 31}).s;
  constexpr auto day = std::int64_t{86'400};
  auto weekday = ((last / day) % 7 + 4 + 7) % 7; // 1970-01-01 was a Thursday
  return last - weekday * day + 3'600;
}

} // namespace

bool is_summer(const zone& x, const utc_time& at) {
  if (!x.summer_time)
    return false;
  auto seconds = at.ns / second;
  auto year = timestamp{seconds, 0}.to_calendar().year;
  return seconds >= last_sunday(year, 3) && seconds < last_sunday(year, 10);
}

result<utc_time> to_utc(const cp56time2a& x, const zone& of) {
  return to_utc(x, of.ahead);
}

result<cp56time2a> to_cp56(const utc_time& x, const zone& of) {
  return to_cp56(x, of.ahead, is_summer(of, x));
}

} // namespace bus::iec104
