#include "tests/tools/asn1_interpreter/module_of.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::asn1_interpreter::test {

namespace {

errc kind_of(const module_of& m, const char* type, const char* octets) {
  return m.decoded(rules::ber, type, hex(octets)).error().code;
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1_interpreter_ber_lengths)

BOOST_AUTO_TEST_CASE(tag_numbers_of_any_size_are_written_and_read) {
  auto m = module_of{"A ::= [30] NULL  B ::= [31] NULL  C ::= [APPLICATION 128] NULL\n"
                     "D ::= [PRIVATE 536870911] NULL"};
  BOOST_TEST(m.to_ber("A", "null") == "9e00");
  BOOST_TEST(m.to_ber("B", "null") == "9f1f00");
  BOOST_TEST(m.to_ber("C", "null") == "5f810000");
  BOOST_TEST(m.to_ber("D", "null") == "df81ffffff7f00");
  BOOST_TEST(m.from_ber("D", "df 81 ff ff ff 7f 00") == "null");
}

BOOST_AUTO_TEST_CASE(broken_tag_numbers_are_refused) {
  auto m = module_of{"A ::= [31] NULL"};
  BOOST_TEST(m.from_ber("A", "9f 80 1f 00")
             == "A: at octet 0: a tag number with leading zeros");
  BOOST_TEST(m.from_ber("A", "9f 1e 00")
             == "A: at octet 0: a tag number in the long form that fits the short one");
  BOOST_TEST(m.from_ber("A", "9f 90 80 80 80 00 00")
             == "A: at octet 0: a tag number beyond 32 bits");
}

BOOST_AUTO_TEST_CASE(long_lengths_are_written_in_as_few_octets_as_can_be) {
  auto m = module_of{"A ::= OCTET STRING"};
  auto of_size = [&](std::size_t size) {
    return to_hex(m.encoded(rules::ber, "A", {bytes(size)})->octets).substr(0, 8);
  };
  BOOST_TEST(of_size(127) == "047f0000");
  BOOST_TEST(of_size(128) == "04818000");
  BOOST_TEST(of_size(256) == "04820100");
}

BOOST_AUTO_TEST_CASE(indefinite_lengths_end_with_two_zeros) {
  auto m = module_of{"A ::= SEQUENCE OF SEQUENCE OF INTEGER"};
  BOOST_TEST(m.from_ber("A", "30 80 30 80 02 01 05 00 00 30 03 02 01 06 00 00")
             == "[[5],[6]]");
  BOOST_TEST(m.from_ber("A", "30 80 00 00") == "[]");
}

BOOST_AUTO_TEST_CASE(end_of_contents_octets_elsewhere_are_refused) {
  auto m = module_of{"A ::= SEQUENCE OF NULL  B ::= SEQUENCE {...}  C ::= NULL"};
  auto wrong = "at octet 2: end-of-contents octets out of place";
  BOOST_TEST(m.from_ber("A", "30 02 00 00") == std::string{"A: "} + wrong);
  BOOST_TEST(m.from_ber("B", "30 02 00 00") == std::string{"B: "} + wrong);
  BOOST_TEST(m.from_ber("A", "30 80 00 01 00 00 00")
             == "A: at octet 2: end-of-contents octets that are not 00 00");
  BOOST_TEST(m.from_ber("C", "05 80 00 00")
             == "C: at octet 0: a primitive element without a length");
}

BOOST_AUTO_TEST_CASE(what_is_cut_off_is_told_as_truncated) {
  auto m = module_of{"A ::= SEQUENCE OF INTEGER  B ::= [31] NULL"};
  for (auto octets : {"30", "30 03 02 01", "30 82 01", "30 80 02 01 05", "30 80 02",
                      "30 80 30 80 00 00", "30 84"})
    BOOST_TEST((kind_of(m, "A", octets) == errc::truncated), octets);
  BOOST_TEST((kind_of(m, "B", "9f") == errc::truncated));
  BOOST_TEST((kind_of(m, "A", "30 03 02 05 01") == errc::malformed));
  BOOST_TEST(m.from_ber("A", "30 03 02 01")
             == "A: at octet 0: [UNIVERSAL 16] is to have 3 octets of contents, and 2 "
                "are there");
  BOOST_TEST(m.from_ber("A", "")
             == "A: at octet 0: there is nothing where an element "
                "is to be");
}

BOOST_AUTO_TEST_CASE(lengths_without_a_meaning_are_refused) {
  auto m = module_of{"A ::= NULL"};
  BOOST_TEST(m.from_ber("A", "05 ff")
             == "A: at octet 0: the length octet ff, which has no meaning");
  BOOST_TEST(m.from_ber("A", "05 89 01 00 00 00 00 00 00 00 00")
             == "A: at octet 0: a length beyond 64 bits");
}

BOOST_AUTO_TEST_CASE(octets_behind_the_value_are_refused) {
  auto m = module_of{"A ::= NULL  B ::= [1] EXPLICIT NULL"};
  BOOST_TEST(m.from_ber("A", "05 00 05 00") == "A: at octet 2: 2 octets are left over");
  BOOST_TEST(m.from_ber("B", "a1 04 05 00 05 00")
             == "B: at octet 4: 2 octets are left over");
}

BOOST_AUTO_TEST_CASE(indefinite_lengths_are_not_followed_without_end) {
  auto m = module_of{"A ::= SEQUENCE {...}"};
  auto octets = bytes{};
  for (auto i = 0; i < 100'000; ++i)
    writer{octets}.u8(0x30).u8(0x80);
  BOOST_TEST(m.read(rules::ber, "A", octets)
             == "A: at octet 128: nested more than 64 deep");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1_interpreter::test
