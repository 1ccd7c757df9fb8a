#include "messages/bytes.hpp"

#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace bus;
using test::hex;

BOOST_AUTO_TEST_SUITE(messages_bytes)

BOOST_AUTO_TEST_CASE(numbers_take_the_fewest_octets) {
  BOOST_TEST(uint_to_bebytes(0) == hex("00"));
  BOOST_TEST(uint_to_bebytes(255) == hex("FF"));
  BOOST_TEST(uint_to_bebytes(256) == hex("01 00"));
  BOOST_TEST(uint_to_bebytes(0x123456) == hex("12 34 56"));
  BOOST_TEST(uint_to_bebytes(~0ull) == hex("FF FF FF FF FF FF FF FF"));
}

BOOST_AUTO_TEST_CASE(octets_read_as_numbers) {
  BOOST_TEST(bebytes_to_uint({}) == 0);
  BOOST_TEST(bebytes_to_uint(hex("00")) == 0);
  BOOST_TEST(bebytes_to_uint(hex("00 00 01 00")) == 256);
  BOOST_TEST(bebytes_to_uint(hex("00 00 FF FF FF FF FF FF FF FF")) == ~0ull);
}

BOOST_AUTO_TEST_CASE(any_number_survives_both_ways) {
  auto random = std::mt19937_64{1};
  for (auto i = 0; i < 10000; ++i) {
    auto x = random() >> random() % 64;
    auto octets = uint_to_bebytes(x);
    BOOST_TEST(bebytes_to_uint(octets) == x);
    BOOST_TEST((octets.size() == 1 || octets[0] != 0));
  }
}

BOOST_AUTO_TEST_CASE(octets_fit_when_eight_count) {
  BOOST_TEST(bebytes_fit({}));
  BOOST_TEST(bebytes_fit(hex("00 00 00 FF FF FF FF FF FF FF FF")));
  BOOST_TEST(!bebytes_fit(hex("01 00 00 00 00 00 00 00 00")));
}

BOOST_AUTO_TEST_CASE(a_reader_stays_failed_past_the_end) {
  auto in = hex("01 02 03");
  auto from = reader{in};
  BOOST_TEST(from.u16() == 0x102);
  BOOST_TEST(from.u16() == 0);
  BOOST_TEST(!from);
  BOOST_TEST(from.u8() == 0);
  BOOST_TEST(from.view(1).empty());
  BOOST_TEST(from.left() == 1);
}

BOOST_AUTO_TEST_CASE(a_reader_hands_out_the_rest) {
  auto in = hex("01 02 03");
  auto from = reader{in};
  from.u8();
  auto rest = from.rest();
  BOOST_TEST(bytes(rest.begin(), rest.end()) == hex("02 03"));
  BOOST_TEST(from.rest().empty());
  BOOST_TEST(bool{from});
}

BOOST_AUTO_TEST_CASE(an_empty_reader_fails_without_reading) {
  auto from = reader{byte_view{}};
  BOOST_TEST(bool{from});
  BOOST_TEST(from.u8() == 0);
  BOOST_TEST(!from);
}

BOOST_AUTO_TEST_CASE(a_huge_size_does_not_wrap) {
  auto in = hex("01 02");
  auto from = reader{in};
  BOOST_TEST(from.view(~std::size_t{0}).empty());
  BOOST_TEST(!from);
}

BOOST_AUTO_TEST_CASE(a_writer_appends_big_endian) {
  auto out = hex("AA");
  writer{out}.u8(1).u16(0x203).put(hex("04 05"));
  BOOST_TEST(out == hex("AA 01 02 03 04 05"));
}

BOOST_AUTO_TEST_CASE(hexadecimal_is_lower_case) {
  BOOST_TEST(to_hex(hex("0A 0B FF 00")) == "0a0bff00");
  BOOST_TEST(to_hex({}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
