#include "messages/bus/json.hpp"

#include <rapidjson/document.h>

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace bus;

namespace {

template <class T>
std::string written(const T& x) {
  auto out = std::string{};
  json::write(out, x);
  return out;
}

std::string text(std::string_view x) {
  auto out = std::string{};
  json::write_string(out, x);
  return out;
}

std::string reasons_text(reasons x) {
  auto out = std::string{};
  json::write_reasons(out, x);
  return out;
}

std::string sample_text(const sample& x) {
  auto out = std::string{};
  json::write_sample(out, x);
  return out;
}

result<value> read(std::string_view x) {
  auto tree = rapidjson::Document{};
  tree.Parse(x.data(), x.size());
  BOOST_REQUIRE(!tree.HasParseError());
  return json::to_value(tree);
}

bool reads_as(std::string_view json, const value& expected) {
  auto out = read(json);
  return out && same(*out, expected);
}

std::shared_ptr<const array> list(array x) {
  return std::make_shared<const array>(std::move(x));
}

std::shared_ptr<const structure> object(structure x) {
  return std::make_shared<const structure>(std::move(x));
}

constexpr auto two_53 = std::int64_t{9007199254740992};
constexpr auto a_time = utc_time{1795333512123456720};

} // namespace

BOOST_AUTO_TEST_SUITE(bus_json)

BOOST_AUTO_TEST_CASE(writes_nothing_known_as_null) {
  BOOST_TEST(written(value{}) == "null");
}

BOOST_AUTO_TEST_CASE(writes_booleans) {
  BOOST_TEST(written(value{true}) == "true");
  BOOST_TEST(written(value{false}) == "false");
}

BOOST_AUTO_TEST_CASE(writes_integers_as_numbers_up_to_2_to_the_53) {
  BOOST_TEST(written(value{std::int64_t{0}}) == "0");
  BOOST_TEST(written(value{std::int64_t{-1}}) == "-1");
  BOOST_TEST(written(value{two_53}) == "9007199254740992");
  BOOST_TEST(written(value{-two_53}) == "-9007199254740992");
  BOOST_TEST(written(value{std::uint64_t{two_53}}) == "9007199254740992");
}

BOOST_AUTO_TEST_CASE(writes_integers_beyond_2_to_the_53_as_strings) {
  using limits = std::numeric_limits<std::int64_t>;
  BOOST_TEST(written(value{two_53 + 1}) == "\"9007199254740993\"");
  BOOST_TEST(written(value{-two_53 - 1}) == "\"-9007199254740993\"");
  BOOST_TEST(written(value{limits::min()}) == "\"-9223372036854775808\"");
  BOOST_TEST(written(value{std::uint64_t{two_53} + 1}) == "\"9007199254740993\"");
  BOOST_TEST(written(value{~std::uint64_t{0}}) == "\"18446744073709551615\"");
}

BOOST_AUTO_TEST_CASE(writes_plain_numbers_without_that_rule) {
  auto out = std::string{};
  json::write_number(out, ~std::uint64_t{0});
  json::write_number(out, std::int64_t{-7});
  BOOST_TEST(out == "18446744073709551615-7");
}

BOOST_AUTO_TEST_CASE(writes_floats_in_the_shortest_form_that_reads_back) {
  BOOST_TEST(written(value{0.1f}) == "0.1");
  BOOST_TEST(written(value{0.1}) == "0.1");
  BOOST_TEST(written(value{double{0.1f}}) == "0.10000000149011612");
  BOOST_TEST(written(value{1.0f}) == "1");
  BOOST_TEST(written(value{-0.0f}) == "-0");
  BOOST_TEST(written(value{3.4028235e38f}) == "3.4028235e+38");
  BOOST_TEST(written(value{5e-324}) == "5e-324");
}

BOOST_AUTO_TEST_CASE(writes_what_is_no_number_as_a_word) {
  constexpr auto endless = std::numeric_limits<float>::infinity();
  BOOST_TEST(written(value{std::numeric_limits<float>::quiet_NaN()}) == "\"NaN\"");
  BOOST_TEST(written(value{-std::numeric_limits<double>::quiet_NaN()}) == "\"NaN\"");
  BOOST_TEST(written(value{endless}) == "\"Infinity\"");
  BOOST_TEST(written(value{double{-endless}}) == "\"-Infinity\"");
}

BOOST_AUTO_TEST_CASE(writes_bit_strings_first_bit_first) {
  BOOST_TEST(written(value{bit_string{"0110"}}) == "\"0110\"");
  BOOST_TEST(written(value{bit_string{}}) == "\"\"");
}

