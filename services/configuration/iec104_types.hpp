#pragma once

#include "messages/bus/value.hpp"
#include "messages/iec104/types.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bus::configuration {

// What a configuration has to know of the types of IEC 60870-5-101, 7.3.

/// Set points and bitstrings, which may be written as well as operated, and parameters.
bool is_written(iec104::type_id x);

/// Measured values, totals, set points and parameters: what scale and offset go with.
bool has_number(iec104::type_id x);

/// Whether it says with S/E that it selects.
bool has_select(iec104::type_id x);

/// The largest qualifier it has room for; none where it has no such field.
std::optional<int> largest_qualifier(iec104::type_id x);

/// Whether a point of type `x` shows what a command did.
bool shows(iec104::type_id x, iec104::type_id command);

/// Whether a wave moves it: numbers, switches, step positions.
bool moves(iec104::type_id x);

/// A value of the type, zero; nothing of P_AC, which has none.
value value_of(iec104::type_id x);

} // namespace bus::configuration
