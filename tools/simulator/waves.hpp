#pragma once

#include "tools/simulator/settings.hpp"

namespace bus::simulator {

/// Where a wave stands so long after the start, in the point's scaled unit.
///
/// It depends on nothing else, so it is computed when somebody asks. Random
/// values come from `seed` and the number of the period; with a period of zero
/// from the number of the request.
double level(const wave& x, duration since_start, std::uint64_t seed,
             std::uint64_t request);

} // namespace bus::simulator
