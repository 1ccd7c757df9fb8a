#pragma once

#include "messages/result.hpp"

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace bus {

/// The clock that deadlines and intervals are told by. Sessions never read
/// it: their caller hands them *now*.
using time_point = std::chrono::steady_clock::time_point;
using duration = std::chrono::nanoseconds;

constexpr auto never = time_point::max();

/// A calendar date and time of day, UTC, without leap seconds.
struct calendar {
  int year = 1970;
  unsigned month = 1; ///< 1 to 12
  unsigned day = 1;   ///< 1 to 31
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  unsigned microsecond = 0;

  bool operator==(const calendar&) const = default;
};

/// Seconds and microseconds since 1970-01-01 UTC (the seed's Timestamp).
/// `us` is 0 to 999,999 in every value made here, also before 1970.
struct timestamp {
  std::int64_t s = 0;
  std::int32_t us = 0;

  auto operator<=>(const timestamp&) const = default;

  /// Seconds as a floating number; exact to the microsecond up to the year
  /// 2242 (2^33 seconds).
  double to_float() const;

  /// Nearest microsecond; from_float(x.to_float()) == x up to the year 2242.
  static timestamp from_float(double seconds);

  calendar to_calendar() const;
  static timestamp from_calendar(const calendar& x);

  static timestamp now();
};

/// What a time's source says of its clock (IEC 61850-8-1, 8.1.3.7, as on the
/// wire: leap seconds known, clock failure, not synchronized, 5 bits accuracy).
struct time_quality {
  std::uint8_t bits = 0;

  bool leap_second_known() const { return bits & 0x80; }
  bool clock_failure() const { return bits & 0x40; }
  bool not_synchronized() const { return bits & 0x20; }
  unsigned accuracy() const { return bits & 0x1f; }

  bool operator==(const time_quality&) const = default;
};

/// Nanoseconds since 1970-01-01 UTC: the bus's own time. A 24-bit fraction of
/// a second goes in and comes out again exactly.
struct utc_time {
  std::int64_t ns = 0;
  time_quality quality = {};

  bool operator==(const utc_time&) const = default;

  static utc_time now();

  /// `fraction` in units of 2^-24 s (IEC 61850-8-1, 8.1.3.7).
  static utc_time from_fraction24(std::int64_t seconds, std::uint32_t fraction);
  std::int64_t seconds() const;
  std::uint32_t fraction24() const;
};

utc_time to_utc(const timestamp& x);
timestamp to_timestamp(const utc_time& x);

/// `"2026-11-22T07:45:12.123456720Z"`, always nine digits.
std::string to_rfc3339(const utc_time& x);

/// Writes the 30 characters of to_rfc3339 at `out`; returns the end. Years 0
/// to 9999, which the 64-bit nanoseconds never leave.
char* write_rfc3339(char* out, const utc_time& x);

/// Reads RFC 3339 with up to nine fraction digits and any offset.
result<utc_time> from_rfc3339(std::string_view text);

} // namespace bus
