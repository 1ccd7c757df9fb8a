#pragma once

#include "messages/time.hpp"
#include "tools/cli/json_access.hpp"
#include "tools/cli/text.hpp"

namespace bus::cli {

// JSON of the bus protocol as people read it, in one line.

/// Strings as they are, `-` for null, the rest as JSON.
std::string value_text(const json_value& x);

/// `"invalid (old-data), substituted, test, blocked"`
std::string quality_text(const json_value& x);

/// By a quality's validity: `"good"` is green.
colour quality_colour(std::string_view validity);

/// Of a connection's state.
colour state_colour(std::string_view state);

/// An RFC 3339 time, `-` where it was never set (1970).
std::string time_text(std::string_view time);

/// Two figures at most: `"8 s"`, `"3 min"`, `"2 h 5 min"`, `"3 d 4 h"`.
std::string duration_text(duration x);

/// How long ago an RFC 3339 time was; `-` where that is not known.
std::string age_text(std::string_view time, utc_time now);

/// One line for an error object, with a hint where there is one.
std::string error_text(const json_value& x);

} // namespace bus::cli
