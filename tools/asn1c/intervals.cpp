#include "tools/asn1c/intervals.hpp"

#include <algorithm>

namespace bus::asn1c {

namespace {

using end = std::optional<wide_int>;

bool starts_before(const interval& x, const interval& y) {
  return !x.low ? y.low.has_value() : y.low && *x.low < *y.low;
}

end later_start(end x, end y) {
  return !x ? y : !y ? x : std::max(x, y);
}

end earlier_stop(end x, end y) {
  return !x ? y : !y ? x : std::min(x, y);
}

bool is_empty(const interval& x) {
  return x.low && x.high && *x.low > *x.high;
}

bool stops_before(const interval& x, const interval& y) {
  return x.high && (!y.high || *x.high < *y.high);
}

/// All numbers that are not in `x`, which is sorted.
std::vector<interval> complement(const std::vector<interval>& x) {
  auto out = std::vector{interval{}};
  for (auto& hole : x) {
    if (hole.low)
      out.back().high = *hole.low - 1;
    else
      out.pop_back();
    if (!hole.high)
      return out;
    out.push_back({*hole.high + 1, std::nullopt});
  }
  return out;
}

} // namespace

std::vector<interval> united(std::vector<interval> x) {
  std::erase_if(x, is_empty);
  std::sort(x.begin(), x.end(), starts_before);
  auto out = std::vector<interval>{};
  for (auto& next : x) {
    auto touches =
      !out.empty()
      && (!out.back().high || !next.low || *next.low <= *out.back().high + 1);
    if (!touches)
      out.push_back(next);
    else if (!next.high || (out.back().high && *next.high > *out.back().high))
      out.back().high = next.high;
  }
  return out;
}

std::vector<interval> intersected(const std::vector<interval>& x,
                                  const std::vector<interval>& y) {
  auto out = std::vector<interval>{};
  auto a = x.begin();
  auto b = y.begin();
  while (a != x.end() && b != y.end()) {
    out.push_back({later_start(a->low, b->low), earlier_stop(a->high, b->high)});
    ++(stops_before(*a, *b) ? a : b);
  }
  return united(std::move(out));
}

std::vector<interval> without(const std::vector<interval>& x,
                              const std::vector<interval>& y) {
  return intersected(united(x), complement(united(y)));
}

} // namespace bus::asn1c
