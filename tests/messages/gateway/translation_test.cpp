#include "messages/gateway/translation.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;

namespace {

using modbus::format;
using modbus::table;

sample good(value x) {
  return {std::move(x), quality::good(), utc_time{5}};
}

translation of(translated_type type) {
  auto out = translation{};
  out.type = type;
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_translation)

BOOST_AUTO_TEST_CASE(a_type_and_a_quantity_make_a_format) {
  auto made = [](table from, std::uint16_t quantity, translated_type type) {
    auto out = point_of(from, 7, quantity, type);
    return out ? std::optional{out->format} : std::nullopt;
  };
  BOOST_TEST((made(table::coil, 1, translated_type::boolean) == format::boolean));
  BOOST_TEST(
    (made(table::holding_register, 2, translated_type::float32) == format::float32));
  BOOST_TEST(
    (made(table::holding_register, 4, translated_type::float32) == format::float64));
  BOOST_TEST(
    (made(table::input_register, 1, translated_type::float32) == format::int16));
  BOOST_TEST(
    (made(table::holding_register, 1, translated_type::int8) == format::int16));
  BOOST_TEST(
    (made(table::holding_register, 2, translated_type::int32) == format::int32));
  BOOST_TEST(!made(table::coil, 2, translated_type::boolean).has_value());
  BOOST_TEST(!made(table::holding_register, 3, translated_type::int32).has_value());
  BOOST_TEST(point_of(table::coil, 7, 1, translated_type::boolean)->writable);
  BOOST_TEST(!point_of(table::input_register, 7, 1, translated_type::int8)->writable);
}

BOOST_AUTO_TEST_CASE(values_go_up_in_the_translations_type) {
  auto up = [](translated_type type, value x) {
    return to_attribute(of(type), good(std::move(x))).what;
  };
  BOOST_TEST((up(translated_type::boolean, std::int64_t{3}) == value{true}));
  BOOST_TEST((up(translated_type::float32, 1.5f) == value{1.5}));
  BOOST_TEST((up(translated_type::int32, 2.6) == value{std::int64_t{3}}));
  BOOST_TEST(
    (up(translated_type::int8, std::int64_t{-128}) == value{std::int64_t{-128}}));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_out_of_range_and_without_a_value) {
  auto up = to_attribute(of(translated_type::int8), good(std::int64_t{128}));
  BOOST_TEST(!up.what.has_value());
  BOOST_TEST(
    (up.quality == quality::make(validity::questionable, quality::out_of_range)));
}

BOOST_AUTO_TEST_CASE(a_lost_device_gives_its_quality_only) {
  auto lost = sample{1.5f, quality::make(validity::invalid, quality::old_data), {}};
  auto up = to_attribute(of(translated_type::float32), lost);
  BOOST_TEST(!up.what.has_value());
  BOOST_TEST((up.quality == lost.quality));
  BOOST_TEST(!to_attribute(of(translated_type::float32), sample{}).what.has_value());
  BOOST_TEST((quality_value(lost.quality) == value{bit_string{"0100000100000"}}));
}

BOOST_AUTO_TEST_CASE(values_go_down_out_of_structures_and_positions) {
  auto down = [](translated_type type, const value& x) {
    return to_device(of(type), x);
  };
  auto inside = std::make_shared<structure>();
  inside->emplace_back("f", 2.5f);
  BOOST_TEST(
    (down(translated_type::float32, std::shared_ptr<const structure>{inside}).value()
     == value{2.5}));
  BOOST_TEST((down(translated_type::boolean, double_point::on).value() == value{true}));
  BOOST_TEST(
    (down(translated_type::boolean, double_point::off).value() == value{false}));
  BOOST_TEST((down(translated_type::int8, std::int64_t{300}).error().code
              == errc::invalid_value));
  BOOST_TEST(!down(translated_type::int32, std::string{"much"}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
