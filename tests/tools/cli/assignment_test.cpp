#include "tools/cli/assignment.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::cli {

namespace {

std::vector<assignment> parsed(const std::vector<std::string>& words) {
  return parse_assignments(words).value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(cli_assignment)

BOOST_AUTO_TEST_CASE(takes_json_as_json_and_the_rest_as_text) {
  BOOST_TEST(to_json_value("50.5") == "50.5");
  BOOST_TEST(to_json_value("true") == "true");
  BOOST_TEST(to_json_value("18446744073709551615") == "18446744073709551615");
  BOOST_TEST(to_json_value(R"({"hex": "0a0b"})") == R"({"hex": "0a0b"})");
  BOOST_TEST(to_json_value("on") == R"("on")");
  BOOST_TEST(to_json_value("NaN") == R"("NaN")");
  BOOST_TEST(to_json_value("1 2") == R"("1 2")");
  BOOST_TEST(to_json_value(R"(a"b)") == R"("a\"b")");
  BOOST_TEST(to_json_value("") == R"("")");
}

BOOST_AUTO_TEST_CASE(splits_at_the_first_equals_sign) {
  auto expected = assignment{"pv1:name", R"("a=b")"};
  BOOST_TEST((parse_assignment("pv1:name=a=b").value() == expected));
}

BOOST_AUTO_TEST_CASE(takes_several_assignments) {
  auto expected = std::vector<assignment>{{"pv1:a", "1"}, {"pv1:b", "false"}};
  BOOST_TEST((parsed({"pv1:a=1", "pv1:b=false"}) == expected));
}

BOOST_AUTO_TEST_CASE(takes_a_reference_and_a_value_as_two_words) {
  auto expected = std::vector<assignment>{{"pv1:a", "-5"}};
  BOOST_TEST((parsed({"pv1:a", "-5"}) == expected));
  expected = {{"pv1:a", R"("x=y")"}};
  BOOST_TEST((parsed({"pv1:a", "x=y"}) == expected));
}

BOOST_AUTO_TEST_CASE(refuses_words_without_a_reference_or_a_value) {
  for (auto& words : {std::vector<std::string>{"pv1:a"}, {"=5"}, {"pv1:a", "1", "2"}}) {
    auto uut = parse_assignments(words);
    BOOST_REQUIRE(!uut);
    BOOST_TEST(uut.error().code == misused);
  }
}

BOOST_AUTO_TEST_CASE(asks_for_what_is_written_and_what_is_beside_it) {
  BOOST_TEST(write_params({}, {}) == R"({"writes":[]})");
  BOOST_TEST(
    write_params(parsed({"pv1:a=1", "pv1:b=on"}), {})
    == R"({"writes":[{"ref":"pv1:a","value":1},{"ref":"pv1:b","value":"on"}]})");
  BOOST_TEST(
    write_params(parsed({"s:1/2=1"}), {"invalid", "2026-11-22T07:45:12Z"})
    == R"({"writes":[{"ref":"s:1/2","value":1,"quality":{"validity":"invalid"},)"
       R"("time":"2026-11-22T07:45:12Z"}]})");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::cli
