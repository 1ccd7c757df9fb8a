#include "asn1/zoo.hpp"
#include "messages/asn1/xer.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

using namespace bus;
using namespace bus::asn1;

namespace {

template <class T>
std::string text(const T& x) {
  auto out = xer::encode(x);
  return out ? *out : "error: " + out.error().cause;
}

template <class T>
T read(const std::string& x) {
  auto out = xer::decode<T>(x);
  BOOST_TEST_REQUIRE(out.has_value(), x << (out ? "" : ": " + to_string(out.error())));
  return *out;
}

template <class T>
std::string refusal(const std::string& x) {
  auto out = xer::decode<T>(x);
  return out ? "it was read" : out.error().where + ": " + out.error().cause;
}

bool holds(const std::string& x, const std::string& part) {
  return x.find(part) != x.npos;
}

std::string optional_with(const std::string& inside) {
  return "<Optional>" + inside + "</Optional>";
}

double real_of(const std::string& x) {
  return read<zoo::optional>(optional_with("<i>" + x + "</i>")).i;
}

std::string text_of_real(double x) {
  auto out = zoo::optional{};
  out.i = x;
  auto all = text(out);
  auto from = all.find("<i>") + 3;
  return all.substr(from, all.find("</i>") - from);
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1_xer)

BOOST_AUTO_TEST_CASE(writes_each_kind_in_its_canonical_form) {
  auto x = zoo::plain{};
  x.flag = true;
  x.number = -5;
  x.bits = bit_string{std::string_view{"0110"}};
  x.octets = {0x0a, 0xff};
  x.oid = {1u, 0u, 9506u};
  x.relative.arcs = {3, 4};
  x.real = -0.0015;
  x.colour = zoo::colour::green;
  x.flags = bit_string{std::string_view{"1"}};
  auto expected = std::string{
    "<Plain><flag><true/></flag><number>-5</number><small>0</small><medium>0</medium>"
    "<large>0</large><bits>0110</bits><octets>0AFF</octets><nothing></nothing>"
    "<oid>1.0.9506</oid><relative>3.4</relative><real>-1.5E-3</real>"
    "<colour><green/></colour><flags>1</flags></Plain>"};
  BOOST_TEST(text(x) == expected);
  BOOST_TEST((read<zoo::plain>(expected) == x));
}

BOOST_AUTO_TEST_CASE(lists_of_choices_flags_and_names_have_no_element_of_their_own) {
  auto x = zoo::lists{};
  x.flags = {true, false};
  x.colours = {zoo::colour::red, zoo::colour::blue};
  x.choices = {zoo::inner::make<zoo::inner::number>(1),
               zoo::inner::make<zoo::inner::text>("t")};
  x.nulls = {null{}, null{}};
  x.numbers = {1, 2};
  x.named = {true};
  x.points = {{1, 2}};
  x.sorted = {30, 200};
  auto expected = std::string{
    "<Lists><flags><true/><false/></flags><colours><red/><blue/></colours>"
    "<choices><number>1</number><text>t</text></choices><nulls><NULL/><NULL/></nulls>"
    "<numbers><INTEGER>1</INTEGER><INTEGER>2</INTEGER></numbers>"
    "<named><value><true/></value></named>"
    "<points><Point><x>1</x><y>2</y></Point></points>"
    "<sorted><INTEGER>200</INTEGER><INTEGER>30</INTEGER></sorted></Lists>"};
  BOOST_TEST(text(x) == expected);
  auto again = read<zoo::lists>(expected);
  BOOST_TEST(text(again) == expected);
  BOOST_TEST(
    text(read<zoo::lists>("<Lists><flags/><colours></colours><choices/> <nulls/>"
                          "<numbers/><named/><points/><sorted/></Lists>"))
    == "<Lists><flags></flags><colours></colours><choices></choices>"
       "<nulls></nulls><numbers></numbers><named></named><points></points>"
       "<sorted></sorted></Lists>");
}

BOOST_AUTO_TEST_CASE(reads_white_space_comments_and_instructions) {
  auto x =
    read<zoo::point>(" <?xml version='1.0'?><!-- a --> <Point a='>' b=\"/>\" >\n"
                     "<!-- <x> --><x> 1 </x ><?go on?>\t<y><!-- -->2</y> </Point>\n"
                     "<!-- end -->");
  BOOST_TEST((x == zoo::point{1, 2}));
}

BOOST_AUTO_TEST_CASE(reads_references_and_character_data) {
  auto x = read<zoo::inner>("<Inner><text>a&lt;&gt;&amp;&quot;&apos;&#228;&#x20AC;"
                            "<![CDATA[<b>&amp;]]> c</text></Inner>");
  BOOST_TEST(x.get<zoo::inner::text>() == "a<>&\"'\u00e4\u20ac<b>&amp; c");
  BOOST_TEST(text(zoo::inner::make<zoo::inner::text>("<&>\r\n\t\u20ac"))
             == "<Inner><text>&lt;&amp;&gt;&#13;\n\t\u20ac</text></Inner>");
  for (auto wrong : {"&x;", "&#x110000;", "&#xd800;", "&#;", "&lt", "&"})
    BOOST_TEST(holds(refusal<zoo::inner>("<Inner><text>" + std::string{wrong}
                                         + "</text></Inner>"),
                     "reference"),
               wrong);
}

BOOST_AUTO_TEST_CASE(control_characters_are_elements) {
  auto all = std::string{};
  for (auto c = 0; c < 0x20; ++c)
    all += static_cast<char>(c);
  auto x = zoo::inner::make<zoo::inner::text>(all);
  auto out = text(x);
  BOOST_TEST(holds(out, "<nul/><soh/>"), out);
  BOOST_TEST(holds(out, "<esc/><is4/><is3/><is2/><is1/>"), out);
  BOOST_TEST((read<zoo::inner>(out) == x));
}

BOOST_AUTO_TEST_CASE(octets_of_narrow_strings_are_latin) {
  auto x = zoo::texts{};
  x.utc = "260101000000Z";
  x.generalized = "20260101000000Z";
  x.visible = "\xe4";
  auto out = text(x);
  BOOST_TEST(holds(out, "<visible>\u00e4</visible>"), out);
  BOOST_TEST((read<zoo::texts>(out) == x));
  x.utf8 = "\xff";
  BOOST_TEST(holds(text(x), "no UTF-8"));
}

BOOST_AUTO_TEST_CASE(reals_are_told_with_an_exponent_or_by_name) {
  BOOST_TEST(text_of_real(0) == "0");
  BOOST_TEST(text_of_real(-0.0) == "-0");
  BOOST_TEST(text_of_real(1) == "1.0E0");
  BOOST_TEST(text_of_real(123.25) == "1.2325E2");
  BOOST_TEST(text_of_real(1e-300) == "1.0E-300");
  BOOST_TEST(text_of_real(std::numeric_limits<double>::infinity())
             == "<PLUS-INFINITY/>");
  BOOST_TEST(text_of_real(-std::numeric_limits<double>::infinity())
             == "<MINUS-INFINITY/>");
  BOOST_TEST(text_of_real(std::nan("")) == "<NOT-A-NUMBER/>");
  BOOST_TEST(real_of("12.5") == 12.5);
  BOOST_TEST(real_of(" -1.5E-3 ") == -0.0015);
  BOOST_TEST(real_of("INF") == std::numeric_limits<double>::infinity());
  BOOST_TEST(real_of("-INF") == -std::numeric_limits<double>::infinity());
  BOOST_TEST(std::isnan(real_of("NaN")));
  BOOST_TEST(std::isnan(real_of("<NOT-A-NUMBER/>")));
  BOOST_TEST(std::signbit(real_of("-0")));
  for (auto wrong : {"", "x", "1.2.3", "0x10", "infinity", "nan"})
    BOOST_TEST(
      holds(refusal<zoo::optional>(optional_with("<i>" + std::string{wrong} + "</i>")),
            "expected a number"),
      wrong);
}

BOOST_AUTO_TEST_CASE(names_stand_for_numbers_and_bits) {
  auto flags = [](const std::string& x) {
    return to_string(read<zoo::optional>(optional_with("<f>" + x + "</f>")).f);
  };
  BOOST_TEST(flags("<first/><third/>") == "101");
  BOOST_TEST(flags(" <tenth></tenth> ") == "0000000001");
  BOOST_TEST(flags(" 01 1 ") == "011");
  BOOST_TEST(flags("") == "");
  BOOST_TEST(
    (read<zoo::optional>(optional_with("<c>green</c>")).c == zoo::colour::green));
  BOOST_TEST(holds(refusal<zoo::optional>(optional_with("<c><pink/></c>")),
                   "'pink' is none of the names"));
  BOOST_TEST(holds(refusal<zoo::optional>(optional_with("<f>012</f>")), "0 and 1"));
}

BOOST_AUTO_TEST_CASE(octets_may_have_white_space_and_small_letters) {
  auto x = read<zoo::optional>(optional_with("<h> 0a\n FF </h>"));
  BOOST_TEST((x.h == octet_string{0x0a, 0xff}));
  BOOST_TEST(holds(refusal<zoo::optional>(optional_with("<h>0a0</h>")), "missing"));
  BOOST_TEST(holds(refusal<zoo::optional>(optional_with("<h>0g</h>")), "hexadecimal"));
}

BOOST_AUTO_TEST_CASE(numbers_of_any_size_are_read_and_bounded) {
  auto digits = std::string{"123456789012345678901234567890"};
  auto x =
    read<zoo::point>("<Point><x>" + digits + "</x><y>-" + digits + "</y></Point>");
  BOOST_TEST(to_string(x.x) == digits);
  BOOST_TEST(to_string(x.y) == '-' + digits);
  auto most = xer::bounds{};
  most.digits = 20;
  BOOST_TEST(
    !xer::decode<zoo::point>("<Point><x>" + digits + "</x><y>1</y></Point>", most)
       .has_value());
}

BOOST_AUTO_TEST_CASE(what_has_its_default_is_written_and_may_be_missing) {
  auto out = text(zoo::optional{});
  BOOST_TEST(out
             == "<Optional><b><true/></b><c><blue/></c><d>none</d><e></e><f>001</f>"
                "<g><number>7</number></g><h>0AFF</h><i>1.5E0</i><j>1.2.3</j>"
                "<k><x>1</x><y>2</y></k><l>9</l></Optional>");
  BOOST_TEST((read<zoo::optional>(out) == zoo::optional{}));
  BOOST_TEST((read<zoo::optional>("<Optional/>") == zoo::optional{}));
}

BOOST_AUTO_TEST_CASE(unknown_elements_are_skipped_where_they_may_come) {
  auto x =
    read<zoo::before>("<Before><a>1</a><b><c/><!-- </b> --></b><q/><z>2</z></Before>");
  BOOST_TEST((x.z == 2));
  BOOST_TEST(holds(refusal<zoo::closed>("<Closed><a>1</a><q/><b>2</b></Closed>"),
                   "<b> is missing, found <q>"));
  BOOST_TEST(holds(refusal<zoo::closed>("<Closed><a>1</a><b>2</b><q/></Closed>"),
                   "unexpected element <q>"));
  auto open =
    read<zoo::open_choice>("<OpenChoice><later><x>1</x></later></OpenChoice>");
  BOOST_TEST(open.is<zoo::open_choice::unknown_alternative>());
  BOOST_TEST(text(open) == "<OpenChoice><later><x>1</x></later></OpenChoice>");
}

BOOST_AUTO_TEST_CASE(members_of_a_set_come_in_any_order_and_are_sorted) {
  auto x =
    read<zoo::members>("<Members><inner><low/></inner><c>1</c><x>t</x></Members>");
  BOOST_TEST(text(x)
             == "<Members><x>t</x><a><false/></a><inner><low></low></inner><c>1</c>"
                "</Members>");
}

BOOST_AUTO_TEST_CASE(open_types_keep_xml_as_it_is_and_octets_as_digits) {
  auto x = zoo::anything{};
  x.any.octets = test::hex("02 01 05");
  x.external.encoding.get<builtin::external_encoding::single_asn1_type>() = {
    bytes{'<', 'I', '/', '>'}, open_type::syntax::xer};
  x.pdv.identification.emplace<builtin::identification::fixed>();
  x.text.identification.emplace<builtin::identification::fixed>();
  auto out = text(x);
  BOOST_TEST(holds(out, "<any>020105</any>"), out);
  BOOST_TEST(holds(out, "<single-ASN1-type><I/></single-ASN1-type>"), out);
  BOOST_TEST((read<zoo::anything>(out) == x));
}

BOOST_AUTO_TEST_CASE(what_is_no_such_document_is_refused) {
  for (auto wrong :
       {"", "<Point>", "<Point><x>1</x><y>2</y>", "<Point><x>1</x><y>2</y></Pint>",
        "<Pint><x>1</x><y>2</y></Pint>", "<Point><x>1</y><y>2</y></Point>",
        "<Point><x>1</x><y>2</y></Point><a/>", "<Point><x>1</x><y>2</y></Point>x",
        "<!DOCTYPE Point><Point><x>1</x><y>2</y></Point>",
        "<Point><x></x><y>2</y></Point>", "<Point><x>1</x><y>2</y><!--</Point>",
        "<Point <x>1</x><y>2</y></Point>", "x<Point><x>1</x><y>2</y></Point>",
        "<Point><x>1<b/></x><y>2</y></Point>"})
    BOOST_TEST(!xer::decode<zoo::point>(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(depth_and_elements_are_bounded) {
  auto open = std::string{};
  auto close = std::string{};
  for (auto i = 0; i < 3000; ++i) {
    open += "<not>";
    close += "</not>";
  }
  auto deep = refusal<zoo::expression>("<Expression>" + open + "<leaf><true/></leaf>"
                                       + close + "</Expression>");
  BOOST_TEST(holds(deep, "nested more than 200 deep"), deep);
  auto most = xer::bounds{};
  most.elements = 1;
  BOOST_TEST(
    !xer::decode<zoo::nested>(
       "<Nested><list><other><no/></other><other><no/></other></list></Nested>", most)
       .has_value());
}

BOOST_AUTO_TEST_CASE(a_refusal_tells_the_path_and_the_character) {
  auto why = refusal<zoo::limited>("<Limited><percent>101</percent></Limited>");
  BOOST_TEST(why == "Limited.percent: at character 21: 101 is not within 0..100");
}

BOOST_AUTO_TEST_SUITE_END()
