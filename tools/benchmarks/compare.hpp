#pragma once

#include "tools/benchmarks/bench.hpp"

namespace bus::benchmarks {

/// Measures the limit and ours in turn, so that what else the machine does hits
/// both, and fills in the medians. `measure` returns one value for each row.
using measure = std::function<std::vector<double>()>;
std::vector<row> compare(const settings& with, std::vector<row> rows,
                         const measure& limit, const measure& ours);

/// The same for a single row.
std::vector<row> compare(const settings& with, row x,
                         const std::function<double()>& limit,
                         const std::function<double()>& ours);

} // namespace bus::benchmarks
