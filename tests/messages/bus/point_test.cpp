#include "messages/bus/point.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;

BOOST_AUTO_TEST_SUITE(bus_point)

BOOST_AUTO_TEST_CASE(names_each_state_of_a_connection) {
  BOOST_TEST(name(connection_state::connecting) == "connecting");
  BOOST_TEST(name(connection_state::connected) == "connected");
  BOOST_TEST(name(connection_state::disconnected) == "disconnected");
  BOOST_TEST(name(connection_state::failed) == "failed");
  BOOST_TEST(name(connection_state::disabled) == "disabled");
}

BOOST_AUTO_TEST_CASE(a_sample_nobody_has_filled_is_invalid_and_old) {
  auto fresh = sample{};
  BOOST_TEST((fresh.quality.validity() == validity::invalid));
  BOOST_TEST(fresh.quality.has(quality::old_data));
}

BOOST_AUTO_TEST_SUITE_END()
