#include "messages/modbus/point.hpp"

#include <boost/test/unit_test.hpp>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

using namespace bus;
using namespace bus::modbus;

namespace {

constexpr auto not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr auto infinity = std::numeric_limits<double>::infinity();

point of(format how, std::uint16_t quantity = 1) {
  auto out = point{};
  out.name = "p";
  out.format = how;
  out.quantity = quantity;
  out.address = 100;
  out.writable = true;
  return out;
}

point coil(std::uint16_t quantity = 1) {
  auto out = of(quantity > 1 ? format::raw : format::boolean, quantity);
  out.from = table::coil;
  return out;
}

value list(std::vector<value> x) {
  return std::make_shared<const array>(std::move(x));
}

value read(const point& x, const registers& from) {
  return decode(x, from).value();
}

/// The registers that a write sends.
registers sent(const point& x, const value& v) {
  auto ask = encode_write(x, v).value();
  if (auto* one = std::get_if<write_register>(&ask))
    return {one->content};
  return std::get<write_registers>(ask).content;
}

errc refusal(const point& x, const value& v) {
  return encode_write(x, v).error().code;
}

/// Calls `check` with the point in each of its four orders.
template <class Check>
void in_all_orders(point x, Check check) {
  for (auto words : {order::big, order::little})
    for (auto octets : {order::big, order::little}) {
      x.word_order = words;
      x.byte_order = octets;
      check(x);
    }
}

/// Any registers survive being read and written again.
void survives_registers(format how, std::uint16_t size) {
  auto random = std::mt19937{static_cast<unsigned>(how)};
  in_all_orders(of(how), [&](const point& x) {
    for (auto i = 0; i < 2000; ++i) {
      auto from = registers(size);
      for (auto& one : from)
        one = static_cast<std::uint16_t>(random());
      auto v = read(x, from);
      BOOST_REQUIRE(same(read(x, sent(x, v)), v));
      if (how != format::float32 && how != format::float64)
        BOOST_REQUIRE(sent(x, v) == from);
    }
  });
}

} // namespace

BOOST_AUTO_TEST_SUITE(modbus_point)

