#include "tools/cli/value_text.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::cli {

namespace {

std::string shown_value(std::string_view json) {
  return value_text(parse_json(json).value());
}

std::string shown_quality(std::string_view json) {
  return quality_text(parse_json(json).value());
}

std::string shown_error(std::string_view json) {
  return error_text(parse_json(json).value());
}

} // namespace

BOOST_AUTO_TEST_SUITE(cli_value_text)

BOOST_AUTO_TEST_CASE(shows_a_value_in_one_line) {
  BOOST_TEST(shown_value("null") == "-");
  BOOST_TEST(shown_value("true") == "true");
  BOOST_TEST(shown_value("230.1") == "230.1");
  BOOST_TEST(shown_value("-5") == "-5");
  BOOST_TEST(shown_value(R"("NaN")") == "NaN");
  BOOST_TEST(shown_value(R"("a\nb")") == "a\\x0ab");
  BOOST_TEST(shown_value(R"({ "f": 1.5, "list": [1, "x"] })")
             == R"({"f":1.5,"list":[1,"x"]})");
}

BOOST_AUTO_TEST_CASE(shows_all_that_a_quality_says) {
  BOOST_TEST(shown_quality(R"({"validity": "good"})") == "good");
  BOOST_TEST(shown_quality(R"({"validity": "invalid", "detail": ["old-data", "failure"],
                               "source": "substituted", "test": true,
                               "operator_blocked": true})")
             == "invalid (old-data, failure), substituted, test, blocked");
  BOOST_TEST(shown_quality("7") == "-");
}

BOOST_AUTO_TEST_CASE(shows_durations_in_two_figures) {
  using namespace std::chrono_literals;
  BOOST_TEST(duration_text(-3s) == "0 s");
  BOOST_TEST(duration_text(59s) == "59 s");
  BOOST_TEST(duration_text(179s) == "2 min");
  BOOST_TEST(duration_text(2h) == "2 h");
  BOOST_TEST(duration_text(2h + 5min + 59s) == "2 h 5 min");
  BOOST_TEST(duration_text(76h) == "3 d 4 h");
}

BOOST_AUTO_TEST_CASE(shows_the_age_of_a_time_that_is_known) {
  auto now = from_rfc3339("2026-11-22T07:45:12.000000000Z").value();
  BOOST_TEST(age_text("2026-11-22T07:45:04.000000000Z", now) == "8 s");
  BOOST_TEST(age_text("2026-11-22T07:46:00.000000000Z", now) == "0 s");
  BOOST_TEST(age_text("1970-01-01T00:00:00.000000000Z", now) == "-");
  BOOST_TEST(age_text("yesterday", now) == "-");
}

BOOST_AUTO_TEST_CASE(shows_a_time_that_was_never_set_as_none) {
  BOOST_TEST(time_text("1970-01-01T00:00:00.000000000Z") == "-");
  BOOST_TEST(time_text("") == "-");
  BOOST_TEST(time_text("2026-11-22T07:45:04.000000000Z")
             == "2026-11-22T07:45:04.000000000Z");
}

BOOST_AUTO_TEST_CASE(tells_what_is_kept_with_an_error_of_replay) {
  BOOST_TEST(shown_error(R"({"code": 2, "message": "not connected: pv1"})")
             == "not connected: pv1");
  BOOST_TEST(shown_error(R"({"code": 9, "message": "no longer kept: messages before 42",
                    "data": {"kind": "gone", "oldest": 42, "epoch": "k3f9a2"}})")
             == "no longer kept: messages before 42; kept are messages from 42 on, of "
                "epoch k3f9a2");
  BOOST_TEST(shown_error("[1]") == "the bus answered with an error: [1]");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::cli
