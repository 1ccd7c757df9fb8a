#include "tests/tools/asn1_interpreter/module_of.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::asn1_interpreter::test {

namespace {

const module_of& m() {
  static const auto out = module_of{
    "A ::= EXTERNAL  B ::= [0] EXTERNAL  C ::= SEQUENCE OF EXTERNAL\n"
    "D ::= EMBEDDED PDV  E ::= CHARACTER STRING  F ::= INSTANCE OF TYPE-IDENTIFIER"};
  return out;
}

const value* find(const value& in, const char* name) {
  return find(std::get<named_values>(in.is), name);
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1_interpreter_external)

BOOST_AUTO_TEST_CASE(has_the_keys_of_the_seed) {
  auto got =
    m().decoded(rules::ber, "A", hex("28 0b 06 02 51 01 02 01 03 a0 02 05 00")).value();
  BOOST_TEST((*find(got, "direct_ref") == value{asn1::object_identifier{2u, 1u, 1u}}));
  BOOST_TEST((*find(got, "indirect_ref") == value{integer{3}}));
  BOOST_TEST((*find(got, "data") == value{entity{rules::ber, {5, 0}}}));
  BOOST_TEST(find(got, "data_value_descriptor") == nullptr);
}

BOOST_AUTO_TEST_CASE(data_is_an_element_octets_or_bits) {
  struct row {
    const char* json;
    const char* octets;
  };
  const row rows[] = {
    {R"({"direct_ref":"2.1.1","indirect_ref":3,"data":{"ber":"0500"}})",
     "280b06025101020103a0020500"},
    {R"({"indirect_ref":1,"data":{"hex":"0102"}})", "280702010181020102"},
    {R"({"data_value_descriptor":"x","data":"101"})", "2807070178820205a0"},
  };
  for (auto& x : rows) {
    BOOST_TEST(m().to_ber("A", x.json) == x.octets);
    BOOST_TEST(m().read(rules::ber, "A", m().written(rules::ber, "A", x.json))
               == x.json);
    BOOST_TEST(m().from_xml("A", m().to_xml("A", x.json)) == x.json);
  }
}

BOOST_AUTO_TEST_CASE(is_the_same_under_another_tag) {
  BOOST_TEST(m().to_ber("B", R"({"data": {"hex": "01"}})") == "a003810101");
}

BOOST_AUTO_TEST_CASE(is_in_xml_what_it_is_on_the_wire) {
  BOOST_TEST(m().to_xml("C", R"([{"direct_ref": "2.1.1", "data": {"hex": "0a"}}])")
             == "<C><EXTERNAL><direct-reference>2.1.1</direct-reference><encoding>"
                "<octet-aligned>0A</octet-aligned></encoding></EXTERNAL></C>");
}

BOOST_AUTO_TEST_CASE(data_of_another_kind_is_refused) {
  BOOST_TEST(m().no_ber("A", R"({"direct_ref": "2.1.1"})")
             == "A: the component data is missing");
  BOOST_TEST(m().no_ber("A", R"({"date": 5})")
             == "A.date: EXTERNAL has no such component");
  auto wrong = value{named_values{{"data", {true}}}};
  BOOST_TEST(shown(m().encoded(rules::ber, "A", wrong).error())
             == "A: expected an open value, an OCTET STRING or a BIT STRING as data, "
                "found a BOOLEAN");
  BOOST_TEST(m().from_ber("A", "28 03 02 01 03")
             == "A: at octet 0: the component encoding is missing");
}

BOOST_AUTO_TEST_CASE(the_other_types_of_that_kind_are_sequences) {
  auto embedded = R"({"identification":{"syntax":"2.1.1"},"data-value":{"hex":"01"}})";
  BOOST_TEST(m().to_ber("D", embedded) == "2b09a00481025101820101");
  auto characters = R"({"identification":{"fixed":null},"string-value":{"hex":"41"}})";
  BOOST_TEST(m().from_ber("E", "3d 07 a0 02 85 00 82 01 41") == characters);
  auto instance = R"({"type-id":"2.1.1","value":{"ber":"0500"}})";
  BOOST_TEST(m().to_ber("F", instance) == "280806025101a0020500");
  BOOST_TEST(m().from_ber("F", "28 08 06 02 51 01 a0 02 05 00") == instance);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1_interpreter::test
