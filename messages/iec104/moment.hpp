#pragma once

#include "messages/time.hpp"

namespace bus::iec104 {

/// *Now*, by the clock of deadlines and by the calendar.
struct moment {
  time_point at = {};
  utc_time utc = {};
};

} // namespace bus::iec104
