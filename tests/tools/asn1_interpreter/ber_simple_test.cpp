#include "tests/tools/asn1_interpreter/module_of.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::asn1_interpreter::test {

BOOST_AUTO_TEST_SUITE(asn1_interpreter_ber_simple)

BOOST_AUTO_TEST_CASE(boolean_is_written_as_ff_and_any_octet_but_0_is_true) {
  auto m = module_of{"A ::= BOOLEAN"};
  BOOST_TEST(m.to_ber("A", "true") == "0101ff");
  BOOST_TEST(m.to_ber("A", "false") == "010100");
  BOOST_TEST(m.from_ber("A", "01 01 01") == "true");
  BOOST_TEST(m.from_ber("A", "01 01 00") == "false");
  BOOST_TEST(m.from_ber("A", "01 02 00 00")
             == "A: at octet 0: a BOOLEAN has one octet, and not 2");
}

BOOST_AUTO_TEST_CASE(integers_are_written_minimal_and_read_with_redundant_octets) {
  auto m = module_of{"A ::= INTEGER"};
  BOOST_TEST(m.to_ber("A", "128") == "02020080");
  BOOST_TEST(m.to_ber("A", "-129") == "0202ff7f");
  BOOST_TEST(m.to_ber("A", "\"18446744073709551616\"") == "0209010000000000000000");
  BOOST_TEST(m.from_ber("A", "02 03 00 00 05") == "5");
  BOOST_TEST(m.from_ber("A", "02 81 01 05") == "5");
  BOOST_TEST(m.from_ber("A", "02 84 00 00 00 01 05") == "5");
  BOOST_TEST(m.from_ber("A", "02 00") == "A: at octet 0: a number without octets");
}

BOOST_AUTO_TEST_CASE(an_item_is_its_number) {
  auto m = module_of{"A ::= ENUMERATED {red(1), blue(300)}\n"
                     "B ::= ENUMERATED {red(1), ...}"};
  BOOST_TEST(m.to_ber("A", "\"blue\"") == "0a02012c");
  BOOST_TEST(m.from_ber("A", "0a 01 01") == "\"red\"");
  BOOST_TEST(m.from_ber("A", "0a 01 02") == "A: at octet 0: no item has the number 2");
  BOOST_TEST(m.from_ber("B", "0a 01 02") == "2");
  BOOST_TEST(m.to_ber("B", "2") == "0a0102");
  BOOST_TEST(m.no_ber("A", "2") == "A: no item has the number 2");
}

BOOST_AUTO_TEST_CASE(null_has_no_contents) {
  auto m = module_of{"A ::= NULL"};
  BOOST_TEST(m.to_ber("A", "null") == "0500");
  BOOST_TEST(m.from_ber("A", "05 81 00") == "null");
  BOOST_TEST(m.from_ber("A", "05 01 00") == "A: at octet 0: a NULL has no contents");
}

BOOST_AUTO_TEST_CASE(bits_are_kept_as_they_are) {
  auto m = module_of{"A ::= BIT STRING {first(0), third(2)}"};
  BOOST_TEST(m.to_ber("A", "\"\"") == "030100");
  BOOST_TEST(m.to_ber("A", "\"10100000000\"") == "030305a000");
  BOOST_TEST(m.from_ber("A", "03 03 05 a0 1f") == "\"10100000000\"");
  BOOST_TEST(m.from_ber("A", "03 01 00") == "\"\"");
}

BOOST_AUTO_TEST_CASE(bit_strings_come_in_parts_and_parts_in_parts) {
  auto m = module_of{"A ::= BIT STRING"};
  BOOST_TEST(m.from_ber("A", "23 80 03 02 00 81 23 04 03 02 04 f0 00 00")
             == "\"100000011111\"");
  BOOST_TEST(m.from_ber("A", "23 00") == "\"\"");
  BOOST_TEST(m.from_ber("A", "23 08 03 02 04 f0 03 02 00 81")
             == "A: at octet 2: unused bits in a part that is not the last");
  BOOST_TEST(m.from_ber("A", "23 03 04 01 00")
             == "A: at octet 2: expected a part of a BIT STRING, [UNIVERSAL 3], found "
                "[UNIVERSAL 4]");
}

