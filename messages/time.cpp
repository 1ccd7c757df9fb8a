#include "messages/time.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace bus {

namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t day_s = 86'400;

std::int64_t floor_div(std::int64_t x, std::int64_t by) {
  return x / by - (x % by < 0);
}

/// What is left over the last full second; no product that could overflow.
std::int64_t within_second(std::int64_t ns) {
  auto rest = ns % second_ns;
  return rest < 0 ? rest + second_ns : rest;
}

std::int64_t days_of(int year, unsigned month, unsigned day) {
  using namespace std::chrono;
  auto date =
    std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day};
  return sys_days{date}.time_since_epoch().count();
}

std::chrono::year_month_day date_of(std::int64_t days) {
  return std::chrono::year_month_day{std::chrono::sys_days{
    std::chrono::days{static_cast<std::chrono::days::rep>(days)}}};
}

char* write_digits(char* out, std::uint64_t x, int count) {
  for (auto i = count; i-- > 0; x /= 10)
    out[i] = static_cast<char>('0' + x % 10);
  return out + count;
}

/// The characters up to the seconds; a stream of times mostly stays in one
/// second, so the last one is kept.
struct second_cache {
  std::int64_t second = INT64_MIN;
  char text[20];
};

void write_second(char* out, std::int64_t second) {
  auto days = floor_div(second, day_s);
  auto rest = static_cast<std::uint64_t>(second - days * day_s);
  auto date = date_of(days);
  out = write_digits(out, static_cast<std::uint64_t>(int{date.year()}), 4);
  *out++ = '-';
  out = write_digits(out, unsigned{date.month()}, 2);
  *out++ = '-';
  out = write_digits(out, unsigned{date.day()}, 2);
  *out++ = 'T';
  out = write_digits(out, rest / 3600, 2);
  *out++ = ':';
  out = write_digits(out, rest / 60 % 60, 2);
  *out++ = ':';
  out = write_digits(out, rest % 60, 2);
  *out = '.';
}

/// Takes fixed-width numbers and single characters off a text.
class scanner {
public:
  explicit scanner(std::string_view text)
    : text_{text} {}

  int number(std::size_t width) {
    auto out = 0;
    if (text_.size() < width)
      return ok_ = false;
    for (auto digit : text_.substr(0, width)) {
      ok_ = ok_ && digit >= '0' && digit <= '9';
      out = out * 10 + (digit - '0');
    }
    text_.remove_prefix(width);
    return out;
  }

  bool take(std::string_view any_of) {
    if (text_.empty() || any_of.find(text_[0]) == std::string_view::npos)
      return false;
    text_.remove_prefix(1);
    return true;
  }

  void expect(std::string_view any_of) { ok_ = take(any_of) && ok_; }

  std::int64_t fraction_ns() {
    auto out = std::int64_t{0};
    auto unit = second_ns / 10;
    auto digits = 0;
    for (; !text_.empty() && text_[0] >= '0' && text_[0] <= '9'; ++digits) {
      out += (text_[0] - '0') * unit;
      unit /= 10;
      text_.remove_prefix(1);
    }
    ok_ = ok_ && digits > 0 && digits <= 9;
    return out;
  }

  /// Offset from UTC in seconds.
  std::int64_t zone() {
    if (take("Zz"))
      return 0;
    auto sign = !text_.empty() && text_[0] == '-' ? -1 : 1;
    expect("+-");
    auto hours = number(2);
    expect(":");
    auto minutes = number(2);
    ok_ = ok_ && hours < 24 && minutes < 60;
    return sign * (hours * 3600 + minutes * 60);
  }

  bool done() const { return ok_ && text_.empty(); }

private:
  std::string_view text_;
  bool ok_ = true;
};

} // namespace

double timestamp::to_float() const {
  return static_cast<double>(s) + static_cast<double>(us) / 1e6;
}

timestamp timestamp::from_float(double seconds) {
  auto whole = std::floor(seconds);
  auto us = std::llround((seconds - whole) * 1e6);
  auto s = static_cast<std::int64_t>(whole) + us / 1'000'000;
  return {s, static_cast<std::int32_t>(us % 1'000'000)};
}

calendar timestamp::to_calendar() const {
  auto days = floor_div(s, day_s);
  auto rest = static_cast<unsigned>(s - days * day_s);
  auto date = date_of(days);
  return {int{date.year()},         unsigned{date.month()},
          unsigned{date.day()},     rest / 3600,
          rest / 60 % 60,           rest % 60,
          static_cast<unsigned>(us)};
}

timestamp timestamp::from_calendar(const calendar& x) {
  auto of_day = x.hour * 3600 + x.minute * 60 + x.second;
  return {days_of(x.year, x.month, x.day) * day_s + of_day,
          static_cast<std::int32_t>(x.microsecond)};
}

timestamp timestamp::now() {
  return to_timestamp(utc_time::now());
}

utc_time utc_time::now() {
  auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()};
}

utc_time utc_time::from_fraction24(std::int64_t seconds, std::uint32_t fraction) {
  auto ns = (static_cast<std::int64_t>(fraction) * second_ns + (1 << 23)) >> 24;
  return {seconds * second_ns + ns};
}

std::int64_t utc_time::seconds() const {
  return floor_div(ns, second_ns);
}

std::uint32_t utc_time::fraction24() const {
  constexpr std::int64_t last = 0xff'ffff; // nearer to the next second stays here
  auto rest = within_second(ns);
  auto nearest = ((rest << 24) + second_ns / 2) / second_ns;
  return static_cast<std::uint32_t>(std::min(nearest, last));
}

utc_time to_utc(const timestamp& x) {
  return {x.s * second_ns + x.us * std::int64_t{1000}};
}

timestamp to_timestamp(const utc_time& x) {
  return {x.seconds(), static_cast<std::int32_t>(within_second(x.ns) / 1000)};
}

char* write_rfc3339(char* out, const utc_time& x) {
  thread_local auto cache = second_cache{};
  auto second = x.seconds();
  if (cache.second != second) {
    write_second(cache.text, second);
    cache.second = second;
  }
  std::memcpy(out, cache.text, sizeof cache.text);
  out = write_digits(out + sizeof cache.text,
                     static_cast<std::uint64_t>(within_second(x.ns)), 9);
  *out++ = 'Z';
  return out;
}

std::string to_rfc3339(const utc_time& x) {
  char text[30];
  return {text, write_rfc3339(text, x)};
}

result<utc_time> from_rfc3339(std::string_view text) {
  auto in = scanner{text};
  auto year = in.number(4);
  in.expect("-");
  auto month = static_cast<unsigned>(in.number(2));
  in.expect("-");
  auto day = static_cast<unsigned>(in.number(2));
  in.expect("Tt ");
  auto hour = in.number(2);
  in.expect(":");
  auto minute = in.number(2);
  in.expect(":");
  auto second = in.number(2);
  auto fraction = in.take(".") ? in.fraction_ns() : 0;
  auto zone = in.zone();
  auto date =
    std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day};
  // Nanoseconds in 64 bits reach from 1677 to 2262.
  if (!in.done() || !date.ok() || hour > 23 || minute > 59 || second > 60 || year < 1678
      || year > 2261)
    return fail(errc::invalid_value, "time", std::string{text});
  auto of_day = hour * 3600 + minute * 60 + second - zone;
  return utc_time{(days_of(year, month, day) * day_s + of_day) * second_ns + fraction};
}

} // namespace bus
