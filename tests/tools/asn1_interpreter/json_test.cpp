#include "tests/tools/asn1_interpreter/module_of.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

namespace bus::asn1_interpreter::test {

namespace {

struct row {
  const char* type;
  value is;
  const char* json;
};

std::string json_of(const std::string& type, const value& x) {
  auto m = module_of{"A ::= " + type, "AUTOMATIC"};
  auto out = to_json(*m.modules, "M", "A", x);
  return out ? *out : shown(out.error());
}

result<value> value_of(const std::string& type, const std::string& json) {
  auto m = module_of{"A ::= " + type, "AUTOMATIC"};
  return from_json(*m.modules, "M", "A", json);
}

std::string refused(const std::string& type, const std::string& json) {
  auto out = value_of(type, json);
  return out ? "it was read" : shown(out.error());
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1_interpreter_json)

BOOST_AUTO_TEST_CASE(every_kind_of_value_reads_both_ways) {
  using limit = std::numeric_limits<double>;
  auto rows = std::vector<row>{
    {"BOOLEAN", {true}, "true"},
    {"NULL", {null_value{}}, "null"},
    {"INTEGER", {integer{-5}}, "-5"},
    {"INTEGER", {integer{9007199254740992}}, "9007199254740992"},
    {"INTEGER", {integer{9007199254740993}}, "\"9007199254740993\""},
    {"INTEGER", {integer{-9007199254740993}}, "\"-9007199254740993\""},
    {"REAL", {1.5}, "1.5"},
    {"REAL", {-0.0}, "-0.0"},
    {"REAL", {0.0}, "0.0"},
    {"REAL", {limit::max()}, "1.7976931348623157e308"},
    {"REAL", {limit::infinity()}, "\"Infinity\""},
    {"REAL", {-limit::infinity()}, "\"-Infinity\""},
    {"REAL", {limit::quiet_NaN()}, "\"NaN\""},
    {"BIT STRING", {bit_string{false, true}}, "\"01\""},
    {"OCTET STRING", {bytes{10, 11}}, R"({"hex":"0a0b"})"},
    {"OBJECT IDENTIFIER", {asn1::object_identifier{1u, 0u, 9506u}}, "\"1.0.9506\""},
    {"RELATIVE-OID", {relative_oid{3, 2}}, "\"3.2\""},
    {"UTF8String", {std::string{"é\n"}}, "\"é\\n\""},
    {"IA5String", {std::string{"\xe9"}}, "\"é\""},
    {"ENUMERATED {red(3)}", {enumerated{3}}, "\"red\""},
    {"ENUMERATED {red(3), ...}", {enumerated{4}}, "4"},
    {"CHOICE {a NULL}", {choice{"a", {null_value{}}}}, R"({"a":null})"},
    {"SEQUENCE {a NULL, b INTEGER}",
     {named_values{{"a", {null_value{}}}, {"b", {integer{1}}}}},
     R"({"a":null,"b":1})"},
    {"SET OF INTEGER", {value_list{{integer{2}}, {integer{1}}}}, "[2,1]"},
    {"ANY", {entity{rules::ber, {5, 0}}}, R"({"ber":"0500"})"},
    {"ANY", {entity{rules::xer, {'<', 'a', '/', '>'}}}, R"({"xer":"<a/>"})"},
  };
  for (auto& x : rows) {
    BOOST_TEST(json_of(x.type, x.is) == x.json);
    BOOST_TEST((value_of(x.type, x.json).value() == x.is), x.json);
  }
}

BOOST_AUTO_TEST_CASE(an_integer_is_read_from_a_number_or_a_text) {
  for (auto json : {"18446744073709551615", "\"18446744073709551615\""})
    BOOST_TEST(std::get<integer>(value_of("INTEGER", json).value().is).to_text().value()
               == "18446744073709551615");
  for (auto json : {"1.0", "1e3", "\"\"", "\"x\"", "18446744073709551616", "true"})
    BOOST_TEST(refused("INTEGER", json)
               == "A: expected a whole number, beyond 64 bits as a text");
}

BOOST_AUTO_TEST_CASE(reals_are_read_to_the_nearest_double) {
  auto real = [](const char* json) {
    return std::get<double>(value_of("REAL", json).value().is);
  };
  BOOST_TEST(real("0E99") == 0);
  BOOST_TEST(std::signbit(real("-0")));
  BOOST_TEST(real("7") == 7);
  BOOST_TEST(real("18446744073709551617") == 18446744073709551616.0);
  BOOST_TEST(real("9007199254740993.00000000000000000000001") == 9007199254740994.0);
  BOOST_TEST(refused("REAL", "1e400").starts_with("A: at character "));
  BOOST_TEST(refused("REAL", "1e-400").ends_with("a number that no double holds"));
}

BOOST_AUTO_TEST_CASE(names_of_items_are_told_where_they_are_known) {
  auto got = value_of("ENUMERATED {red(3), ...}", "3").value();
  BOOST_TEST(std::get<enumerated>(got.is).name == "red");
  BOOST_TEST(refused("ENUMERATED {red}", "\"blue\"")
             == "A: expected the name of an item");
  BOOST_TEST(refused("ENUMERATED {red}", "7") == "A: no item has the number 7");
}

BOOST_AUTO_TEST_CASE(values_of_another_kind_are_refused) {
  BOOST_TEST(refused("BOOLEAN", "1") == "A: expected true or false");
  BOOST_TEST(refused("NULL", "0") == "A: expected null");
  BOOST_TEST(refused("REAL", "\"1\"")
             == "A: expected a number, \"NaN\", \"Infinity\" or \"-Infinity\"");
  BOOST_TEST(refused("BIT STRING", "\"012\"") == "A: expected a text of 0 and 1");
  BOOST_TEST(refused("OCTET STRING", "\"0a\"") == "A: expected {\"hex\": \"0a0b\"}");
  BOOST_TEST(refused("OCTET STRING", R"({"hex": "0"})")
             == "A: expected {\"hex\": \"0a0b\"}");
  BOOST_TEST(refused("UTF8String", "5") == "A: expected a text");
  BOOST_TEST(refused("IA5String", "\"€\"")
             == "A: expected a text of characters that the type has");
  BOOST_TEST(refused("CHOICE {a NULL, b NULL}", R"({"a": null, "b": null})")
             == "A: expected an object with one member, the alternative");
  BOOST_TEST(refused("CHOICE {a NULL}", R"({"b": null})")
             == "A: there is no alternative b");
  BOOST_TEST(refused("SEQUENCE {a NULL}", "[]") == "A: expected an object");
  BOOST_TEST(refused("SEQUENCE {a NULL}", R"({"b": 1})") == "A: b is no component");
  BOOST_TEST(refused("SEQUENCE {a NULL}", R"({"a": null, "a": null})")
             == "A: a stands twice");
  BOOST_TEST(refused("SEQUENCE {a NULL}", "{}") == "A: the component a is missing");
  BOOST_TEST(refused("SEQUENCE OF NULL", "{}") == "A: expected an array");
  BOOST_TEST(refused("SEQUENCE OF NULL", "[null, 1]") == "A[1]: expected null");
  BOOST_TEST(refused("ANY", R"({"der": "0500"})")
             == "A: expected {\"ber\": \"hex\"} or {\"xer\": \"text\"}");
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_told_with_its_place) {
  BOOST_TEST(refused("NULL", "nul").starts_with("A: at character "));
  BOOST_TEST(refused("NULL", "null null").starts_with("A: at character "));
  BOOST_TEST(refused("NULL", "").starts_with("A: at character 0: "));
  BOOST_TEST(refused("NULL", std::string(100'000, '['))
             == "A: the JSON is nested too deeply");
  BOOST_TEST(refused("UTF8String", "\"\xff\"").starts_with("A: at character "));
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_utf_8_has_no_json) {
  BOOST_TEST(json_of("UTF8String", {std::string{"\xff"}}) == "A: the text is no UTF-8");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1_interpreter::test
