#include "tests/tools/asn1_interpreter/module_of.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::asn1_interpreter::test {

namespace {

std::string repeated(const std::string& x, std::size_t times) {
  auto out = std::string{};
  for (; times > 0; --times)
    out += x;
  return out;
}

/// `levels` sequences within each other.
bytes nested(std::size_t levels) {
  auto out = bytes{};
  for (auto i = std::size_t{0}; i < levels; ++i) {
    auto inside = std::exchange(out, {0x30});
    out.push_back(0x82);
    writer{out}.u16(static_cast<std::uint16_t>(inside.size())).put(inside);
  }
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1_interpreter_bounds)

BOOST_AUTO_TEST_CASE(values_nested_too_deeply_are_refused) {
  auto m = module_of{"A ::= SEQUENCE OF A"};
  BOOST_TEST(m.read(rules::ber, "A", nested(64))
             == repeated("[", 64) + repeated("]", 64));
  BOOST_TEST(
    m.read(rules::ber, "A", nested(65)).ends_with(": nested more than 64 deep"));
  BOOST_TEST(m.to_ber("A", repeated("[", 64) + repeated("]", 64)).size() > 128);
  BOOST_TEST(m.no_ber("A", repeated("[", 66) + repeated("]", 66))
             == "A: the JSON is nested too deeply");
  auto deep = value{value_list{}};
  for (auto i = 0; i < 64; ++i)
    deep = value{value_list{deep}};
  for (auto of : {rules::ber, rules::xer})
    BOOST_TEST(
      m.encoded(of, "A", deep).error().cause.ends_with("nested more than 64 deep"));
}

BOOST_AUTO_TEST_CASE(xml_nested_too_deeply_is_refused) {
  auto m = module_of{"A ::= SEQUENCE OF A  B ::= SEQUENCE {...}"};
  BOOST_TEST(m.from_xml("A", repeated("<A>", 64) + repeated("</A>", 64))
             == repeated("[", 64) + repeated("]", 64));
  BOOST_TEST(m.from_xml("A", repeated("<A>", 65) + repeated("</A>", 65))
               .ends_with("nested more than 64 deep"));
  BOOST_TEST(m.from_xml("B", "<B>" + repeated("<x>", 100'000))
             == "B: at character 195: nested more than 65 deep");
}

BOOST_AUTO_TEST_CASE(strings_in_parts_nested_too_deeply_are_refused) {
  auto m = module_of{"A ::= OCTET STRING"};
  auto octets = nested(80);
  for (auto i = std::size_t{0}; i + 3 < octets.size(); i += 4)
    octets[i] = 0x24;
  BOOST_TEST(m.read(rules::ber, "A", octets).ends_with("nested more than 64 deep"));
}

BOOST_AUTO_TEST_CASE(too_many_elements_are_refused) {
  auto m = module_of{"A ::= SEQUENCE OF NULL"};
  m.most.elements = 3;
  BOOST_TEST(m.from_ber("A", "30 06 05 00 05 00 05 00") == "[null,null,null]");
  BOOST_TEST(m.from_ber("A", "30 08 05 00 05 00 05 00 05 00")
             == "A: more than 3 elements");
  BOOST_TEST(m.from_xml("A", "<A><NULL/><NULL/><NULL/><NULL/></A>")
             == "A: more than 3 elements");
  BOOST_TEST(m.no_ber("A", "[null, null, null, null]") == "A: more than 3 elements");
}

BOOST_AUTO_TEST_CASE(a_default_that_needs_itself_ends_in_an_error) {
  auto m = module_of{"A ::= SEQUENCE {a [0] A DEFAULT {}}"};
  BOOST_TEST(m.from_ber("A", "30 00").ends_with("nested more than 64 deep"));
  BOOST_TEST(m.to_xml("A", "{}").ends_with("nested more than 64 deep"));
}

BOOST_AUTO_TEST_CASE(defaults_within_defaults_do_not_multiply_without_end) {
  auto types = std::string{"T0 ::= SEQUENCE {x [0] INTEGER DEFAULT 1}\n"};
  for (auto i = 1; i < 30; ++i) {
    auto before = "T" + std::to_string(i - 1);
    types += "T" + std::to_string(i) + " ::= SEQUENCE {x [0] " + before
             + " DEFAULT {}, y [1] " + before + " DEFAULT {}}\n";
  }
  auto m = module_of{types};
  BOOST_TEST(m.from_ber("T29", "30 00").ends_with("more than 1000000 elements"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1_interpreter::test
