#include "tools/benchmarks/compare.hpp"

#include "tools/benchmarks/statistics.hpp"
#include "tools/benchmarks/table.hpp"

namespace bus::benchmarks {

std::vector<row> compare(const settings& with, std::vector<row> rows,
                         const measure& limit, const measure& ours) {
  auto limits = std::vector<std::vector<double>>(rows.size());
  auto values = limits;
  for (auto run = 0u; run < with.runs; ++run) {
    auto reached = limit();
    auto got = ours();
    for (auto i = std::size_t{0}; i < rows.size(); ++i) {
      limits[i].push_back(reached[i]);
      values[i].push_back(got[i]);
      remark(rows[i].bench + ", run " + std::to_string(run + 1) + ": " + number(got[i])
             + ' ' + rows[i].unit + " of " + number(reached[i]));
    }
  }
  for (auto i = std::size_t{0}; i < rows.size(); ++i) {
    rows[i].limit = median(limits[i]);
    rows[i].value = median(values[i]);
  }
  return rows;
}

std::vector<row> compare(const settings& with, row x,
                         const std::function<double()>& limit,
                         const std::function<double()>& ours) {
  return compare(
    with, std::vector{std::move(x)}, [&] { return std::vector{limit()}; },
    [&] { return std::vector{ours()}; });
}

} // namespace bus::benchmarks