BOOST_AUTO_TEST_CASE(writes_double_points_as_words) {
  BOOST_TEST(written(value{double_point::intermediate}) == "\"intermediate\"");
  BOOST_TEST(written(value{double_point::off}) == "\"off\"");
  BOOST_TEST(written(value{double_point::on}) == "\"on\"");
  BOOST_TEST(written(value{double_point::bad}) == "\"bad\"");
}

BOOST_AUTO_TEST_CASE(writes_octet_strings_in_hexadecimal) {
  BOOST_TEST(written(value{octet_string{{0x0a, 0x0b}}}) == R"({"hex":"0a0b"})");
  BOOST_TEST(written(value{octet_string{}}) == R"({"hex":""})");
}

BOOST_AUTO_TEST_CASE(writes_times_with_nanoseconds) {
  BOOST_TEST(written(value{a_time}) == "\"2026-11-22T07:45:12.123456720Z\"");
  BOOST_TEST(written(a_time) == "\"2026-11-22T07:45:12.123456720Z\"");
}

BOOST_AUTO_TEST_CASE(writes_structures_in_the_order_of_the_model) {
  auto range = object({{"z", value{true}}, {"a", value{std::string{"x"}}}});
  auto whole = object({{"range", value{range}}, {"f", value{1.5f}}});
  BOOST_TEST(written(value{whole}) == R"({"range":{"z":true,"a":"x"},"f":1.5})");
  BOOST_TEST(written(value{object({})}) == "{}");
}

BOOST_AUTO_TEST_CASE(writes_arrays) {
  auto inner = list({value{std::int64_t{1}}, value{std::int64_t{2}}});
  BOOST_TEST(written(value{list({value{inner}, value{false}})}) == "[[1,2],false]");
  BOOST_TEST(written(value{list({})}) == "[]");
}

BOOST_AUTO_TEST_CASE(writes_missing_containers_as_empty_ones) {
  BOOST_TEST(written(value{std::shared_ptr<const array>{}}) == "[]");
  BOOST_TEST(written(value{std::shared_ptr<const structure>{}}) == "{}");
}

