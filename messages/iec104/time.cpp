#include "messages/iec104/time.hpp"

namespace bus::iec104 {

namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr auto first_year = 1970;
constexpr auto failed = std::uint8_t{0x40};
constexpr auto failed_or_not_synchronized = std::uint8_t{0x60};
constexpr auto ms_of_minute = std::uint16_t{60'000};

int year_of(const cp56time2a& x) {
  return x.year + (x.year < 70 ? 2000 : 1900);
}

time_quality quality_of(bool invalid) {
  return {invalid ? failed : std::uint8_t{0}};
}

bool is_invalid(const utc_time& x) {
  return x.quality.bits & failed_or_not_synchronized;
}

using local_time = std::chrono::time_point<std::chrono::system_clock, milliseconds>;

local_time to_local(const utc_time& x, minutes ahead) {
  auto since = std::chrono::nanoseconds{x.ns};
  return local_time{std::chrono::floor<milliseconds>(since) + ahead};
}

utc_time from_local(local_time x, minutes ahead, bool invalid) {
  auto since = std::chrono::nanoseconds{x.time_since_epoch() - ahead};
  return {since.count(), quality_of(invalid)};
}

} // namespace

result<utc_time> to_utc(const cp56time2a& x, utc_offset ahead) {
  auto date = std::chrono::year{year_of(x)} / x.month / x.day;
  if (!date.ok() || x.year > 99 || x.hour > 23 || x.minute > 59
      || x.milliseconds >= ms_of_minute)
    return fail(errc::invalid_value, "iec104.time");
  auto local = local_time{std::chrono::sys_days{date}} + hours{x.hour}
               + minutes{x.minute} + milliseconds{x.milliseconds};
  return from_local(local, ahead + hours{x.summer}, x.invalid);
}

result<utc_time> to_utc(const cp24time2a& x, const utc_time& near, utc_offset ahead) {
  if (x.minute > 59 || x.milliseconds >= ms_of_minute)
    return fail(errc::invalid_value, "iec104.time");
  auto about = to_local(near, ahead);
  auto local =
    std::chrono::floor<hours>(about) + minutes{x.minute} + milliseconds{x.milliseconds};
  if (local - about > minutes{30})
    local -= hours{1};
  else if (about - local > minutes{30})
    local += hours{1};
  return from_local(local, ahead, x.invalid);
}

result<cp56time2a> to_cp56(const utc_time& x, utc_offset ahead, bool summer) {
  auto local = to_local(x, ahead + hours{summer});
  auto day = std::chrono::floor<std::chrono::days>(local);
  auto date = std::chrono::year_month_day{day};
  auto year = int{date.year()};
  if (year < first_year || year >= first_year + 100)
    return fail(errc::invalid_value, "iec104.time", to_rfc3339(x));
  auto since_midnight = local - day;
  auto out = cp56time2a{};
  out.milliseconds = static_cast<std::uint16_t>((since_midnight % minutes{1}).count());
  out.minute = static_cast<std::uint8_t>(since_midnight % hours{1} / minutes{1});
  out.hour = static_cast<std::uint8_t>(since_midnight / hours{1});
  out.invalid = is_invalid(x);
  out.summer = summer;
  out.day = static_cast<std::uint8_t>(unsigned{date.day()});
  out.day_of_week = static_cast<std::uint8_t>(std::chrono::weekday{day}.iso_encoding());
  out.month = static_cast<std::uint8_t>(unsigned{date.month()});
  out.year = static_cast<std::uint8_t>(year % 100);
  return out;
}

cp24time2a to_cp24(const utc_time& x, utc_offset ahead) {
  auto local = to_local(x, ahead);
  auto of_hour = local - std::chrono::floor<hours>(local);
  auto out = cp24time2a{};
  out.milliseconds = static_cast<std::uint16_t>((of_hour % minutes{1}).count());
  out.minute = static_cast<std::uint8_t>(of_hour / minutes{1});
  out.invalid = is_invalid(x);
  return out;
}

} // namespace bus::iec104
