#include "messages/bus/publication.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;

namespace {

constexpr auto a_time = utc_time{1795333512123456720};

const auto power = point_info{"pv1:active_power", "float"};

point_update changed_to(float x) {
  return {0, static_cast<reasons>(reason::data_change), {x, quality::good(), a_time}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(bus_publication)

BOOST_AUTO_TEST_CASE(ends_every_topic_with_a_slash) {
  auto topic = std::string{};
  write_data_topic(topic, power);
  BOOST_TEST(topic == "data/pv1:active_power/");
  topic.clear();
  write_state_topic(topic, {"pv1", "modbus"});
  BOOST_TEST(topic == "state/pv1/");
  BOOST_TEST(gap_topic.ends_with('/'));
}

BOOST_AUTO_TEST_CASE(appends_to_what_the_buffer_has) {
  auto out = std::string{"x"};
  write_gap_body(out, {7, "e1", a_time}, 3, 6);
  BOOST_TEST(out
             == R"(x{"seq":7,"epoch":"e1","sent":"2026-11-22T07:45:12.123456720Z",)"
                R"("from_seq":3,"to_seq":6})");
}

BOOST_AUTO_TEST_CASE(escapes_what_devices_and_configurations_name) {
  auto out = std::string{};
  write_state_body(out, {1, "e\"1", a_time},
                   {"pv1", "modbus", connection_state::failed, "no\nroute", a_time});
  BOOST_TEST(out
             == R"({"seq":1,"epoch":"e\"1","sent":"2026-11-22T07:45:12.123456720Z",)"
                R"("connection":"pv1","state":"failed","cause":"no\nroute",)"
                R"("since":"2026-11-22T07:45:12.123456720Z"})");
}

BOOST_AUTO_TEST_CASE(encodes_a_kept_change_as_it_was_published) {
  auto table = std::make_shared<const point_table>(point_table{"pv1", {power}});
  auto again = encode({9, a_time, data_message{table, changed_to(1.5f)}}, "e1");
  auto body = std::string{};
  write_data_body(body, {9, "e1", a_time}, power, changed_to(1.5f));
  BOOST_TEST(again.topic == "data/pv1:active_power/");
  BOOST_TEST(again.body == body);
}

BOOST_AUTO_TEST_CASE(encodes_a_kept_state_as_it_was_published) {
  auto state =
    connection_status{"pv1", "modbus", connection_state::connected, "", a_time};
  auto again = encode({9, a_time, state}, "e1");
  auto body = std::string{};
  write_state_body(body, {9, "e1", a_time}, state);
  BOOST_TEST(again.topic == "state/pv1/");
  BOOST_TEST(again.body == body);
}

BOOST_AUTO_TEST_SUITE_END()
