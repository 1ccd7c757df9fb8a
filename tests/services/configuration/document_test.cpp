#include "services/configuration/document.hpp"

#include <boost/test/unit_test.hpp>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace bus::configuration {

namespace {

environment variables() {
  return {[](const std::string& name) -> std::optional<std::string> {
            if (name == "N")
              return "1502";
            return name == "EMPTY" ? std::optional<std::string>{""} : std::nullopt;
          },
          {}};
}

std::string json(const std::string& text, const environment* from = nullptr) {
  auto wrong = mistake_list{"f"};
  auto read = read_document(text, from, wrong);
  if (!wrong.empty())
    return to_string(wrong.sorted().front());
  auto out = rapidjson::StringBuffer{};
  auto writer = rapidjson::Writer<rapidjson::StringBuffer>{out};
  read->root().Accept(writer);
  return out.GetString();
}

} // namespace

BOOST_AUTO_TEST_SUITE(configuration_document)

BOOST_AUTO_TEST_CASE(types_plain_scalars_by_the_core_schema) {
  BOOST_TEST(json("[null, ~, Null, true, True, false, yes, no, on]")
             == R"([null,null,null,true,true,false,"yes","no","on"])");
  BOOST_TEST(json("[0, -1, +1, 007, 0x1F, 0o17, 18446744073709551615]")
             == "[0,-1,1,7,31,15,18446744073709551615]");
  BOOST_TEST(json("[1.5, -.5, 1., 1e3, +2.5E-1, 100000000000000000000]")
             == "[1.5,-0.5,1.0,1000.0,0.25,100000000000000000000.0]");
  BOOST_TEST(
    json("[., -, +-1, 1e, 0x, 0x-1, 1_000, 1:30, 2026-01-31, .e1, infinity]")
    == R"([".","-","+-1","1e","0x","0x-1","1_000","1:30","2026-01-31",".e1","infinity"])");
}

BOOST_AUTO_TEST_CASE(keeps_quoted_scalars_as_strings) {
  BOOST_TEST(json(R"(['1', "true", 'null', !!str 5, "a\tb"])")
             == R"(["1","true","null","5","a\tb"])");
}

BOOST_AUTO_TEST_CASE(copies_what_an_alias_stands_for) {
  BOOST_TEST(json("{a: &x {b: [1, 2]}, c: *x, d: [*x]}")
             == R"({"a":{"b":[1,2]},"c":{"b":[1,2]},"d":[{"b":[1,2]}]})");
}

BOOST_AUTO_TEST_CASE(reads_nothing_as_null) {
  BOOST_TEST(json("") == "null");
  BOOST_TEST(json("# a comment\n") == "null");
}

BOOST_AUTO_TEST_CASE(knows_where_each_value_stood) {
  auto wrong = mistake_list{"f"};
  auto x = read_document("a:\n  b: 1\n  c:\n  - x\n  -   y\n", nullptr, wrong);
  auto& root = x->root();
  BOOST_TEST((x->at(root["a"]) == position{1, 1}));
  BOOST_TEST((x->at(root["a"]["b"]) == position{2, 3}));
  BOOST_TEST((x->at(root["a"]["c"]) == position{3, 3}));
  BOOST_TEST((x->at(root["a"]["c"][1]) == position{5, 7}));
}

BOOST_AUTO_TEST_CASE(types_a_scalar_that_is_a_variable_by_what_it_holds) {
  auto from = variables();
  BOOST_TEST(json("a: ${N}", &from) == R"({"a":1502})");
  BOOST_TEST(json("a: ${M:-0.5}", &from) == R"({"a":0.5})");
  BOOST_TEST(json("a: '${N}'", &from) == R"({"a":"1502"})");
  BOOST_TEST(json("a: tcp://h:${N}/${M:-x}", &from) == R"({"a":"tcp://h:1502/x"})");
  BOOST_TEST(json("a: 1${N}", &from) == R"({"a":"11502"})");
  BOOST_TEST(json("a: ${N}${N}", &from) == R"({"a":"15021502"})");
  BOOST_TEST(json("a: ${EMPTY:-x}", &from) == R"({"a":null})");
}

BOOST_AUTO_TEST_CASE(leaves_dollars_that_are_no_variable) {
  auto from = variables();
  BOOST_TEST(json("[$, $N, 'LLN0$ds', '$${N}', 'a$$b']", &from)
             == R"(["$","$N","LLN0$ds","${N}","a$$b"])");
  BOOST_TEST(json("{'${N}': x}", &from) == R"({"${N}":"x"})");
}

BOOST_AUTO_TEST_CASE(bounds_depth_values_and_text) {
  BOOST_TEST(json(std::string(100'000, '['))
             == "f:1:33: is no YAML: nested deeper than 64 levels");
  auto deep = std::string{
    "- &a [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n"
    "- [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[*a]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n"};
  BOOST_TEST(json(deep).ends_with("nested deeper than 64 levels, aliases counted"));
  auto bomb = std::string{"- &a [x, x, x, x, x, x, x, x, x, x]\n"};
  for (auto c = 'b'; c < 'h'; ++c)
    for (auto i = 0; i < 10; ++i)
      bomb += (i ? ", *" : std::string{"- &"} + c + " [*") + char(c - 1)
              + (i == 9 ? "]\n" : "");
  BOOST_TEST(json(bomb).ends_with("more than 1000000 values, aliases counted"));
  auto copies = std::string{"- &a " + std::string(100'000, 'x') + "\n"};
  for (auto i = 0; i < 1000; ++i)
    copies += "- *a\n";
  BOOST_TEST(json(copies).ends_with("more than 64 MiB of text, aliases counted"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::configuration
