#include "tools/benchmarks/statistics.hpp"
#include "tools/benchmarks/table.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::benchmarks {

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(benchmark_tables)

BOOST_AUTO_TEST_CASE(takes_the_nearest_rank_as_percentile) {
  BOOST_TEST(percentile({3, 1, 2, 4}, 0.5) == 2);
  BOOST_TEST(percentile({3, 1, 2, 4}, 0.99) == 4);
  BOOST_TEST(percentile({7}, 0) == 7);
  BOOST_TEST(percentile({}, 0.5) == 0);
  BOOST_TEST(median({5, 1, 9}) == 5);
}

BOOST_AUTO_TEST_CASE(tells_how_late_each_arrival_was_for_its_turn) {
  auto start = time_point{} + 1h;
  auto late = lateness({start + 2ms, start + 1000ms, start + 3005ms}, 1s);
  auto expected = std::vector<double>{2, 0, 5}; // the third turn was missed
  BOOST_TEST(late == expected, boost::test_tools::per_element());
  BOOST_TEST(lateness({}, 1s).empty());
}

BOOST_AUTO_TEST_CASE(writes_three_digits_and_groups_large_numbers) {
  BOOST_TEST(number(1'234'567) == "1,230,000");
  BOOST_TEST(number(999.4) == "999");
  BOOST_TEST(number(12.34) == "12.3");
  BOOST_TEST(number(0.01234) == "0.0123");
  BOOST_TEST(number(0) == "0.00");
}

BOOST_AUTO_TEST_CASE(writes_a_row_as_an_object_and_as_markdown) {
  auto x = row{"actor_hop", 50, "messages/s", 100, "a call"};
  BOOST_TEST(as_json(x)
             == R"({"bench":"actor_hop","value":50,"unit":"messages/s",)"
                R"("limit":100,"ratio":0.5})");
  BOOST_TEST(as_markdown({x})
             == "| bench     | value | unit       | limit | ratio | limit is |\n"
                "|-----------|------:|------------|------:|------:|----------|\n"
                "| actor_hop |  50.0 | messages/s |   100 | 0.500 | a call   |\n");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::benchmarks
