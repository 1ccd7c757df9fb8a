#include "tools/asn1c/intervals.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::asn1c::test {

namespace {

using set = std::vector<interval>;

bool has(const set& x, int number) {
  for (auto& one : x)
    if ((!one.low || *one.low <= number) && (!one.high || number <= *one.high))
      return true;
  return false;
}

bool is_sorted_and_apart(const set& x) {
  for (auto i = std::size_t{0}; i < x.size(); ++i) {
    if (x[i].low && x[i].high && *x[i].low > *x[i].high)
      return false;
    if (i > 0 && (!x[i - 1].high || !x[i].low || *x[i - 1].high + 1 >= *x[i].low))
      return false;
  }
  return true;
}

/// Sets of a few numbers, some without an end.
std::vector<set> some_sets() {
  auto out = std::vector<set>{{}, {{{}, {}}}};
  for (auto bits = 0; bits < 256; bits += 3) {
    auto x = set{};
    for (auto i = 0; i < 8; ++i)
      if (bits >> i & 1)
        x.push_back({i, i});
    if (bits % 2 != 0)
      x.push_back({{}, -2});
    if (bits % 5 == 0)
      x.push_back({9, {}});
    out.push_back(united(x));
  }
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1c_intervals)

BOOST_AUTO_TEST_CASE(a_union_is_sorted_and_joined) {
  auto x = united({{7, 9}, {1, 2}, {3, 3}, {8, 12}, {5, 4}});
  BOOST_REQUIRE(x.size() == 2u);
  BOOST_TEST((x[0].low == 1 && x[0].high == 3));
  BOOST_TEST((x[1].low == 7 && x[1].high == 12));
  BOOST_TEST(united({{{}, 5}, {3, {}}}).size() == 1u);
  BOOST_TEST(united({}).empty());
}

BOOST_AUTO_TEST_CASE(sets_are_combined_number_by_number) {
  for (auto& x : some_sets())
    for (auto& y : some_sets()) {
      auto both = intersected(x, y);
      auto left = without(x, y);
      auto right = is_sorted_and_apart(both) && is_sorted_and_apart(left);
      for (auto i = -5; i < 15; ++i)
        right = right && has(both, i) == (has(x, i) && has(y, i))
                && has(left, i) == (has(x, i) && !has(y, i));
      BOOST_REQUIRE(right);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1c::test
