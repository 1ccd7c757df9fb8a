#include "tests/tools/asn1_interpreter/module_of.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::asn1_interpreter::test {

BOOST_AUTO_TEST_SUITE(asn1_interpreter_constraints)

BOOST_AUTO_TEST_CASE(numbers_stay_in_their_range) {
  auto m = module_of{"A ::= INTEGER (0..255 | 1000)  B ::= INTEGER (0..MAX)\n"
                     "C ::= INTEGER (0..3, ...)"};
  BOOST_TEST(m.to_ber("A", "1000") == "020203e8");
  BOOST_TEST(m.no_ber("A", "256") == "A: 256 is not in 0..255 | 1000");
  BOOST_TEST(m.from_ber("A", "02 02 01 00")
             == "A: at octet 0: 256 is not in 0..255 | 1000");
  BOOST_TEST(m.from_xml("A", "<A>-1</A>")
             == "A: at character 3: -1 is not in 0..255 | 1000");
  BOOST_TEST(m.from_ber("B", "02 11 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00")
             == "\"340282366920938463463374607431768211456\"");
  BOOST_TEST(
    m.from_ber("B", "02 11 80 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00")
    == "B: at octet 0: -43556142965880123323311949751266331066368 is not in 0..MAX");
  BOOST_TEST(m.from_ber("C", "02 01 09") == "9");
}

BOOST_AUTO_TEST_CASE(sizes_are_counted_in_characters_octets_bits_and_elements) {
  auto m =
    module_of{"A ::= UTF8String (SIZE (2))  B ::= OCTET STRING (SIZE (4 | 6))\n"
              "C ::= BIT STRING (SIZE (3))  D ::= SEQUENCE (SIZE (1..2)) OF NULL\n"
              "E ::= BMPString (SIZE (1))  F ::= OCTET STRING (SIZE (1, ...))"};
  BOOST_TEST(m.to_ber("A", "\"é€\"") == "0c05c3a9e282ac");
  BOOST_TEST(m.no_ber("A", "\"é\"") == "A: the size 1 is not in 2");
  BOOST_TEST(m.from_ber("B", "04 05 00 00 00 00 00")
             == "B: at octet 0: the size 5 is not in 4 | 6");
  BOOST_TEST(m.from_ber("C", "03 02 04 f0") == "C: at octet 0: the size 4 is not in 3");
  BOOST_TEST(m.from_ber("D", "30 00") == "D: at octet 0: the size 0 is not in 1..2");
  BOOST_TEST(m.from_ber("E", "1e 02 20 ac") == "\"€\"");
  BOOST_TEST(m.from_ber("F", "04 02 00 00") == "{\"hex\":\"0000\"}");
}

BOOST_AUTO_TEST_CASE(characters_stay_in_their_alphabet) {
  auto m = module_of{"A ::= IA5String (FROM (\"a\"..\"c\" | \"x\"))\n"
                     "B ::= UTF8String (FROM (\"é\"))"};
  BOOST_TEST(m.to_ber("A", "\"abx\"") == "1603616278");
  BOOST_TEST(m.no_ber("A", "\"ad\"")
             == "A: the character with the code 100 is not allowed");
  BOOST_TEST(m.from_ber("A", "16 01 e9")
             == "A: at octet 0: the character with the code 233 is not allowed");
  BOOST_TEST(m.to_ber("B", "\"éé\"") == "0c04c3a9c3a9");
  BOOST_TEST(m.from_ber("B", "0c 01 e9") == "B: at octet 0: the text is no UTF-8");
}

BOOST_AUTO_TEST_CASE(times_have_their_form) {
  auto m = module_of{"A ::= UTCTime  B ::= GeneralizedTime"};
  for (auto x : {"\"7001010000Z\"", "\"700101000000Z\"", "\"7001010000+0130\"",
                 "\"700101000000-0130\""})
    BOOST_TEST(m.read(rules::ber, "A", m.written(rules::ber, "A", x)) == x);
  for (auto x : {"\"7001010000\"", "\"70010100Z\"", "\"7001010000+01\"", "\"\"",
                 "\"70010100000Z\"", "\"7001010000z\""})
    BOOST_TEST(m.no_ber("A", x)
               == "A: expected a time as YYMMDDhhmm[ss] with Z or +hhmm");
  for (auto x : {"\"1970010100\"", "\"197001010000\"", "\"19700101000000.5Z\"",
                 "\"1970010100,25+0100\"", "\"19700101000000\""})
    BOOST_TEST(m.read(rules::ber, "B", m.written(rules::ber, "B", x)) == x);
  for (auto x :
       {"\"19700101\"", "\"1970010100.Z\"", "\"1970010100Z \"", "\"197001010Z\""})
    BOOST_TEST(m.no_ber("B", x) == "B: expected a time as YYYYMMDDhh[mm[ss]][.f][Z]");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1_interpreter::test
