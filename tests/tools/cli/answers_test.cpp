#include "tools/cli/answers.hpp"

#include "tools/cli/bus_client.hpp"
#include "tools/cli/replay.hpp"
#include "tools/cli/watch_feed.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::cli {

namespace {

using lines = std::vector<std::string>;

json_document json(std::string_view text) {
  return std::move(*parse_json(text));
}

constexpr auto read_answer = R"([
  {"ref": "pv1:a", "value": 1.5, "quality": {"validity": "good"},
   "time": "2026-11-22T07:45:12.123456720Z"},
  {"ref": "pv1:b", "error": {"code": 6, "message": "rejected by the device: pv1:b"}}])";

} // namespace

BOOST_AUTO_TEST_SUITE(cli_answers)

BOOST_AUTO_TEST_CASE(shows_a_status_with_its_connections) {
  auto status =
    json(R"({"name": "s7", "version": "0.1.0", "epoch": "k3", "uptime": 7500.2,
    "connections": [{"name": "pv1", "protocol": "modbus", "state": "failed",
      "cause": "connection refused", "since": "2026-11-22T07:45:12.000000000Z",
      "points": 3, "updates": 9}]})");
  BOOST_TEST(status_line(status) == "s7: stationbus 0.1.0, up 2 h 5 min, epoch k3");
  auto expected = lines{"CONNECTION  PROTOCOL  STATE   SINCE                           "
                        "POINTS  UPDATES  CAUSE",
                        "pv1         modbus    failed  2026-11-22T07:45:12.000000000Z  "
                        "3       9        connection refused"};
  BOOST_TEST(connection_table(status).lines(false) == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(parts_what_was_read_from_what_could_not_be) {
  auto answer = json(read_answer);
  auto expected = lines{"REF    VALUE  QUALITY  TIME",
                        "pv1:a  1.5    good     2026-11-22T07:45:12.123456720Z"};
  BOOST_TEST(sample_table(items_of(answer)).lines(false) == expected,
             boost::test_tools::per_element());
  expected = {"pv1:b: rejected by the device: pv1:b"};
  BOOST_TEST(errors_in(answer) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(shows_points_with_units_and_access) {
  auto answer =
    json(R"([{"ref": "pv1:a", "type": "float", "unit": "W", "writable": true},
                         {"ref": "pv1:b", "type": "boolean", "writable": false}])");
  auto expected =
    lines{"REF    TYPE     UNIT  ACCESS", "pv1:a  float    W     read, write",
          "pv1:b  boolean        read"};
  BOOST_TEST(point_table_of(answer).lines(false) == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(survives_answers_of_another_shape) {
  for (auto text : {"null", "7", "[]", "[1, [2], null]", R"({"connections": 5})",
                    R"({"connections": [1]})", R"([{"ref": 1, "quality": []}])"}) {
    auto answer = json(text);
    status_line(answer);
    connection_table(answer).lines(true);
    point_table_of(answer).lines(true);
    item_table(answer).lines(true);
    sample_table(items_of(answer)).lines(true);
    errors_in(answer);
    message_row(answer);
    decode_snapshot(answer);
    decode_change(answer);
  }
}

BOOST_AUTO_TEST_CASE(shows_kept_messages_of_points_and_of_states) {
  auto data = message_row(json(R"({"topic": "data/pv1:a/", "body": {"seq": 4,
    "sent": "2026-11-22T07:45:12.000000000Z", "ref": "pv1:a", "value": 1,
    "quality": {"validity": "good"}}})"));
  BOOST_TEST(data.at(0).text == "4");
  BOOST_TEST(data.at(3).text == "1  good");
  auto state = message_row(json(R"({"topic": "state/pv1/", "body": {"seq": 5,
    "connection": "pv1", "state": "failed", "cause": "refused"}})"));
  BOOST_TEST(state.at(3).text == "failed: refused");
}

BOOST_AUTO_TEST_CASE(asks_in_json_rpc) {
  BOOST_TEST(request_text(3, "list", R"({"prefix":"pv1:"})", 2.5)
             == R"({"jsonrpc":"2.0","id":3,"method":"list","params":{"prefix":"pv1:"},)"
                R"("timeout":2.5})");
}

BOOST_AUTO_TEST_CASE(tells_a_result_from_an_error) {
  auto good = parse_response(R"({"jsonrpc":"2.0","id":3,"result":[1,2]})");
  BOOST_REQUIRE(good);
  BOOST_TEST(good->id == 3);
  BOOST_TEST(to_json(good->result.value()) == "[1,2]");
  auto bad = parse_response(R"({"jsonrpc":"2.0","id":4,"error":{"message":"busy"}})");
  BOOST_REQUIRE(bad && !bad->result);
  BOOST_TEST(bad->result.error().text == "busy");
  BOOST_TEST(bad->result.error().code == failed);
  BOOST_TEST(!parse_response("no json"));
  BOOST_TEST(!parse_response("[]"));
}

BOOST_AUTO_TEST_CASE(takes_a_prefix_of_references_for_topics_of_data) {
  BOOST_TEST(topic_prefix("") == "");
  BOOST_TEST(topic_prefix("pv1:") == "data/pv1:");
  BOOST_TEST(topic_prefix("data/pv1:") == "data/pv1:");
  BOOST_TEST(topic_prefix("state/") == "state/");
}

BOOST_AUTO_TEST_CASE(watches_the_states_of_the_connections_it_shows) {
  BOOST_TEST(state_topic("") == "state/");
  BOOST_TEST(state_topic("pv") == "state/pv");
  BOOST_TEST(state_topic("pv1:act") == "state/pv1/");
}

BOOST_AUTO_TEST_CASE(tells_a_value_of_a_snapshot_like_a_change) {
  auto snapshot = json(R"({"seq": 42, "epoch": "k3", "values": []})");
  BOOST_TEST(
    snapshot_line(snapshot, json(R"({"ref": "pv1:a", "value": 1})"))
    == R"({"seq":42,"epoch":"k3","ref":"pv1:a","value":1,"reasons":["initial"]})");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::cli