BOOST_AUTO_TEST_CASE(formats_read_from_their_names) {
  for (auto i = 0; i <= static_cast<int>(format::raw); ++i)
    BOOST_TEST((to_format(name(format(i))).value() == format(i)));
  BOOST_TEST(name(format::float32) == "float32");
  for (auto word : {"", "float", "FLOAT32", "int8"})
    BOOST_TEST((to_format(word).error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(words_and_octets_come_in_four_orders) {
  auto x = of(format::uint32);
  BOOST_TEST((read(x, {0x1122, 0x3344}) == value{std::uint64_t{0x11223344}}));
  x.word_order = order::little;
  BOOST_TEST((read(x, {0x1122, 0x3344}) == value{std::uint64_t{0x33441122}}));
  x.byte_order = order::little;
  BOOST_TEST((read(x, {0x1122, 0x3344}) == value{std::uint64_t{0x44332211}}));
  x.word_order = order::big;
  BOOST_TEST((read(x, {0x1122, 0x3344}) == value{std::uint64_t{0x22114433}}));
}

BOOST_AUTO_TEST_CASE(four_words_turn_around_as_a_whole) {
  auto x = of(format::uint64);
  x.word_order = order::little;
  BOOST_TEST((read(x, {1, 2, 3, 4}) == value{std::uint64_t{0x0004'0003'0002'0001}}));
  BOOST_TEST(sent(x, std::uint64_t{0x0004'0003'0002'0001}) == (registers{1, 2, 3, 4}));
}

BOOST_AUTO_TEST_CASE(numbers_are_read_as_their_own_kind) {
  BOOST_TEST((read(of(format::int16), {0xffff}) == value{std::int64_t{-1}}));
  BOOST_TEST((read(of(format::uint16), {0xffff}) == value{std::uint64_t{65535}}));
  BOOST_TEST((read(of(format::int32), {0xffff, 0xfffe}) == value{std::int64_t{-2}}));
  BOOST_TEST((read(of(format::int64), {0xffff, 0xffff, 0xffff, 0xfffd})
              == value{std::int64_t{-3}}));
  BOOST_TEST((read(of(format::float32), {0x42f6, 0xe979}) == value{123.456f}));
  BOOST_TEST((read(of(format::float64), {0x3ff8, 0, 0, 0}) == value{1.5}));
  BOOST_TEST((read(of(format::boolean), {7}) == value{true}));
}

BOOST_AUTO_TEST_CASE(any_registers_survive_both_ways) {
  survives_registers(format::int16, 1);
  survives_registers(format::uint16, 1);
  survives_registers(format::int32, 2);
  survives_registers(format::uint32, 2);
  survives_registers(format::int64, 4);
  survives_registers(format::uint64, 4);
  survives_registers(format::float32, 2);
  survives_registers(format::float64, 4);
  survives_registers(format::raw, 1);
}

BOOST_AUTO_TEST_CASE(any_scaled_value_survives_both_ways) {
  auto random = std::mt19937{7};
  auto x = of(format::int32);
  x.scale = -0.01;
  x.offset = 40;
  in_all_orders(x, [&](const point& y) {
    for (auto i = 0; i < 2000; ++i) {
      auto from = registers{static_cast<std::uint16_t>(random()),
                            static_cast<std::uint16_t>(random())};
      BOOST_REQUIRE(sent(y, read(y, from)) == from);
    }
  });
}

BOOST_AUTO_TEST_CASE(tenths_read_as_the_nearest_number) {
  auto x = of(format::int16);
  x.scale = 0.1;
  auto raw = registers{204};
  BOOST_TEST(std::get<double>(*decode(x, raw)) == 20.4);
}

BOOST_AUTO_TEST_CASE(scaled_values_are_doubles) {
  auto x = of(format::int16);
  x.scale = 0.5;
  x.offset = -10;
  BOOST_TEST((read(x, {30}) == value{5.0}));
  BOOST_TEST(sent(x, 5.0) == (registers{30}));
  BOOST_TEST(sent(x, 5.2) == (registers{30}));
  BOOST_TEST(sent(x, 5.3) == (registers{31}));
  auto y = of(format::float32);
  y.scale = 2;
  BOOST_TEST((read(y, {0x3f80, 0}) == value{2.0}));
}

BOOST_AUTO_TEST_CASE(numbers_are_rounded_to_the_nearest) {
  BOOST_TEST(sent(of(format::int16), 1.4) == (registers{1}));
  BOOST_TEST(sent(of(format::int16), -1.6f) == (registers{0xfffe}));
  BOOST_TEST(sent(of(format::uint16), 65535.4) == (registers{65535}));
}

BOOST_AUTO_TEST_CASE(numbers_out_of_range_are_refused) {
  auto invalid = [](format how, const value& v) {
    BOOST_TEST((refusal(of(how), v) == errc::invalid_value));
  };
  invalid(format::int16, std::int64_t{32768});
  invalid(format::int16, std::int64_t{-32769});
  invalid(format::uint16, std::int64_t{-1});
  invalid(format::uint16, 65535.5);
  invalid(format::uint32, std::uint64_t{1} << 32);
  invalid(format::int64, std::uint64_t{1} << 63);
  invalid(format::int64, 9.3e18);
  invalid(format::uint64, std::int64_t{-1});
  invalid(format::uint64, 18446744073709551616.0);
  invalid(format::float32, 1e39);
  invalid(format::int16, not_a_number);
  invalid(format::uint64, infinity);
}

BOOST_AUTO_TEST_CASE(integers_of_64_bits_stay_exact) {
  auto most = std::numeric_limits<std::int64_t>::max();
  BOOST_TEST(sent(of(format::int64), most)
             == (registers{0x7fff, 0xffff, 0xffff, 0xffff}));
  BOOST_TEST(sent(of(format::uint64), ~std::uint64_t{0})
             == (registers{0xffff, 0xffff, 0xffff, 0xffff}));
}

BOOST_AUTO_TEST_CASE(floats_pass_what_is_no_number) {
  BOOST_TEST(sent(of(format::float32), infinity) == (registers{0x7f80, 0}));
  BOOST_TEST(std::isnan(std::get<float>(read(of(format::float32), {0x7fc0, 1}))));
  for (auto how : {format::float32, format::float64}) {
    auto x = of(how);
    auto back = to_number(read(x, sent(x, not_a_number))).value();
    BOOST_TEST(std::isnan(back));
  }
}

BOOST_AUTO_TEST_CASE(the_wrong_kind_of_value_is_a_type_mismatch) {
  auto text = value{std::string{"1"}};
  for (auto how : {format::boolean, format::int16, format::uint64, format::float32,
                   format::float64, format::bit, format::bcd, format::raw})
    BOOST_TEST((refusal(of(how), text) == errc::type_mismatch));
  BOOST_TEST((refusal(of(format::string), std::int64_t{1}) == errc::type_mismatch));
  BOOST_TEST((refusal(of(format::raw, 2), std::int64_t{1}) == errc::type_mismatch));
  BOOST_TEST((refusal(coil(), text) == errc::type_mismatch));
  BOOST_TEST((refusal(coil(2), true) == errc::type_mismatch));
}

BOOST_AUTO_TEST_CASE(what_is_not_writable_is_denied) {
  auto x = of(format::int16);
  x.writable = false;
  BOOST_TEST((refusal(x, std::int64_t{1}) == errc::access_denied));
  x.writable = true;
  x.from = table::input_register;
  BOOST_TEST((refusal(x, std::int64_t{1}) == errc::access_denied));
}

BOOST_AUTO_TEST_CASE(coils_are_written_one_by_one_or_many) {
  BOOST_TEST((encode_write(coil(), true).value() == request{write_coil{100, true}}));
  BOOST_TEST(
    (encode_write(coil(), std::int64_t{0}).value() == request{write_coil{100, false}}));
  auto multiple = coil();
  multiple.writer = write_with::multiple;
  BOOST_TEST(
    (encode_write(multiple, 1.0).value() == request{write_coils{100, {true}}}));
  BOOST_TEST((encode_write(coil(2), list({true, false})).value()
              == request{write_coils{100, {true, false}}}));
  BOOST_TEST((refusal(coil(2), list({true})) == errc::invalid_value));
  BOOST_TEST((refusal(coil(), std::int64_t{2}) == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(the_writer_chooses_the_function) {
  auto x = of(format::uint16);
  auto seven = value{std::uint64_t{7}};
  BOOST_TEST((encode_write(x, seven).value() == request{write_register{100, 7}}));
  x.writer = write_with::multiple;
  BOOST_TEST((encode_write(x, seven).value() == request{write_registers{100, {7}}}));
  x.writer = write_with::exchange;
  BOOST_TEST(
    (encode_write(x, seven).value() == request{exchange_registers{100, 1, 100, {7}}}));
}

BOOST_AUTO_TEST_CASE(a_bit_is_read_and_written_by_mask) {
  in_all_orders(of(format::bit), [](point x) {
    for (std::uint8_t bit = 0; bit < 16; ++bit) {
      x.bit = bit;
      auto place = x.byte_order == order::big ? bit : (bit + 8) % 16;
      auto mask = static_cast<std::uint16_t>(1 << place);
      auto rest = static_cast<std::uint16_t>(~mask);
      BOOST_TEST((read(x, {mask}) == value{true}));
      BOOST_TEST((read(x, {rest}) == value{false}));
      BOOST_TEST(
        (encode_write(x, true).value() == request{mask_register{100, rest, mask}}));
      BOOST_TEST(
        (encode_write(x, false).value() == request{mask_register{100, rest, 0}}));
      BOOST_TEST(with_bit(x, 0, true) == mask);
      BOOST_TEST(with_bit(x, 0xffff, false) == rest);
    }
  });
}

BOOST_AUTO_TEST_CASE(strings_end_at_the_first_nul) {
  auto x = of(format::string, 3);
  BOOST_TEST((read(x, {0x4142, 0x4300, 0x4445}) == value{std::string{"ABC"}}));
  BOOST_TEST(sent(x, std::string{"ABC"}) == (registers{0x4142, 0x4300, 0}));
  x.byte_order = order::little;
  BOOST_TEST((read(x, {0x4241, 0x0043, 0}) == value{std::string{"ABC"}}));
  BOOST_TEST(sent(x, std::string{"ABC"}) == (registers{0x4241, 0x0043, 0}));
}

BOOST_AUTO_TEST_CASE(strings_are_utf8_and_fit) {
  auto x = of(format::string, 2);
  BOOST_TEST((refusal(x, std::string{"ABCDE"}) == errc::invalid_value));
  BOOST_TEST((refusal(x, std::string("A\0B", 3)) == errc::invalid_value));
  BOOST_TEST((refusal(x, std::string{"\xff"}) == errc::invalid_value));
  BOOST_TEST((read(x, {0xc3a4, 0x4100})
              == value{std::string{"\xc3\xa4"
                                   "A"}}));
  for (auto bad : {registers{0xff00, 0}, registers{0xc3c3, 0}, registers{0xc0af, 0},
                   registers{0xeda0, 0x8000}, registers{0xf490, 0x8080},
                   registers{0xe282, 0x0000}, registers{0x8041, 0}})
    BOOST_TEST((decode(x, bad).error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(any_text_survives_both_ways) {
  auto random = std::mt19937{8};
  in_all_orders(of(format::string, 6), [&](const point& x) {
    for (auto i = 0; i < 500; ++i) {
      auto text = std::string(random() % 13, ' ');
      for (auto& one : text)
        one = static_cast<char>(' ' + random() % 95);
      BOOST_REQUIRE((read(x, sent(x, text)) == value{text}));
    }
  });
}

BOOST_AUTO_TEST_CASE(bcd_has_four_digits_a_register) {
  auto x = of(format::bcd, 2);
  BOOST_TEST((read(x, {0x1234, 0x5678}) == value{std::uint64_t{12345678}}));
  BOOST_TEST(sent(x, std::uint64_t{12345678}) == (registers{0x1234, 0x5678}));
  BOOST_TEST((refusal(x, std::uint64_t{100'000'000}) == errc::invalid_value));
  BOOST_TEST((refusal(x, std::int64_t{-1}) == errc::invalid_value));
  BOOST_TEST((decode(x, registers{0x12a4, 0}).error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(any_bcd_survives_both_ways) {
  auto random = std::mt19937_64{9};
  for (std::uint16_t quantity = 1; quantity <= 4; ++quantity)
    in_all_orders(of(format::bcd, quantity), [&](const point& x) {
      auto limit = static_cast<std::uint64_t>(std::llround(std::pow(10, 4 * quantity)));
      for (auto i = 0; i < 500; ++i) {
        auto v = value{random() % limit};
        BOOST_REQUIRE((read(x, sent(x, v)) == v));
      }
    });
}

BOOST_AUTO_TEST_CASE(raw_registers_are_an_array) {
  auto x = of(format::raw, 3);
  auto v = list({std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{65535}});
  BOOST_TEST(same(read(x, {1, 2, 65535}), v));
  BOOST_TEST(sent(x, v) == (registers{1, 2, 65535}));
  BOOST_TEST((refusal(x, list({std::uint64_t{1}})) == errc::invalid_value));
  BOOST_TEST(
    (refusal(x, list({std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{65536}}))
     == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(a_queue_is_an_array_of_any_length) {
  auto x = of(format::raw);
  x.from = table::queue;
  BOOST_TEST(same(read(x, {}), list({})));
  BOOST_TEST(same(read(x, {5}), list({std::uint64_t{5}})));
}

BOOST_AUTO_TEST_CASE(bits_are_booleans_and_arrays_of_them) {
  BOOST_TEST((decode(coil(), true).value() == value{true}));
  BOOST_TEST(same(read(coil(3), {1, 0, 1}), list({true, false, true})));
}

BOOST_AUTO_TEST_CASE(too_few_registers_are_refused) {
  BOOST_TEST(!decode(of(format::uint32), registers{1}));
  BOOST_TEST(!decode(of(format::raw, 3), registers{1, 2}));
  BOOST_TEST(!decode(of(format::uint16), registers{}));
  BOOST_TEST(!decode(coil(3), true));
}

BOOST_AUTO_TEST_CASE(types_have_the_buss_words) {
  BOOST_TEST(value_type(of(format::boolean)) == "boolean");
  BOOST_TEST(value_type(of(format::bit)) == "boolean");
  BOOST_TEST(value_type(of(format::int64)) == "integer");
  BOOST_TEST(value_type(of(format::uint16)) == "unsigned");
  BOOST_TEST(value_type(of(format::bcd)) == "unsigned");
  BOOST_TEST(value_type(of(format::float32)) == "float");
  BOOST_TEST(value_type(of(format::string, 4)) == "string");
  BOOST_TEST(value_type(of(format::raw)) == "unsigned");
  BOOST_TEST(value_type(of(format::raw, 2)) == "array");
  BOOST_TEST(value_type(coil()) == "boolean");
  BOOST_TEST(value_type(coil(2)) == "array");
  auto scaled = of(format::int16);
  scaled.offset = 1;
  BOOST_TEST(value_type(scaled) == "float");
}

BOOST_AUTO_TEST_CASE(points_that_fit_together_are_accepted) {
  for (auto i = 0; i <= static_cast<int>(format::raw); ++i)
    BOOST_TEST(check(of(format(i))).has_value());
  BOOST_TEST(check(coil()).has_value());
  auto unstated = coil();
  unstated.format = point{}.format;
  BOOST_TEST(check(unstated).has_value());
  BOOST_TEST(value_type(unstated) == "boolean");
}

BOOST_AUTO_TEST_CASE(points_that_do_not_fit_together_are_refused) {
  auto refused = [](point x, auto change) {
    change(x);
    BOOST_TEST((check(x).error().code == errc::invalid_value));
  };
  auto number = of(format::uint16);
  refused(number, [](point& x) { x.name = ""; });
  refused(number, [](point& x) { x.scale = 0; });
  refused(number, [](point& x) { x.scale = not_a_number; });
  refused(number, [](point& x) { x.offset = infinity; });
  refused(number, [](point& x) { x.deadband = -1; });
  refused(number, [](point& x) { x.deadband = std::nanf(""); });
  refused(number, [](point& x) { x.interval = duration{-1}; });
  refused(number, [](point& x) { x.from = table::input_register; });
  refused(number, [](point& x) { x.writer = write_with::mask; });
  refused(of(format::uint32), [](point& x) { x.address = 65535; });
  refused(of(format::bit), [](point& x) { x.bit = 16; });
  refused(of(format::bit), [](point& x) { x.scale = 2; });
  refused(of(format::bit), [](point& x) { x.writer = write_with::multiple; });
  refused(of(format::string), [](point& x) { x.quantity = 0; });
  refused(of(format::string), [](point& x) { x.quantity = 124; });
  refused(of(format::raw), [](point& x) { x.quantity = 126; });
  refused(of(format::bcd), [](point& x) { x.quantity = 5; });
  refused(coil(), [](point& x) { x.format = format::float32; });
  refused(coil(), [](point& x) { x.writer = write_with::exchange; });
  refused(coil(), [](point& x) { x.scale = 2; });
}

BOOST_AUTO_TEST_CASE(references_without_a_point_are_read) {
  auto x = parse_raw("holding/100:2").value();
  BOOST_TEST((x.from == table::holding_register));
  BOOST_TEST((x.format == format::raw));
  BOOST_TEST(x.address == 100);
  BOOST_TEST(x.quantity == 2);
  BOOST_TEST(x.writable);
  BOOST_TEST(x.name == "holding/100:2");
  BOOST_TEST(parse_raw("coil/0").value().quantity == 1);
  BOOST_TEST(!parse_raw("input/65535").value().writable);
  BOOST_TEST(!parse_raw("holding/0:125").value().writable);
  BOOST_TEST((parse_raw("queue/5").value().from == table::queue));
}

BOOST_AUTO_TEST_CASE(what_is_no_reference_is_refused) {
  for (auto text : {"", "active_power", "holdings/1", "HOLDING_REGISTER/1", "holding",
                    "holding:1/2", "/1"})
    BOOST_TEST((parse_raw(text).error().code == errc::not_found));
  for (auto text : {"holding/", "holding/x", "holding/-1", "holding/65536",
                    "holding/1:", "holding/1:0", "holding/1:126", "coil/1:2001",
                    "holding/65535:2", "holding/1:2:3", "holding/1/2", "holding/ 1"})
    BOOST_TEST((parse_raw(text).error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_SUITE_END()
