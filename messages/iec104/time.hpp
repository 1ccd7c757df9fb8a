#pragma once

#include "messages/time.hpp"

namespace bus::iec104 {

/// Seven octet binary time (7.2.6.18), all its bits.
struct cp56time2a {
  std::uint16_t milliseconds = 0; ///< with the seconds: 0 to 59,999
  std::uint8_t minute = 0;        ///< 6 bits
  bool substituted = false;       ///< RES1, which is GEN where it is used
  bool invalid = false;           ///< IV
  std::uint8_t hour = 0;          ///< 5 bits
  std::uint8_t reserved_2 = 0;    ///< 2 bits
  bool summer = false;            ///< SU: summer time is what is told
  std::uint8_t day = 1;           ///< of the month, 5 bits
  std::uint8_t day_of_week = 0;   ///< Monday is 1; 0 is unused
  std::uint8_t month = 1;         ///< 4 bits
  std::uint8_t reserved_3 = 0;    ///< 4 bits
  std::uint8_t year = 0;          ///< of the century, 7 bits
  bool reserved_4 = false;

  bool operator==(const cp56time2a&) const = default;
};

/// Three octet binary time (7.2.6.19): within an hour that both ends know.
struct cp24time2a {
  std::uint16_t milliseconds = 0; ///< with the seconds: 0 to 59,999
  std::uint8_t minute = 0;        ///< 6 bits
  bool substituted = false;       ///< RES1, which is GEN where it is used
  bool invalid = false;           ///< IV

  bool operator==(const cp24time2a&) const = default;
};

/// How far a station's standard time is ahead of UTC. Summer time is one hour
/// more and told by SU.
using utc_offset = std::chrono::minutes;

/// Years 70 to 99 are of the last century: 2070 is further than clocks that were
/// never set. IV becomes the quality's clock failure. The day of the week is not
/// looked at. Fails with invalid_value when the fields are no date and time.
result<utc_time> to_utc(const cp56time2a& x, utc_offset ahead = {});

/// The time nearest to `near`, at most half an hour away.
result<utc_time> to_utc(const cp24time2a& x, const utc_time& near,
                        utc_offset ahead = {});

/// Cuts to whole milliseconds. A clock that fails or is not synchronized is IV.
/// Fails with invalid_value outside the years 1970 to 2069.
result<cp56time2a> to_cp56(const utc_time& x, utc_offset ahead = {},
                           bool summer = false);

cp24time2a to_cp24(const utc_time& x, utc_offset ahead = {});

} // namespace bus::iec104
