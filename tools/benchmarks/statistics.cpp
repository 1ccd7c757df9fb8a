#include "tools/benchmarks/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace bus::benchmarks {

double percentile(std::vector<double> x, double share) {
  if (x.empty())
    return 0;
  auto rank = std::ceil(share * static_cast<double>(x.size()));
  auto at = static_cast<std::size_t>(std::max(1.0, rank)) - 1;
  auto place = x.begin() + static_cast<std::ptrdiff_t>(std::min(at, x.size() - 1));
  std::nth_element(x.begin(), place, x.end());
  return *place;
}

double median(std::vector<double> x) {
  return percentile(std::move(x), 0.5);
}

std::vector<double> lateness(const std::vector<time_point>& arrivals,
                             duration interval) {
  using milliseconds = std::chrono::duration<double, std::milli>;
  auto out = std::vector<double>{};
  for (auto& x : arrivals) {
    auto since = x - arrivals.front();
    auto turns = (since + interval / 2) / interval;
    out.push_back(milliseconds{since - turns * interval}.count());
  }
  auto earliest = out.empty() ? 0 : *std::min_element(out.begin(), out.end());
  for (auto& x : out)
    x -= earliest;
  return out;
}

} // namespace bus::benchmarks