BOOST_AUTO_TEST_CASE(a_wrong_count_of_unused_bits_is_refused) {
  auto m = module_of{"A ::= BIT STRING"};
  for (auto octets : {"03 00", "03 02 08 00", "03 01 01", "03 02 ff 00"})
    BOOST_TEST(m.from_ber("A", octets).starts_with("A: at octet 0: a BIT STRING with"));
}

BOOST_AUTO_TEST_CASE(octet_strings_come_in_parts) {
  auto m = module_of{"A ::= OCTET STRING"};
  BOOST_TEST(m.to_ber("A", "{\"hex\": \"0aFF\"}") == "04020aff");
  BOOST_TEST(m.from_ber("A", "24 80 04 01 01 24 05 04 01 02 04 00 04 01 03 00 00")
             == "{\"hex\":\"010203\"}");
  BOOST_TEST(m.from_ber("A", "24 03 02 01 05")
             == "A: at octet 2: expected a part of a string, [UNIVERSAL 4], found "
                "[UNIVERSAL 2]");
}

BOOST_AUTO_TEST_CASE(every_string_type_comes_in_parts) {
  struct row {
    const char* type;
    const char* octets;
    const char* text;
  };
  const row rows[] = {
    {"UTF8String", "2c 06 04 01 c3 04 01 a9", "\"é\""},
    {"NumericString", "32 06 04 01 31 04 01 32", "\"12\""},
    {"PrintableString", "33 06 04 01 41 04 01 42", "\"AB\""},
    {"TeletexString", "34 06 04 01 41 04 01 e9", "\"Aé\""},
    {"VideotexString", "35 06 04 01 41 04 01 42", "\"AB\""},
    {"IA5String", "36 06 04 01 41 04 01 42", "\"AB\""},
    {"GraphicString", "39 06 04 01 41 04 01 42", "\"AB\""},
    {"VisibleString", "3a 06 04 01 41 04 01 42", "\"AB\""},
    {"GeneralString", "3b 06 04 01 41 04 01 42", "\"AB\""},
    {"UniversalString", "3c 08 04 02 00 00 04 02 00 41", "\"A\""},
    {"BMPString", "3e 06 04 01 20 04 01 ac", "\"€\""},
    {"ObjectDescriptor", "27 06 04 01 41 04 01 42", "\"AB\""},
    {"UTCTime", "37 11 04 06 37 30 30 31 30 31 04 07 30 30 30 30 30 30 5a",
     "\"700101000000Z\""},
    {"GeneralizedTime", "38 0e 04 06 31 39 37 30 30 31 04 04 30 31 30 30",
     "\"1970010100\""},
  };
  for (auto& x : rows) {
    auto m = module_of{std::string{"A ::= "} + x.type};
    BOOST_TEST(m.from_ber("A", x.octets) == x.text);
  }
}

BOOST_AUTO_TEST_CASE(octets_of_eight_bit_strings_stay_as_they_are) {
  auto m = module_of{"A ::= VisibleString"};
  auto got = m.decoded(rules::ber, "A", hex("1a 02 e9 01")).value();
  BOOST_TEST(std::get<std::string>(got.is) == "\xe9\x01");
  BOOST_TEST(to_hex(m.encoded(rules::ber, "A", got)->octets) == "1a02e901");
}

BOOST_AUTO_TEST_CASE(utf8_strings_are_passed_on_unread) {
  auto m = module_of{"A ::= UTF8String"};
  auto got = m.decoded(rules::ber, "A", hex("0c 02 ff fe")).value();
  BOOST_TEST(std::get<std::string>(got.is) == "\xff\xfe");
}

