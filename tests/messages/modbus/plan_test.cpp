#include "messages/modbus/plan.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::modbus;
using namespace std::chrono_literals;

namespace {

point at(std::uint16_t address, format how = format::uint16,
         table from = table::holding_register) {
  auto out = point{};
  out.name = "p" + std::to_string(address);
  out.from = from;
  out.format = how;
  out.address = address;
  return out;
}

std::vector<block> plan(const std::vector<point>& points, plan_limits limits = {}) {
  return make_plan(points, 1s, limits);
}

using indices = std::vector<std::uint32_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(modbus_plan)

BOOST_AUTO_TEST_CASE(neighbours_are_read_together) {
  auto got = plan({at(12), at(10, format::float32), at(13)});
  BOOST_REQUIRE(got.size() == 1);
  BOOST_TEST((got[0].ask == read_data{table::holding_register, 10, 4}));
  BOOST_TEST(got[0].points == (indices{1, 0, 2}));
  BOOST_TEST((got[0].interval == 1s));
}

BOOST_AUTO_TEST_CASE(a_gap_is_read_along_up_to_the_limit) {
  BOOST_TEST(plan({at(0), at(9)}).size() == 1);
  BOOST_TEST(plan({at(0), at(10)}).size() == 2);
  BOOST_TEST(plan({at(0), at(1)}, {0}).size() == 1);
  BOOST_TEST(plan({at(0), at(2)}, {0}).size() == 2);
}

BOOST_AUTO_TEST_CASE(bits_may_have_gaps_16_times_as_wide) {
  auto coil = [](std::uint16_t x) { return at(x, format::boolean, table::coil); };
  BOOST_TEST(plan({coil(0), coil(129)}).size() == 1);
  BOOST_TEST(plan({coil(0), coil(130)}).size() == 2);
}

BOOST_AUTO_TEST_CASE(tables_and_intervals_are_read_apart) {
  auto slow = at(1);
  slow.interval = 10s;
  auto same = at(2);
  same.interval = 1s;
  auto got = plan({at(0), slow, same, at(3, format::uint16, table::input_register)});
  BOOST_REQUIRE(got.size() == 3);
  BOOST_TEST(got[0].points == (indices{0, 2}));
  BOOST_TEST((got[1].interval == 10s));
  BOOST_TEST((got[2].ask.from == table::input_register));
}

BOOST_AUTO_TEST_CASE(a_read_keeps_to_the_limit_and_splits_no_point) {
  auto points = std::vector<point>{};
  for (std::uint16_t i = 0; i < 100; ++i)
    points.push_back(at(static_cast<std::uint16_t>(2 * i), format::float32));
  auto got = plan(points);
  BOOST_REQUIRE(got.size() == 2);
  BOOST_TEST((got[0].ask == read_data{table::holding_register, 0, 124}));
  BOOST_TEST((got[1].ask == read_data{table::holding_register, 124, 76}));
  for (const auto& x : plan(points, {8, 9}))
    BOOST_TEST(x.ask.quantity <= 8);
}

BOOST_AUTO_TEST_CASE(limits_over_the_standards_are_cut) {
  auto points = std::vector<point>{};
  for (std::uint16_t i = 0; i < 300; ++i)
    points.push_back(at(i));
  BOOST_TEST(plan(points, {8, 1000, 9000}).size() == 3);
}

BOOST_AUTO_TEST_CASE(a_point_over_the_limit_is_read_alone) {
  auto wide = at(10, format::string);
  wide.quantity = 40;
  auto got = plan({at(9), wide, at(50)}, {8, 16});
  BOOST_REQUIRE(got.size() == 3);
  BOOST_TEST(got[1].ask.quantity == 40);
}

BOOST_AUTO_TEST_CASE(points_at_the_same_address_share_a_read) {
  auto low = at(5, format::bit);
  auto high = at(5, format::bit);
  high.bit = 9;
  auto got = plan({low, high, at(4, format::uint64), at(5)});
  BOOST_REQUIRE(got.size() == 1);
  BOOST_TEST((got[0].ask == read_data{table::holding_register, 4, 4}));
  BOOST_TEST(got[0].points.size() == 4);
}

BOOST_AUTO_TEST_CASE(a_queue_is_read_alone) {
  auto queue = [](std::uint16_t x) { return at(x, format::raw, table::queue); };
  BOOST_TEST(plan({queue(1), queue(2), queue(2)}).size() == 3);
}

BOOST_AUTO_TEST_CASE(the_last_address_is_reached) {
  auto got = plan({at(65535), at(65532, format::float32), at(0)});
  BOOST_REQUIRE(got.size() == 2);
  BOOST_TEST((got[1].ask == read_data{table::holding_register, 65532, 4}));
}

BOOST_AUTO_TEST_CASE(no_points_need_no_reads) {
  BOOST_TEST(plan({}).empty());
}

BOOST_AUTO_TEST_CASE(a_block_is_cut_where_it_reads_what_nobody_asked_for) {
  auto points = std::vector{at(0), at(1), at(4, format::float32), at(6), at(9)};
  auto got = without_gaps(plan(points).at(0), points);
  BOOST_REQUIRE(got.size() == 3);
  BOOST_TEST((got[0].ask == read_data{table::holding_register, 0, 2}));
  BOOST_TEST((got[1].ask == read_data{table::holding_register, 4, 3}));
  BOOST_TEST((got[2].ask == read_data{table::holding_register, 9, 1}));
  BOOST_TEST(got[1].points == (indices{2, 3}));
  BOOST_TEST((got[2].interval == 1s));
}

BOOST_AUTO_TEST_CASE(halves_share_the_points) {
  auto points = std::vector{at(0), at(1), at(2), at(3), at(4)};
  auto got = halves(plan(points).at(0), points);
  BOOST_REQUIRE(got.size() == 2);
  BOOST_TEST((got[0].ask == read_data{table::holding_register, 0, 3}));
  BOOST_TEST((got[1].ask == read_data{table::holding_register, 3, 2}));
}

BOOST_AUTO_TEST_CASE(one_point_stays_whole) {
  auto points = std::vector{at(7, format::float64)};
  auto whole = plan(points).at(0);
  auto got = halves(whole, points);
  BOOST_REQUIRE(got.size() == 1);
  BOOST_TEST((got[0].ask == whole.ask));
}

BOOST_AUTO_TEST_SUITE_END()
