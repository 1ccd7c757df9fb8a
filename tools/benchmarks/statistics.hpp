#pragma once

#include "messages/time.hpp"

#include <vector>

namespace bus::benchmarks {

/// The smallest value that `share` of all (0 to 1) do not exceed; 0 of none.
double percentile(std::vector<double> x, double share);

double median(std::vector<double> x);

/// How long after its turn each arrival came, in milliseconds. The turns are
/// those of a grid with this interval that begins with the arrival that came
/// earliest in its turn: so what delays all alike is not seen.
std::vector<double> lateness(const std::vector<time_point>& arrivals,
                             duration interval);

} // namespace bus::benchmarks
