#include "tools/asn1_interpreter/integer.hpp"

#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

namespace bus::asn1_interpreter {

namespace {

using bus::test::hex;

std::string octets_of(std::int64_t x) {
  return to_hex(integer{x}.octets());
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1_interpreter_integer)

BOOST_AUTO_TEST_CASE(takes_as_few_octets_as_hold_it) {
  BOOST_TEST(octets_of(0) == "00");
  BOOST_TEST(octets_of(127) == "7f");
  BOOST_TEST(octets_of(128) == "0080");
  BOOST_TEST(octets_of(-1) == "ff");
  BOOST_TEST(octets_of(-128) == "80");
  BOOST_TEST(octets_of(-129) == "ff7f");
  BOOST_TEST(octets_of(std::numeric_limits<std::int64_t>::min()) == "8000000000000000");
}

BOOST_AUTO_TEST_CASE(redundant_octets_are_left_out) {
  BOOST_TEST(to_hex(integer::of_octets(hex("00 00 00 80")).octets()) == "0080");
  BOOST_TEST(to_hex(integer::of_octets(hex("ff ff ff")).octets()) == "ff");
  BOOST_TEST(to_hex(integer::of_octets(hex("00")).octets()) == "00");
}

BOOST_AUTO_TEST_CASE(text_of_any_size_reads_both_ways) {
  for (auto text :
       {"0", "7", "-1", "1000000000", "-1000000000", "9223372036854775807",
        "-9223372036854775808", "170141183460469231731687303715884105728",
        "-170141183460469231731687303715884105729",
        "1000000000000000000000000000000000000000000000000000000000000000000000",
        "-11579208923731619542357098500868790785326998466564056403945758400791312963993"
        "6"})
    BOOST_TEST(integer::parse(text).value().to_text().value() == text);
}

BOOST_AUTO_TEST_CASE(the_octets_of_large_numbers_are_twos_complement) {
  auto large = integer::parse("340282366920938463463374607431768211456").value();
  BOOST_TEST(to_hex(large.octets()) == "0100000000000000000000000000000000");
  auto below = integer::parse("-340282366920938463463374607431768211456").value();
  BOOST_TEST(to_hex(below.octets()) == "ff00000000000000000000000000000000");
}

BOOST_AUTO_TEST_CASE(text_that_is_no_number_is_refused) {
  for (auto text : {"", "-", "+1", "01", "-0", "1.0", "1e3", " 1", "0x1", "--1"})
    BOOST_TEST(!integer::parse(text));
}

BOOST_AUTO_TEST_CASE(numbers_beyond_64_bits_have_no_int64) {
  BOOST_TEST(integer{-5}.to_int64().value() == -5);
  BOOST_TEST(!integer::parse("9223372036854775808").value().to_int64());
}

BOOST_AUTO_TEST_CASE(what_is_beyond_the_bound_has_no_text) {
  BOOST_TEST(!integer::of_octets(bytes(integer::longest_text + 1, 0x11)).to_text());
  BOOST_TEST(!integer::parse(std::string(integer::longest_text * 2 + 1, '1')));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1_interpreter