BOOST_AUTO_TEST_CASE(bmp_strings_are_utf_16) {
  auto m = module_of{"A ::= BMPString"};
  BOOST_TEST(m.to_ber("A", "\"A€😀\"") == "1e08004120acd83dde00");
  BOOST_TEST(m.from_ber("A", "1e 08 00 41 20 ac d8 3d de 00") == "\"A€😀\"");
  for (auto octets : {"1e 02 d8 3d", "1e 02 de 00", "1e 04 d8 3d 00 41", "1e 01 41",
                      "1e 04 de 00 d8 3d"})
    BOOST_TEST(m.from_ber("A", octets)
               == "A: at octet 0: a BMPString with octets that are no text");
}

BOOST_AUTO_TEST_CASE(universal_strings_are_utf_32) {
  auto m = module_of{"A ::= UniversalString"};
  BOOST_TEST(m.to_ber("A", "\"A😀\"") == "1c08000000410001f600");
  BOOST_TEST(m.from_ber("A", "1c 08 00 00 00 41 00 01 f6 00") == "\"A😀\"");
  for (auto octets : {"1c 04 00 00 d8 00", "1c 04 00 11 00 00", "1c 02 00 41"})
    BOOST_TEST(m.from_ber("A", octets)
               == "A: at octet 0: a UniversalString with octets that are no text");
}

BOOST_AUTO_TEST_CASE(object_identifiers_share_their_first_octet) {
  auto m = module_of{"A ::= OBJECT IDENTIFIER"};
  BOOST_TEST(m.to_ber("A", "\"1.0.9506.2.3\"") == "060528ca220203");
  BOOST_TEST(m.to_ber("A", "\"2.999.3\"") == "0603883703");
  for (auto text : {"\"0.0\"", "\"0.39\"", "\"1.0\"", "\"1.39\"", "\"2.0\"", "\"2.47\"",
                    "\"2.18446744073709551615.18446744073709551615\""}) {
    auto octets = m.written(rules::ber, "A", text);
    BOOST_TEST(m.read(rules::ber, "A", octets) == text);
  }
}

BOOST_AUTO_TEST_CASE(broken_object_identifiers_are_refused) {
  auto m = module_of{"A ::= OBJECT IDENTIFIER"};
  BOOST_TEST(m.from_ber("A", "06 00") == "A: at octet 0: no arcs");
  BOOST_TEST(m.from_ber("A", "06 02 28 80")
             == "A: at octet 0: an arc with leading zeros");
  BOOST_TEST(m.from_ber("A", "06 02 28 81") == "A: at octet 0: an arc that is cut off");
  BOOST_TEST(m.from_ber("A", "06 0b 28 82 80 80 80 80 80 80 80 80 00")
             == "A: at octet 0: an arc beyond 64 bits");
}

BOOST_AUTO_TEST_CASE(relative_object_identifiers_have_any_first_arc) {
  auto m = module_of{"A ::= RELATIVE-OID"};
  BOOST_TEST(m.to_ber("A", "\"8571.3.2\"") == "0d04c27b0302");
  BOOST_TEST(m.from_ber("A", "0d 04 c2 7b 03 02") == "\"8571.3.2\"");
  BOOST_TEST(m.from_ber("A", "0d 00") == "A: at octet 0: no arcs");
}

BOOST_AUTO_TEST_CASE(simple_types_are_primitive_and_composed_ones_constructed) {
  auto m = module_of{"A ::= INTEGER  B ::= SEQUENCE {}"};
  BOOST_TEST(m.from_ber("A", "22 03 02 01 05")
             == "A: at octet 0: [UNIVERSAL 2] is to be primitive, and is constructed");
  BOOST_TEST(m.from_ber("B", "10 00")
             == "B: at octet 0: [UNIVERSAL 16] is to be constructed, and is primitive");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1_interpreter::test
