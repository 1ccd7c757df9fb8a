#include "tools/simulator/imaged_point.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace bus;
using namespace bus::simulator;
using modbus::format;
using modbus::order;
using modbus::registers;
using modbus::table;

namespace {

modbus::point make_point(modbus::format x, std::uint16_t quantity = 1) {
  auto out = modbus::point{};
  out.name = "x";
  out.address = 10;
  out.format = x;
  out.quantity = quantity;
  return out;
}

/// What clients read after the level was put.
value read_back(const modbus::point& x, double level) {
  auto image = modbus::register_image{};
  auto uut = imaged_point{x};
  BOOST_TEST(image.map(x.from, x.address, uut.width()).has_value());
  uut.put(level, image);
  auto content = registers{};
  for (auto i = 0; i < uut.width(); ++i)
    content.push_back(
      image.register_at(x.from, static_cast<std::uint16_t>(x.address + i)).value());
  return modbus::decode(x, content).value();
}

double number_back(const modbus::point& x, double level) {
  return to_number(read_back(x, level)).value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(simulator_imaged_point)

BOOST_AUTO_TEST_CASE(numbers_come_back_in_each_format) {
  for (auto x :
       {format::int16, format::uint16, format::int32, format::uint32, format::int64,
        format::uint64, format::float32, format::float64, format::bcd, format::raw})
    BOOST_TEST(number_back(make_point(x), 1234) == 1234);
  for (auto x :
       {format::int16, format::int32, format::int64, format::float32, format::float64})
    BOOST_TEST(number_back(make_point(x), -77) == -77);
}

BOOST_AUTO_TEST_CASE(integers_are_rounded_and_floats_are_not) {
  BOOST_TEST(number_back(make_point(format::int16), -1.6) == -2);
  BOOST_TEST(number_back(make_point(format::uint32), 70000.4) == 70000);
  BOOST_TEST(number_back(make_point(format::float32), 0.25) == 0.25);
  BOOST_TEST(number_back(make_point(format::float64), 0.1) == 0.1);
}

BOOST_AUTO_TEST_CASE(a_float32_stands_in_the_words_order) {
  auto uut = make_point(format::float32); // 1.5 is 3FC00000
  BOOST_TEST(imaged_point{uut}.words(1.5) == (registers{0x3fc0, 0}));
  uut.word_order = order::little;
  BOOST_TEST(imaged_point{uut}.words(1.5) == (registers{0, 0x3fc0}));
  uut.byte_order = order::little;
  BOOST_TEST(imaged_point{uut}.words(1.5) == (registers{0, 0xc03f}));
  uut.word_order = order::big;
  BOOST_TEST(imaged_point{uut}.words(1.5) == (registers{0xc03f, 0}));
}

BOOST_AUTO_TEST_CASE(orders_come_back_in_each_wide_format) {
  for (auto x : {format::int32, format::uint64, format::float32, format::float64})
    for (auto words : {order::big, order::little})
      for (auto octets : {order::big, order::little}) {
        auto uut = make_point(x);
        uut.word_order = words;
        uut.byte_order = octets;
        BOOST_TEST(number_back(uut, 123456) == 123456);
      }
}

BOOST_AUTO_TEST_CASE(scale_and_offset_are_undone) {
  auto uut = make_point(format::int16);
  uut.scale = 0.1;
  uut.offset = -40;
  BOOST_TEST(imaged_point{uut}.words(21.5) == registers{615});
  BOOST_TEST(number_back(uut, 21.5) == 21.5, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_becomes_the_nearest_that_does) {
  BOOST_TEST(number_back(make_point(format::int16), 1e6) == 32767);
  BOOST_TEST(number_back(make_point(format::int16), -1e6) == -32768);
  BOOST_TEST(number_back(make_point(format::uint16), -1) == 0);
  BOOST_TEST(number_back(make_point(format::raw), 1e6) == 65535);
  BOOST_TEST(number_back(make_point(format::uint32), 1e12) == 4294967295);
  BOOST_TEST(number_back(make_point(format::int64), 1e30) >= 9e18);
  BOOST_TEST(number_back(make_point(format::uint64), 1e30) >= 1.8e19);
  BOOST_TEST(number_back(make_point(format::int64), -1e30) == -0x1p63);
  BOOST_TEST(number_back(make_point(format::bcd, 1), 12345) == 9999);
  BOOST_TEST(number_back(make_point(format::bcd, 4), 1e30) == 9999999999999998.);
  BOOST_TEST(number_back(make_point(format::float32), 1e300)
             == std::numeric_limits<float>::max());
}

BOOST_AUTO_TEST_CASE(a_string_is_the_number_as_text) {
  BOOST_TEST(std::get<std::string>(read_back(make_point(format::string, 4), 12.5))
             == "12.5");
  BOOST_TEST(std::get<std::string>(read_back(make_point(format::string, 1), 12.5))
             == "12");
}

BOOST_AUTO_TEST_CASE(all_registers_of_a_raw_point_hold_the_number) {
  BOOST_TEST(imaged_point{make_point(format::raw, 3)}.words(7) == (registers{7, 7, 7}));
}

BOOST_AUTO_TEST_CASE(a_boolean_register_is_on_from_one_half) {
  BOOST_TEST(std::get<bool>(read_back(make_point(format::boolean), 0.5)));
  BOOST_TEST(!std::get<bool>(read_back(make_point(format::boolean), 0.4)));
}

BOOST_AUTO_TEST_CASE(a_bit_leaves_the_others_of_its_register_alone) {
  for (auto octets : {order::big, order::little}) {
    auto x = make_point(format::bit);
    x.byte_order = octets;
    x.bit = 9;
    auto mask = static_cast<std::uint16_t>(octets == order::big ? 0x0200 : 0x0002);
    auto image = modbus::register_image{};
    BOOST_TEST(image.map(x.from, x.address, 1).has_value());
    image.set_register(x.from, x.address, 0x8001);
    imaged_point{x}.put(1, image);
    BOOST_TEST(image.register_at(x.from, x.address).value() == (0x8001 | mask));
    imaged_point{x}.put(0, image);
    BOOST_TEST(image.register_at(x.from, x.address).value() == 0x8001);
  }
}

BOOST_AUTO_TEST_CASE(input_registers_and_bits_are_written_too) {
  auto image = modbus::register_image{};
  auto input = make_point(format::uint16);
  input.from = table::input_register;
  auto discrete = make_point(format::raw, 3);
  discrete.from = table::discrete_input;
  BOOST_TEST(image.map(input.from, 10, 1).has_value());
  BOOST_TEST(image.map(discrete.from, 10, 4).has_value());
  imaged_point{input}.put(5, image);
  imaged_point{discrete}.put(1, image);
  BOOST_TEST(image.register_at(table::input_register, 10).value() == 5);
  for (std::uint16_t i = 10; i < 13; ++i)
    BOOST_TEST(image.bit(table::discrete_input, i).value());
  BOOST_TEST(!image.bit(table::discrete_input, 13).value());
}

BOOST_AUTO_TEST_CASE(a_point_is_touched_by_what_overlaps_it) {
  auto uut = imaged_point{make_point(format::float32)}; // 10 and 11
  BOOST_TEST(!uut.touches(8, 2));
  BOOST_TEST(uut.touches(8, 3));
  BOOST_TEST(uut.touches(11, 1));
  BOOST_TEST(!uut.touches(12, 5));
  BOOST_TEST(uut.touches(0, 0x10000));
}

BOOST_AUTO_TEST_SUITE_END()
