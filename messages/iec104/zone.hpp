#pragma once

#include "messages/iec104/time.hpp"

namespace bus::iec104 {

/// The clock that a station tells its times by.
struct zone {
  utc_offset ahead = {};    ///< of UTC, in winter
  bool summer_time = false; ///< by the European Union's rule
};

/// Whether it is summer time there: from the last Sunday of March to the last of
/// October, 01:00 UTC.
bool is_summer(const zone& x, const utc_time& at);

result<utc_time> to_utc(const cp56time2a& x, const zone& of);

/// Summer time is told by SU, so that an hour which comes twice stays two.
result<cp56time2a> to_cp56(const utc_time& x, const zone& of);

} // namespace bus::iec104
