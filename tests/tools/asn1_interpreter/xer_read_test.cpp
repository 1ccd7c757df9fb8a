#include "tests/tools/asn1_interpreter/module_of.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::asn1_interpreter::test {

namespace {

std::string read(const std::string& type, const std::string& xml) {
  return module_of{"A ::= " + type, "AUTOMATIC"}.from_xml("A", "<A>" + xml + "</A>");
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1_interpreter_xer_read)

BOOST_AUTO_TEST_CASE(white_space_comments_and_attributes_do_not_count) {
  auto m = module_of{"A ::= SEQUENCE {a INTEGER, b SEQUENCE OF BOOLEAN}"};
  auto xml = "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- all -->\n"
             "<A xmlns='urn:x' b = \"1\">\n <a>\t 5 <!-- five --></a><?go on?>\n"
             " <b> <true /> <false></false> </b>\n</A>\n<!-- end -->\n";
  BOOST_TEST(m.from_xml("A", xml) == R"({"a":5,"b":[true,false]})");
}

BOOST_AUTO_TEST_CASE(booleans_are_elements_or_words) {
  BOOST_TEST(read("BOOLEAN", " <true/> ") == "true");
  BOOST_TEST(read("BOOLEAN", "<false></false>") == "false");
  BOOST_TEST(read("BOOLEAN", " true\n") == "true");
  BOOST_TEST(
    read("BOOLEAN", "1")
    == "A: at character 3: expected <true/> or <false/>, found other characters");
  BOOST_TEST(read("BOOLEAN", "")
             == "A: at character 3: expected <true/> or <false/>, found nothing");
  BOOST_TEST(read("BOOLEAN", "<true/><true/>")
             == "A: at character 10: expected the end of the element, found <true>");
}

BOOST_AUTO_TEST_CASE(numbers_are_digits_or_names) {
  auto type = "INTEGER {one(1), minus(-1)}";
  BOOST_TEST(read(type, "\n -12 ") == "-12");
  BOOST_TEST(read(type, "one") == "1");
  BOOST_TEST(read(type, "<minus/>") == "-1");
  for (auto wrong : {"", "two", "<two/>", "1.0", "+1", "01", "- 1", "1 2"})
    BOOST_TEST(
      read(type, wrong).starts_with("A: at character 3: expected a whole number"));
}

BOOST_AUTO_TEST_CASE(items_are_elements_or_words) {
  BOOST_TEST(read("ENUMERATED {red, blue}", "<blue/>") == "\"blue\"");
  BOOST_TEST(read("ENUMERATED {red, blue}", " red ") == "\"red\"");
  BOOST_TEST(read("ENUMERATED {red, ...}", "7") == "7");
  BOOST_TEST(
    read("ENUMERATED {red}", "7")
    == "A: at character 3: expected the name of an item, found other characters");
  BOOST_TEST(read("ENUMERATED {red}", "<blue/>")
             == "A: at character 3: expected the name of an item, found <blue/>");
}

BOOST_AUTO_TEST_CASE(bits_are_digits_or_names) {
  auto type = "BIT STRING {a(0), c(2), f(5)}";
  BOOST_TEST(read(type, " 01\n 1 ") == "\"011\"");
  BOOST_TEST(read(type, " <c/> <a/>") == "\"101\"");
  BOOST_TEST(read(type, "") == "\"\"");
  BOOST_TEST(read(type, "  ") == "\"\"");
  BOOST_TEST(read(type, "<b/>").ends_with("expected the name of a bit, found <b/>"));
  BOOST_TEST(read(type, "012") == "A: at character 3: expected the digits 0 and 1");
}

BOOST_AUTO_TEST_CASE(octets_are_digits_of_either_case) {
  BOOST_TEST(read("OCTET STRING", " 0a FF\n") == "{\"hex\":\"0aff\"}");
  BOOST_TEST(read("OCTET STRING", "<!-- none -->") == "{\"hex\":\"\"}");
  for (auto wrong : {"0", "0g", "0 1 2"})
    BOOST_TEST(read("OCTET STRING", wrong)
               == "A: at character 3: expected hexadecimal digits, two for an octet");
}

BOOST_AUTO_TEST_CASE(reals_are_read_in_many_forms) {
  BOOST_TEST(read("REAL", "1.5E0") == "1.5");
  BOOST_TEST(read("REAL", " -15e-1 ") == "-1.5");
  BOOST_TEST(read("REAL", "12") == "12.0");
  BOOST_TEST(read("REAL", "0.25") == "0.25");
  BOOST_TEST(read("REAL", "-0") == "-0.0");
  BOOST_TEST(read("REAL", "<PLUS-INFINITY/>") == "\"Infinity\"");
  BOOST_TEST(read("REAL", "<MINUS-INFINITY/>") == "\"-Infinity\"");
  BOOST_TEST(read("REAL", "<NOT-A-NUMBER/>") == "\"NaN\"");
  BOOST_TEST(read("REAL", "INF") == "\"Infinity\"");
  BOOST_TEST(read("REAL", "-INF") == "\"-Infinity\"");
  BOOST_TEST(read("REAL", "NaN") == "\"NaN\"");
  for (auto wrong : {"", "1e999", "0x10", "infinity", "<INF/>", "1e"})
    BOOST_TEST(read("REAL", wrong).starts_with("A: at character 3: expected a number"));
}

BOOST_AUTO_TEST_CASE(identifiers_are_numbers_with_dots) {
  BOOST_TEST(read("OBJECT IDENTIFIER", " 1.0.9506\n") == "\"1.0.9506\"");
  BOOST_TEST(read("RELATIVE-OID", "5.4.3") == "\"5.4.3\"");
  BOOST_TEST(
    read("OBJECT IDENTIFIER", "1")
    == "A: at character 3: expected an object identifier as numbers with dots");
  BOOST_TEST(read("RELATIVE-OID", "").ends_with("expected numbers with dots"));
}

BOOST_AUTO_TEST_CASE(texts_keep_their_white_space) {
  BOOST_TEST(read("UTF8String", " a\tb\n") == R"(" a\tb\n")");
  BOOST_TEST(read("UTF8String", "a\r\nb\rc&#13;") == R"("a\nb\nc\r")");
  BOOST_TEST(read("UTF8String", "") == "\"\"");
}

BOOST_AUTO_TEST_CASE(references_sections_and_comments_are_resolved) {
  BOOST_TEST(read("UTF8String", "&lt;&gt;&amp;&apos;&quot;&#233;&#xe9;&#10;&#x0A;")
             == R"("<>&'\"éé\n\n")");
  BOOST_TEST(read("UTF8String", "a<!-- no -->b<![CDATA[<c>&amp;]]]><?x?>d")
             == R"("ab<c>&amp;]d")");
  for (auto wrong : {"&nope;", "&#0;", "&#x110000;", "&#xd800;", "&#1;", "&;", "&#;",
                     "&amp", "&#x;", "&#12a;"})
    BOOST_TEST(read("UTF8String", wrong).starts_with("A: at character 3: "));
}

BOOST_AUTO_TEST_CASE(elements_in_texts_are_control_characters_only) {
  BOOST_TEST(read("IA5String", "a<nul/>b<is1></is1>") == R"("a\u0000b\u001F")");
  BOOST_TEST(read("IA5String", "a<b/>") == "A: at character 4: unexpected element <b>");
  BOOST_TEST(read("IA5String", "<nul>x</nul>")
             == "A: at character 8: unexpected characters");
}

BOOST_AUTO_TEST_CASE(characters_that_the_type_has_not_are_refused) {
  BOOST_TEST(read("IA5String", "é") == "\"é\"");
  BOOST_TEST(read("IA5String", "€")
             == "A: at character 3: a IA5String with characters that it has not");
}

BOOST_AUTO_TEST_CASE(components_stand_in_their_order) {
  auto type = "SEQUENCE {a INTEGER OPTIONAL, b INTEGER, c INTEGER DEFAULT 3}";
  BOOST_TEST(read(type, "<b>1</b>") == R"({"b":1,"c":3})");
  BOOST_TEST(read(type, "<a>0</a><b>1</b><c>2</c>") == R"({"a":0,"b":1,"c":2})");
  BOOST_TEST(read(type, "<b>1</b><a>0</a>")
             == "A: at character 11: <a> stands twice, or too late");
  BOOST_TEST(read(type, "<b>1</b><b>1</b>")
             == "A: at character 11: <b> stands twice, or too late");
  BOOST_TEST(read(type, "<c>1</c>") == "A: at character 3: the component b is missing");
  BOOST_TEST(read(type, "<a>1</a>")
             == "A: at character 11: the component b is missing");
  BOOST_TEST(read(type, "<b>1</b><d/>")
             == "A: at character 11: unexpected element <d>");
  BOOST_TEST(read(type, "<b>x</b>")
             == "A.b: at character 6: expected a whole number, found other characters");
}

BOOST_AUTO_TEST_CASE(unknown_elements_of_extensible_types_are_passed_over) {
  BOOST_TEST(
    read("SEQUENCE {a NULL, ..., b NULL OPTIONAL}", "<x>1<y z='1'/></x><a/><z/><b/>")
    == R"({"a":null,"b":null})");
  BOOST_TEST(read("SET {a NULL, ...}", "<x/><a/>") == R"({"a":null})");
}

BOOST_AUTO_TEST_CASE(sets_are_read_in_any_order) {
  BOOST_TEST(read("SET {a INTEGER, b BOOLEAN}", "<b><true/></b><a>1</a>")
             == R"({"a":1,"b":true})");
  BOOST_TEST(read("SET {a INTEGER, b BOOLEAN}", "<a>1</a><a>1</a>")
             == "A: at character 11: <a> stands twice");
}

BOOST_AUTO_TEST_CASE(a_choice_is_one_element) {
  auto type = "CHOICE {a INTEGER, b NULL}";
  BOOST_TEST(read(type, " <a>1</a> ") == R"({"a":1})");
  BOOST_TEST(read(type, "<c/>") == "A: at character 3: there is no alternative <c>");
  BOOST_TEST(read(type, "")
             == "A: at character 3: expected an alternative, found </A>");
  BOOST_TEST(read(type, "<b/><b/>")
             == "A: at character 7: expected the end of the element, found <b>");
}

BOOST_AUTO_TEST_CASE(lists_are_read_in_both_forms) {
  BOOST_TEST(read("SEQUENCE OF N  N ::= INTEGER", " <N>1</N>\n<N> 2 </N> ") == "[1,2]");
  BOOST_TEST(read("SEQUENCE OF ENUMERATED {p, q}", " <q/> <p/> ") == R"(["q","p"])");
  BOOST_TEST(read("SEQUENCE OF CHOICE {x NULL, y INTEGER}", "<y>1</y> <x/>")
             == R"([{"y":1},{"x":null}])");
  BOOST_TEST(read("SEQUENCE OF NULL", "<NULL/> <NULL></NULL>") == "[null,null]");
  BOOST_TEST(read("SEQUENCE OF flag BOOLEAN", "<flag><true/></flag>") == "[true]");
  BOOST_TEST(read("SEQUENCE OF INTEGER", "<N>1</N>")
             == "A[0]: at character 3: expected <INTEGER>, found <N>");
  BOOST_TEST(read("SEQUENCE OF BOOLEAN", "true")
             == "A: at character 3: unexpected characters");
}

BOOST_AUTO_TEST_CASE(open_values_are_kept_as_written) {
  auto type = "SEQUENCE {any ANY}";
  BOOST_TEST(read(type, "<any> <B c='&lt;'>1<D/></B> </any>")
             == R"({"any":{"xer":"<B c='&lt;'>1<D/></B>"}})");
  BOOST_TEST(read(type, "<any> 02 01 05 </any>") == R"({"any":{"ber":"020105"}})");
  for (auto wrong : {"", "02 01", "xyz", "<B/><B/>", "<B/>x", "0500 0500"})
    BOOST_TEST(read(type, "<any>" + std::string{wrong} + "</any>").starts_with("A"));
}

BOOST_AUTO_TEST_CASE(what_is_not_well_formed_is_refused) {
  auto m = module_of{"A ::= SEQUENCE {...}"};
  struct row {
    const char* xml;
    const char* told;
  };
  const row rows[] = {
    {"", "A: at character 0: expected <A>, found the end"},
    {"text", "A: at character 0: characters outside of the document's element"},
    {"<A>", "A: at character 3: the element <A> does not end"},
    {"<A></B>", "A: at character 3: <A> is open, and <B> is closed"},
    {"</A>", "A: at character 0: <nothing> is open, and <A> is closed"},
    {"<A/><A/>", "A: at character 4: expected the end, found <A>"},
    {"<A/>x", "A: at character 4: characters outside of the document's element"},
    {"<A", "A: at character 2: expected >"},
    {"<A b>", "A: at character 4: expected ="},
    {"<A b=c>", "A: at character 5: expected \""},
    {"<A b='c>", "A: at character 6: the attribute does not end"},
    {"<A b='<'/>", "A: at character 6: an attribute with <"},
    {"<A b='1'c='2'/>", "A: at character 8: expected white space before an attribute"},
    {"<>", "A: at character 1: expected a name"},
    {"<A><!-- </A>", "A: at character 3: the comment does not end"},
    {"<A><? </A>", "A: at character 3: the processing instruction does not end"},
    {"<A><![CDATA[ </A>", "A: at character 3: the CDATA section does not end"},
    {"<!DOCTYPE A><A/>",
     "A: at character 0: a DOCTYPE or another declaration, which is refused"},
    {"<A>\x01</A>",
     "A: at character 3: the character with the code 1, which XML has not"},
    {"<A>\xff</A>", "A: the XML is no UTF-8"},
  };
  for (auto& x : rows)
    BOOST_TEST(m.from_xml("A", x.xml) == x.told);
}

BOOST_AUTO_TEST_CASE(places_are_counted_in_characters) {
  auto m = module_of{"A ::= SEQUENCE {a UTF8String, b INTEGER}"};
  BOOST_TEST(
    m.from_xml("A", "<A><a>é€</a><b>x</b></A>")
    == "A.b: at character 15: expected a whole number, found other characters");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1_interpreter::test
