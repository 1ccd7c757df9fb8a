#include "messages/modbus/server.hpp"

#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::modbus;
using test::hex;

namespace {

register_image image() {
  auto out = register_image{};
  for (auto x : {table::coil, table::discrete_input, table::holding_register,
                 table::input_register})
    BOOST_TEST(out.map(x, 100, 20).has_value());
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(modbus_server)

BOOST_AUTO_TEST_CASE(mapped_addresses_are_zero_at_first) {
  auto uut = image();
  BOOST_TEST(uut.serve(hex("03 00 64 00 02")) == hex("03 04 00 00 00 00"));
  BOOST_TEST(uut.serve(hex("01 00 64 00 09")) == hex("01 02 00 00"));
}

BOOST_AUTO_TEST_CASE(reads_what_was_set) {
  auto uut = image();
  uut.set_register(table::input_register, 101, 0x1234);
  uut.set_bit(table::discrete_input, 103, true);
  BOOST_TEST(uut.serve(hex("04 00 64 00 02")) == hex("04 04 00 00 12 34"));
  BOOST_TEST(uut.serve(hex("02 00 64 00 04")) == hex("02 01 08"));
}

BOOST_AUTO_TEST_CASE(writes_are_seen_by_reads) {
  auto uut = image();
  BOOST_TEST(uut.serve(hex("05 00 65 FF 00")) == hex("05 00 65 FF 00"));
  BOOST_TEST(uut.serve(hex("0F 00 66 00 03 01 05")) == hex("0F 00 66 00 03"));
  BOOST_TEST(uut.serve(hex("01 00 64 00 08")) == hex("01 01 16"));
  BOOST_TEST(uut.serve(hex("06 00 65 AB CD")) == hex("06 00 65 AB CD"));
  BOOST_TEST(uut.serve(hex("10 00 66 00 02 04 00 01 00 02")) == hex("10 00 66 00 02"));
  BOOST_TEST(uut.serve(hex("03 00 64 00 04")) == hex("03 08 00 00 AB CD 00 01 00 02"));
}

BOOST_AUTO_TEST_CASE(a_mask_changes_its_bits_only) {
  auto uut = image();
  uut.set_register(table::holding_register, 104, 0x12); // the standard's example, 6.16
  BOOST_TEST(uut.serve(hex("16 00 68 00 F2 00 25")) == hex("16 00 68 00 F2 00 25"));
  BOOST_TEST(uut.register_at(table::holding_register, 104).value() == 0x17);
}

BOOST_AUTO_TEST_CASE(an_exchange_writes_first) {
  auto uut = image();
  BOOST_TEST(uut.serve(hex("17 00 64 00 02 00 65 00 01 02 00 FF"))
             == hex("17 04 00 00 00 FF"));
}

BOOST_AUTO_TEST_CASE(an_exchange_with_a_bad_read_writes_nothing) {
  auto uut = image();
  BOOST_TEST(uut.serve(hex("17 00 00 00 02 00 65 00 01 02 00 FF")) == hex("97 02"));
  BOOST_TEST(uut.register_at(table::holding_register, 101).value() == 0);
}

BOOST_AUTO_TEST_CASE(an_address_outside_of_the_map_is_refused) {
  auto uut = image();
  for (auto x :
       {"01 00 63 00 01", "01 00 77 00 02", "03 00 78 00 01", "04 FF FF 00 02",
        "02 00 00 07 D0", "05 00 00 FF 00", "06 00 00 00 01", "0F 00 77 00 02 01 03",
        "10 00 63 00 01 02 00 01", "16 00 00 00 00 00 00", "18 00 64"}) {
    auto answer = uut.serve(hex(x));
    BOOST_TEST(answer == (bytes{static_cast<std::uint8_t>(hex(x)[0] | 0x80), 2}));
  }
}

BOOST_AUTO_TEST_CASE(a_hole_in_the_map_is_refused) {
  auto uut = image();
  BOOST_TEST(uut.map(table::holding_register, 122, 2).has_value());
  BOOST_TEST(uut.serve(hex("03 00 64 00 17")) == hex("83 02"));
  BOOST_TEST(uut.serve(hex("03 00 7A 00 02")) == hex("03 04 00 00 00 00"));
}

BOOST_AUTO_TEST_CASE(quantity_is_checked_before_the_address) {
  auto uut = image();
  BOOST_TEST(uut.serve(hex("03 00 00 00 00")) == hex("83 03"));
  BOOST_TEST(uut.serve(hex("03 00 00 00 7E")) == hex("83 03"));
  BOOST_TEST((uut.serve(read_data{table::coil, 100, 2001})
              == response{exception{1, exception_code::illegal_data_value}}));
}

BOOST_AUTO_TEST_CASE(an_unknown_function_is_refused) {
  auto uut = image();
  BOOST_TEST(uut.serve(hex("07")) == hex("87 01"));
  BOOST_TEST(uut.serve(hex("2B 0E 01 00")) == hex("AB 01"));
}

BOOST_AUTO_TEST_CASE(a_queue_is_read_whole_up_to_31) {
  auto uut = image();
  uut.set_queue(0x4de, {0x1b8, 0x1284});
  BOOST_TEST(uut.serve(hex("18 04 DE")) == hex("18 00 06 00 02 01 B8 12 84"));
  uut.set_queue(0x4de, registers(31, 1));
  BOOST_TEST(uut.serve(hex("18 04 DE")).size() == 5 + 62);
  uut.set_queue(0x4de, registers(32, 1));
  BOOST_TEST(uut.serve(hex("18 04 DE")) == hex("98 03"));
}

BOOST_AUTO_TEST_CASE(a_map_does_not_pass_65535) {
  auto uut = register_image{};
  BOOST_TEST(uut.map(table::coil, 65535, 1).has_value());
  BOOST_TEST(!uut.map(table::coil, 65535, 2));
  BOOST_TEST(uut.map(table::input_register, 0, 65535).has_value());
}

BOOST_AUTO_TEST_CASE(mapping_again_keeps_the_content) {
  auto uut = image();
  uut.set_register(table::holding_register, 100, 5);
  BOOST_TEST(uut.map(table::holding_register, 90, 20).has_value());
  BOOST_TEST(uut.register_at(table::holding_register, 100).value() == 5);
}

BOOST_AUTO_TEST_CASE(what_is_not_mapped_is_not_set) {
  auto uut = image();
  uut.set_register(table::holding_register, 5, 1);
  uut.set_bit(table::coil, 5, true);
  BOOST_TEST(!uut.register_at(table::holding_register, 5));
  BOOST_TEST(!uut.bit(table::coil, 5));
  BOOST_TEST(!uut.bit(table::holding_register, 100));
}

BOOST_AUTO_TEST_CASE(basic_identification_tells_the_first_three_objects) {
  auto uut = register_image{};
  uut.set_identification({{0, "A"}, {1, "B"}, {2, "C"}, {3, "url"}, {0x80, "own"}});
  BOOST_TEST(uut.serve(hex("2B 0E 01 00"))
             == hex("2B 0E 01 83 00 00 03 00 01 41 01 01 42 02 01 43"));
}

BOOST_AUTO_TEST_CASE(one_object_is_told_alone) {
  auto uut = register_image{};
  uut.set_identification({{0, "A"}, {1, "B"}, {2, "C"}});
  BOOST_TEST(uut.serve(hex("2B 0E 04 01")) == hex("2B 0E 04 81 00 00 01 01 01 42"));
  BOOST_TEST(uut.serve(hex("2B 0E 04 07")) == hex("AB 02"));
}

BOOST_AUTO_TEST_CASE(a_long_identification_comes_in_parts) {
  auto uut = register_image{};
  auto all = std::map<std::uint8_t, std::string>{};
  for (std::uint8_t i = 0; i < 7; ++i)
    all[i] = std::string(100, static_cast<char>('a' + i));
  uut.set_identification(all);
  auto got = std::map<std::uint8_t, std::string>{};
  auto ask = read_identification{2, 0};
  for (auto more = true; more;) {
    auto pdu = uut.serve(encode(ask).value());
    BOOST_TEST(pdu.size() <= max_pdu);
    auto part = std::get<identification>(decode_response(pdu, ask).value());
    got.insert(part.objects.begin(), part.objects.end());
    more = part.more_follows;
    ask.object = part.next_object;
  }
  BOOST_TEST((got == all));
}

BOOST_AUTO_TEST_CASE(an_unknown_object_begins_the_stream_anew) {
  auto uut = register_image{};
  uut.set_identification({{0, "A"}, {1, "B"}, {2, "C"}});
  BOOST_TEST(uut.serve(hex("2B 0E 01 09")) == uut.serve(hex("2B 0E 01 00")));
}

BOOST_AUTO_TEST_CASE(an_object_too_long_for_an_answer_is_cut) {
  auto uut = register_image{};
  uut.set_identification({{0, std::string(300, 'x')}});
  BOOST_TEST(uut.serve(hex("2B 0E 04 00")).size() == max_pdu);
  BOOST_TEST(uut.serve(hex("2B 0E 01 00")).size() == max_pdu);
}

BOOST_AUTO_TEST_SUITE_END()
