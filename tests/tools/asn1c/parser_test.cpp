#include "tools/asn1c/parser.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::asn1c::test {

namespace {

struct parsed {
  mistakes wrong; // before the modules: reading them fills it
  std::vector<syntax::module> modules;

  explicit parsed(std::string text)
    : modules{parse({"file.asn", std::move(text)}, wrong)} {}

  /// The names of a module's assignments, `"A b C"`.
  std::string names(std::size_t module = 0) const {
    auto out = std::string{};
    for (auto& x : modules.at(module).assignments)
      out += (out.empty() ? "" : " ") + x.name;
    return out;
  }
};

std::string in_module(std::string_view body) {
  return "M DEFINITIONS ::= BEGIN\n" + std::string{body} + "\nEND\n";
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1c_parser)

BOOST_AUTO_TEST_CASE(a_mistake_tells_file_line_column_and_what_was_expected) {
  auto x = parsed{in_module("A ::= SEQUENCE {\n  a INTEGER\n  b NULL }")};
  BOOST_REQUIRE(x.wrong.size() == 1u);
  BOOST_TEST(to_string(x.wrong.front())
             == "file.asn:4:3: expected ',' or '}', found 'b'");
}

BOOST_AUTO_TEST_CASE(reading_goes_on_behind_a_mistake) {
  for (auto wrong :
       {"B ::= SEQUENCE {", "B ::= SEQUENCE { a", "B ::= SEQUENCE { a INTEGER }}",
        "B ::= INTEGER (", "B ::= [", "b INTEGER ::=", "b INTEGER 5",
        "b OCTET STRING ::= '", "B ::= ENUMERATED { a, }", "B {T ::= INTEGER",
        "B ::= CLASS { &id", "::= INTEGER", "B ::= INTEGER (1..2", "B ::= #"}) {
    auto x = parsed{in_module("A ::= NULL\n" + std::string{wrong}
                              + "\nc INTEGER ::= 5\nD OBJECT IDENTIFIER ::= {id}\n"
                                "e OBJECT IDENTIFIER ::= {1 2}\nF {T} ::= SET OF T")};
    BOOST_TEST(x.wrong.size() == 1u, wrong);
    BOOST_TEST(x.names().ends_with("D e F"), wrong << ": " << x.names());
  }
}

BOOST_AUTO_TEST_CASE(a_mistake_in_one_module_leaves_the_next_whole) {
  auto x = parsed{"A DEFINITIONS ::= BEGIN IMPORTS a b FROM C; X ::= { END\n"
                  "B DEFINITIONS ::= BEGIN Y ::= NULL END"};
  BOOST_TEST(x.wrong.size() == 1u);
  BOOST_REQUIRE(x.modules.size() == 2u);
  BOOST_TEST(x.names(1) == "Y");
}

BOOST_AUTO_TEST_CASE(so_many_mistakes_are_told_and_no_more) {
  auto text = std::string{};
  for (auto i = 0; i < 1000; ++i)
    text += "A ::= SEQUENCE { ( }\n";
  BOOST_TEST(parsed{in_module(text)}.wrong.size() == 50u);
}

BOOST_AUTO_TEST_CASE(a_mistake_is_one_line_whatever_was_found) {
  auto texts = {in_module("a INTEGER ::= 5 \"one\ttwo\x01\""),
                in_module("A ::= NULL {\"\x7f\xff\"}"),
                in_module("A ::= SEQUENCE {" + std::string(1000, 'A') + "}")};
  for (auto& text : texts) {
    auto x = parsed{text};
    BOOST_REQUIRE(!x.wrong.empty());
    BOOST_TEST(x.wrong.front().what.size() < 150);
    for (auto c : x.wrong.front().what)
      BOOST_TEST((c >= ' ' && c <= '~'));
  }
}

BOOST_AUTO_TEST_CASE(a_module_has_a_name_an_identifier_and_defaults) {
  auto x =
    parsed{"M {iso 1} DEFINITIONS AUTOMATIC TAGS EXTENSIBILITY IMPLIED ::= BEGIN\n"
           "EXPORTS A, b; IMPORTS C, d FROM N {1 2} e FROM O f FROM P g; END"};
  BOOST_REQUIRE(x.wrong.empty());
  auto& m = x.modules.front();
  BOOST_TEST(m.name == "M");
  BOOST_TEST(m.oid.has_value());
  BOOST_TEST((m.tags == syntax::tag_default::automatic));
  BOOST_TEST(m.extensible);
  BOOST_TEST(m.exports.size() == 2u);
  BOOST_REQUIRE(m.imports.size() == 4u);
  BOOST_TEST(m.imports[1].name == "d");
  BOOST_TEST(m.imports[1].module == "N");
  BOOST_TEST(m.imports[2].module == "O");
  BOOST_TEST(m.imports[3].module == "P");
  BOOST_TEST((m.imports[3].at == place{2, 50}));
}

BOOST_AUTO_TEST_CASE(nested_optional_groups_of_a_syntax_are_passed) {
  auto x = parsed{
    in_module("A ::= CLASS {&a, &b, &c} WITH SYNTAX {[[A &a] B &b] [C &c [D [E]]]}\n"
              "B ::= NULL")};
  BOOST_TEST(x.wrong.empty());
  BOOST_TEST(x.names() == "A B");
}

BOOST_AUTO_TEST_CASE(a_lower_bound_may_be_open_where_a_selection_might_begin) {
  auto x = parsed{in_module("A ::= INTEGER (a<..<b) B ::= INTEGER (INCLUDES a < C)")};
  BOOST_REQUIRE(x.wrong.empty());
  auto& range = x.modules.front().assignments.at(0).of->constraints.at(0);
  BOOST_TEST((range.is == syntax::constraint::form::range));
  BOOST_TEST(range.low_open);
  BOOST_TEST(range.high_open);
  auto& other = x.modules.front().assignments.at(1).of->constraints.at(0);
  BOOST_TEST((other.is == syntax::constraint::form::contains));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1c::test
