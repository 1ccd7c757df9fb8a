#include "tests/tools/asn1_interpreter/module_of.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::asn1_interpreter::test {

namespace {

/// What a document of the one type is around.
std::string xml_of(const std::string& type, const std::string& json) {
  auto out = module_of{"A ::= " + type}.to_xml("A", json);
  auto whole = out.starts_with("<A>") && out.ends_with("</A>");
  return whole ? out.substr(3, out.size() - 7) : out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1_interpreter_xer_write)

BOOST_AUTO_TEST_CASE(simple_values) {
  BOOST_TEST(xml_of("BOOLEAN", "true") == "<true/>");
  BOOST_TEST(xml_of("BOOLEAN", "false") == "<false/>");
  BOOST_TEST(xml_of("INTEGER {one(1)}", "1") == "1");
  BOOST_TEST(xml_of("INTEGER", "\"-123456789012345678901234567890\"")
             == "-123456789012345678901234567890");
  BOOST_TEST(xml_of("ENUMERATED {red, blue}", "\"blue\"") == "<blue/>");
  BOOST_TEST(xml_of("ENUMERATED {red, ...}", "7") == "7");
  BOOST_TEST(xml_of("NULL", "null") == "");
  BOOST_TEST(xml_of("BIT STRING {a(0)}", "\"010\"") == "010");
  BOOST_TEST(xml_of("OCTET STRING", "{\"hex\": \"0aff\"}") == "0AFF");
  BOOST_TEST(xml_of("OBJECT IDENTIFIER", "\"1.0.9506.2\"") == "1.0.9506.2");
  BOOST_TEST(xml_of("RELATIVE-OID", "\"3.2\"") == "3.2");
}

BOOST_AUTO_TEST_CASE(reals_have_one_digit_before_the_point_and_as_few_as_can_be) {
  BOOST_TEST(xml_of("REAL", "0") == "0");
  BOOST_TEST(xml_of("REAL", "-0.0") == "-0");
  BOOST_TEST(xml_of("REAL", "1.5") == "1.5E0");
  BOOST_TEST(xml_of("REAL", "-0.001") == "-1.0E-3");
  BOOST_TEST(xml_of("REAL", "1e100") == "1.0E100");
  BOOST_TEST(xml_of("REAL", "0.1") == "1.0E-1");
  BOOST_TEST(xml_of("REAL", "123456789012345680") == "1.2345678901234568E17");
  BOOST_TEST(xml_of("REAL", "5e-324") == "5.0E-324");
  BOOST_TEST(xml_of("REAL", "\"Infinity\"") == "<PLUS-INFINITY/>");
  BOOST_TEST(xml_of("REAL", "\"-Infinity\"") == "<MINUS-INFINITY/>");
  BOOST_TEST(xml_of("REAL", "\"NaN\"") == "<NOT-A-NUMBER/>");
}

BOOST_AUTO_TEST_CASE(characters_that_xml_needs_are_escaped) {
  BOOST_TEST(xml_of("UTF8String", R"("<a> & \"b\" 'é'")")
             == "&lt;a&gt; &amp; \"b\" 'é'");
  BOOST_TEST(xml_of("UTF8String", R"("\t\n\r")") == "\t\n&#13;");
  BOOST_TEST(xml_of("UTF8String", "\"\"") == "");
  BOOST_TEST(xml_of("BMPString", "\"€\"") == "€");
}

BOOST_AUTO_TEST_CASE(control_characters_are_elements) {
  auto json = std::string{"\""};
  auto xml = std::string{};
  constexpr const char* names[] = {
    "nul", "soh", "stx",   "etx", "eot", "enq", "ack", "bel", "bs",  nullptr, nullptr,
    "vt",  "ff",  nullptr, "so",  "si",  "dle", "dc1", "dc2", "dc3", "dc4",   "nak",
    "syn", "etb", "can",   "em",  "sub", "esc", "is4", "is3", "is2", "is1"};
  for (auto i = 0; i < 32; ++i)
    if (names[i]) {
      json += std::string{"\\u00"} + (i < 16 ? '0' : '1') + "0123456789abcdef"[i % 16];
      xml += std::string{'<'} + names[i] + "/>";
    }
  json += '"';
  BOOST_TEST(xml_of("IA5String", json) == xml);
  auto m = module_of{"A ::= IA5String"};
  BOOST_TEST(m.to_ber("A", m.from_xml("A", "<A>" + xml + "</A>"))
             == m.to_ber("A", json));
}

BOOST_AUTO_TEST_CASE(octets_of_eight_bit_strings_are_latin_1) {
  auto m = module_of{"A ::= TeletexString"};
  auto xml = m.encoded(rules::xer, "A", {std::string{"\xe9\x80"}})->octets;
  BOOST_TEST((std::string{xml.begin(), xml.end()} == "<A>é\xc2\x80</A>"));
  BOOST_TEST(
    (m.decoded(rules::xer, "A", xml).value() == value{std::string{"\xe9\x80"}}));
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_utf_8_is_refused) {
  auto m = module_of{"A ::= UTF8String"};
  for (auto text : {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80"})
    BOOST_TEST(shown(m.encoded(rules::xer, "A", {std::string{text}}).error())
               == "A: the text is no UTF-8");
}

BOOST_AUTO_TEST_CASE(the_document_is_called_like_the_definition) {
  auto m = module_of{"A ::= B  B ::= CHOICE {x NULL}"};
  BOOST_TEST(m.to_xml("A", R"({"x": null})") == "<A><x></x></A>");
  BOOST_TEST(m.to_xml("B", R"({"x": null})") == "<B><x></x></B>");
}

BOOST_AUTO_TEST_CASE(components_stand_under_their_names_with_defaults) {
  auto m = module_of{"A ::= SEQUENCE {a BOOLEAN DEFAULT TRUE, b INTEGER OPTIONAL, c C "
                     "DEFAULT {x 5}}  C ::= SEQUENCE {x INTEGER, y NULL OPTIONAL}"};
  BOOST_TEST(m.to_xml("A", "{}") == "<A><a><true/></a><c><x>5</x></c></A>");
  BOOST_TEST(m.to_xml("A", R"({"c": {"x": 1, "y": null}, "b": 3, "a": false})")
             == "<A><a><false/></a><b>3</b><c><x>1</x><y></y></c></A>");
}

BOOST_AUTO_TEST_CASE(sets_are_ordered_by_the_tags_of_their_types) {
  auto m = module_of{"A ::= SET {a [1] INTEGER, b BOOLEAN, any ANY OPTIONAL, d D}\n"
                     "D ::= CHOICE {x [0] NULL, y [PRIVATE 1] NULL}"};
  // Of the choice the smallest tag counts, whichever is chosen.
  BOOST_TEST(m.to_xml("A", R"({"a": 1, "b": true, "d": {"y": null},
                               "any": {"ber": "0500"}})")
             == "<A><b><true/></b><d><y></y></d><a>1</a><any>0500</any></A>");
}

BOOST_AUTO_TEST_CASE(elements_of_lists_are_called_like_their_types) {
  BOOST_TEST(xml_of("SEQUENCE OF INTEGER", "[1, 2]")
             == "<INTEGER>1</INTEGER><INTEGER>2</INTEGER>");
  BOOST_TEST(xml_of("SEQUENCE OF OCTET STRING", R"([{"hex": ""}])")
             == "<OCTET_STRING></OCTET_STRING>");
  BOOST_TEST(xml_of("SEQUENCE OF SEQUENCE {x NULL}", R"([{"x": null}])")
             == "<SEQUENCE><x></x></SEQUENCE>");
  BOOST_TEST(xml_of("SEQUENCE OF SEQUENCE OF NULL", "[[null]]")
             == "<SEQUENCE_OF><NULL/></SEQUENCE_OF>");
  BOOST_TEST(xml_of("SEQUENCE OF [5] B  B ::= C  C ::= INTEGER", "[1]") == "<B>1</B>");
  BOOST_TEST(xml_of("SEQUENCE OF N  N ::= NULL", "[null, null]") == "<N/><N/>");
  BOOST_TEST(xml_of("SEQUENCE OF NULL", "[]") == "");
  BOOST_TEST(xml_of("SEQUENCE OF ANY", R"([{"ber": "0500"}])") == "<ANY>0500</ANY>");
}

BOOST_AUTO_TEST_CASE(booleans_items_and_choices_stand_in_lists_by_themselves) {
  BOOST_TEST(xml_of("SEQUENCE OF B  B ::= BOOLEAN", "[true, false]")
             == "<true/><false/>");
  BOOST_TEST(xml_of("SEQUENCE OF ENUMERATED {red, blue}", "[\"blue\", \"red\"]")
             == "<blue/><red/>");
  BOOST_TEST(
    xml_of("SEQUENCE OF CHOICE {x NULL, y INTEGER}", R"([{"y": 1}, {"x": null}])")
    == "<y>1</y><x></x>");
  BOOST_TEST(xml_of("SEQUENCE OF ENUMERATED {red, ...}", "[7]")
             == "A[0]: an item without a name cannot stand in a list");
}

BOOST_AUTO_TEST_CASE(a_name_that_the_module_gives_stands_around_every_element) {
  BOOST_TEST(xml_of("SEQUENCE OF flag BOOLEAN", "[true]") == "<flag><true/></flag>");
  BOOST_TEST(xml_of("SEQUENCE OF none NULL", "[null]") == "<none></none>");
  BOOST_TEST(xml_of("SET OF one CHOICE {x INTEGER}", R"([{"x": 1}])")
             == "<one><x>1</x></one>");
  BOOST_TEST(xml_of("SEQUENCE OF id INTEGER", "[1]") == "<id>1</id>");
  BOOST_TEST(xml_of("SEQUENCE OF any ENUMERATED {red, ...}", "[7]") == "<any>7</any>");
}

BOOST_AUTO_TEST_CASE(set_of_is_ordered_by_its_xml) {
  BOOST_TEST(xml_of("SET OF INTEGER", "[3, 20, 1]")
             == "<INTEGER>1</INTEGER><INTEGER>20</INTEGER><INTEGER>3</INTEGER>");
  BOOST_TEST(xml_of("SET OF UTF8String", R"(["é", "z"])")
             == "<UTF8String>z</UTF8String><UTF8String>é</UTF8String>");
}

BOOST_AUTO_TEST_CASE(open_values_are_xml_or_digits) {
  BOOST_TEST(xml_of("SEQUENCE {any ANY}", R"({"any": {"xer": " <B>1</B> "}})")
             == "<any><B>1</B></any>");
  BOOST_TEST(xml_of("SEQUENCE {any ANY}", R"({"any": {"ber": "0201ff"}})")
             == "<any>0201FF</any>");
  for (auto wrong : {"<B>", "<B/><C/>", "text", "", "</any><any>"})
    BOOST_TEST(
      xml_of("ANY", "{\"xer\": \"" + std::string{wrong} + "\"}").starts_with("A: "));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1_interpreter::test