BOOST_AUTO_TEST_CASE(escapes_quotes_backslashes_and_control_characters) {
  BOOST_TEST(text("a\"b\\c/d") == R"("a\"b\\c/d")");
  BOOST_TEST(text("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  BOOST_TEST(text(std::string_view{"\0\x01\x1f\x7f", 4})
             == "\"\\u0000\\u0001\\u001f\x7f\"");
}

BOOST_AUTO_TEST_CASE(keeps_utf8) {
  constexpr auto letters = std::string_view{"\xc3\xbc \xe2\x82\xac \xf0\x9f\x94\x8c"};
  BOOST_TEST(text(letters) == '"' + std::string{letters} + '"');
}

BOOST_AUTO_TEST_CASE(replaces_octets_that_are_no_utf8) {
  constexpr auto mark = "\xef\xbf\xbd";
  auto marks = [&](int count) {
    auto out = std::string{"\""};
    while (count-- > 0)
      out += mark;
    return out + '"';
  };
  BOOST_TEST(text("\xff") == marks(1));
  BOOST_TEST(text("\x80") == marks(1));
  BOOST_TEST(text("\xc0\xaf") == marks(2));         // overlong
  BOOST_TEST(text("\xe0\x80\x80") == marks(3));     // overlong
  BOOST_TEST(text("\xed\xa0\x80") == marks(3));     // a surrogate
  BOOST_TEST(text("\xf4\x90\x80\x80") == marks(4)); // beyond U+10FFFF
  BOOST_TEST(text("\xe2\x82") == marks(2));         // cut short
  BOOST_TEST(text("\xe2\x82x") == marks(2).insert(7, "x"));
}

BOOST_AUTO_TEST_CASE(writes_good_quality_briefly) {
  BOOST_TEST(written(quality::good()) == R"({"validity":"good"})");
}

BOOST_AUTO_TEST_CASE(writes_each_validity) {
  BOOST_TEST(written(quality::make(validity::invalid)) == R"({"validity":"invalid"})");
  BOOST_TEST(written(quality::make(validity::reserved))
             == R"({"validity":"reserved"})");
  BOOST_TEST(written(quality::make(validity::questionable))
             == R"({"validity":"questionable"})");
}

BOOST_AUTO_TEST_CASE(writes_details_of_quality_in_the_order_of_the_standard) {
  BOOST_TEST(written(quality::make(validity::invalid, quality::old_data))
             == R"({"validity":"invalid","detail":["old-data"]})");
  BOOST_TEST(written(quality::make(validity::invalid, 0x03fc))
             == R"({"validity":"invalid","detail":["overflow","out-of-range",)"
                R"("bad-reference","oscillatory","failure","old-data","inconsistent",)"
                R"("inaccurate"]})");
}

BOOST_AUTO_TEST_CASE(writes_flags_of_quality_only_where_set) {
  BOOST_TEST(written(quality{quality::substituted})
             == R"({"validity":"good","source":"substituted"})");
  BOOST_TEST(written(quality{quality::test}) == R"({"validity":"good","test":true})");
  BOOST_TEST(written(quality{quality::operator_blocked})
             == R"({"validity":"good","operator_blocked":true})");
}

BOOST_AUTO_TEST_CASE(writes_every_reason) {
  BOOST_TEST(reasons_text(0) == "[]");
  BOOST_TEST(reasons_text(static_cast<reasons>(reason::poll)) == R"(["poll"])");
  BOOST_TEST(reasons_text(static_cast<reasons>(reason::data_change))
             == R"(["data-change"])");
  BOOST_TEST(reasons_text(reason::data_change | reason::quality_change)
             == R"(["data-change","quality-change"])");
  BOOST_TEST(reasons_text(0x7f)
             == R"(["data-change","quality-change","data-update","integrity",)"
                R"("general-interrogation","poll","initial"])");
  BOOST_TEST(reasons_text(0x80) == "[]");
}

BOOST_AUTO_TEST_CASE(writes_samples) {
  BOOST_TEST(sample_text({value{1.5f}, quality::good(), a_time})
             == R"("value":1.5,"quality":{"validity":"good"},)"
                R"("time":"2026-11-22T07:45:12.123456720Z")");
}

BOOST_AUTO_TEST_CASE(writes_the_quality_of_times_where_one_is_known) {
  auto stamp = a_time;
  stamp.quality.bits = 0xea;
  BOOST_TEST(sample_text({value{stamp}, quality::good(), stamp})
             == R"("value":"2026-11-22T07:45:12.123456720Z",)"
                R"("value_quality":{"clock_failure":true,"not_synchronized":true,)"
                R"("leap_second_known":true,"accuracy":10},)"
                R"("quality":{"validity":"good"},)"
                R"("time":"2026-11-22T07:45:12.123456720Z",)"
                R"("time_quality":{"clock_failure":true,"not_synchronized":true,)"
                R"("leap_second_known":true,"accuracy":10})");
}

BOOST_AUTO_TEST_CASE(reads_scalars) {
  BOOST_TEST(reads_as("true", value{true}));
  BOOST_TEST(reads_as("-5", value{std::int64_t{-5}}));
  BOOST_TEST(reads_as("9223372036854775807", value{INT64_MAX}));
  BOOST_TEST(reads_as("9223372036854775808", value{std::uint64_t{1} << 63}));
  BOOST_TEST(reads_as("1.5", value{1.5}));
  BOOST_TEST(reads_as("1.0", value{1.0}));
  BOOST_TEST(reads_as("\"0110\"", value{std::string{"0110"}}));
  BOOST_TEST(reads_as(R"("a\u0000b")", value{std::string{"a\0b", 3}}));
}

BOOST_AUTO_TEST_CASE(reads_containers) {
  BOOST_TEST(reads_as(
    "[1,[true]]", value{list({value{std::int64_t{1}}, value{list({value{true}})}})}));
  BOOST_TEST(
    reads_as(R"({"b":1.5,"a":"x"})",
             value{object({{"b", value{1.5}}, {"a", value{std::string{"x"}}}})}));
  BOOST_TEST(reads_as("{}", value{object({})}));
}

BOOST_AUTO_TEST_CASE(reads_octet_strings_in_either_case) {
  BOOST_TEST(reads_as(R"({"hex":"0aFF"})", value{octet_string{{0x0a, 0xff}}}));
  BOOST_TEST(reads_as(R"({"hex":""})", value{octet_string{}}));
}

BOOST_AUTO_TEST_CASE(reads_an_object_with_more_than_hex_as_a_structure) {
  auto more = object({{"hex", value{std::string{"0a"}}}, {"x", value{true}}});
  BOOST_TEST(reads_as(R"({"hex":"0a","x":true})", value{more}));
  BOOST_TEST(reads_as(R"({"hex":true})", value{object({{"hex", value{true}}})}));
}

BOOST_AUTO_TEST_CASE(refuses_bad_hexadecimal_digits) {
  for (auto bad :
       {R"({"hex":"0"})", R"({"hex":"0g"})", R"({"hex":"0x"})", R"({"hex":" 1"})"})
    BOOST_TEST((read(bad).error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(refuses_null_anywhere) {
  for (auto bad : {"null", "[1,null]", R"({"a":{"b":null}})"})
    BOOST_TEST((read(bad).error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_SUITE_END()
