#include "messages/mms/data.hpp"

#include "messages/mms/type.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

#include <bit>
#include <cmath>
#include <limits>

using namespace bus;
using namespace bus::mms;
using test::hex;

namespace {

constexpr auto nan_with_payload = 0x7fa0'0001u; ///< a signalling one
constexpr auto wide_nan_with_payload = 0x7ff4'0000'0000'0001u;
constexpr auto midnight_2026 = std::int64_t{1'767'225'600};

std::string octets_of(const asn1::octet_string& x) {
  return to_hex(x.view());
}

data float_of(const std::string& octets) {
  return data::make<data::floating_point>(asn1::octet_string{hex(octets)});
}

data time_of(const std::string& octets) {
  return data::make<data::utc_time>(asn1::octet_string{hex(octets)});
}

data binary_time_of(const std::string& octets) {
  return data::make<data::binary_time>(asn1::octet_string{hex(octets)});
}

type_description type_of(std::string_view text) {
  return parse_type(text).value();
}

value array_of(array x) {
  return std::make_shared<const array>(std::move(x));
}

value structure_of(structure x) {
  return std::make_shared<const structure>(std::move(x));
}

/// What a value becomes in a type; a failure where it is none.
data written(const value& x, std::string_view type) {
  auto out = to_data(x, type_of(type));
  BOOST_REQUIRE_MESSAGE(out, (out ? "" : to_string(out.error())));
  BOOST_TEST(fits(*out, type_of(type)));
  return std::move(*out);
}

error refused(const value& x, const type_description& type) {
  auto out = to_data(x, type);
  BOOST_REQUIRE(!out);
  return out.error();
}

error refused(const value& x, std::string_view type) {
  return refused(x, type_of(type));
}

bool is(const error& x, errc code, std::string_view cause) {
  BOOST_TEST(x.cause == cause);
  return x.code == code;
}

bool comes_back(const value& x, std::string_view type) {
  return same(to_value(written(x, type)), x);
}

} // namespace

BOOST_AUTO_TEST_SUITE(mms_data)

BOOST_AUTO_TEST_CASE(names_access_errors_in_the_standards_words) {
  BOOST_TEST(name(data_access_error::object_invalidated) == "object-invalidated");
  BOOST_TEST(name(data_access_error::object_non_existent) == "object-non-existent");
  BOOST_TEST(name(data_access_error::object_value_invalid) == "object-value-invalid");
  auto told = failure(data_access_error::object_non_existent);
  BOOST_TEST((told.get<access_result::failure>() == asn1::integer{10}));
}

BOOST_AUTO_TEST_CASE(writes_the_exponents_width_in_front_of_a_float) {
  BOOST_TEST(octets_of(make_float32(1.5f).get<data::floating_point>()) == "083fc00000");
  BOOST_TEST(octets_of(make_float64(-2.0).get<data::floating_point>())
             == "0bc000000000000000");
  BOOST_TEST(to_float32(float_of("08 3f c0 00 00")).value() == 1.5f);
  BOOST_TEST(to_double(float_of("08 3f c0 00 00")).value() == 1.5);
  BOOST_TEST(to_double(float_of("0b c0 00 00 00 00 00 00 00")).value() == -2.0);
}

BOOST_AUTO_TEST_CASE(keeps_what_a_nan_carries) {
  auto narrow = make_float32(std::bit_cast<float>(nan_with_payload));
  BOOST_TEST(octets_of(narrow.get<data::floating_point>()) == "087fa00001");
  BOOST_TEST(std::bit_cast<std::uint32_t>(*to_float32(narrow)) == nan_with_payload);
  auto wide = make_float64(std::bit_cast<double>(wide_nan_with_payload));
  BOOST_TEST(std::bit_cast<std::uint64_t>(*to_double(wide)) == wide_nan_with_payload);
  BOOST_TEST((written(to_value(narrow), "float32") == narrow));
  BOOST_TEST((written(to_value(wide), "float64") == wide));
}

BOOST_AUTO_TEST_CASE(takes_no_float_of_another_width) {
  for (auto& octets : {"", "08", "08 3f c0 00", "0b 3f c0 00 00", "08 3f c0 00 00 00",
                       "08 c0 00 00 00 00 00 00 00"}) {
    BOOST_TEST(!to_float32(float_of(octets)));
    BOOST_TEST(!to_double(float_of(octets)));
    BOOST_TEST(std::holds_alternative<octet_string>(to_value(float_of(octets))));
  }
  BOOST_TEST(!to_float32(float_of("0b c0 00 00 00 00 00 00 00")));
  BOOST_TEST(!to_double(data{}));
}

BOOST_AUTO_TEST_CASE(brings_a_utc_time_back_octet_for_octet) {
  auto x = time_of("65 53 f1 00 80 00 01 ea");
  auto time = to_utc_time(x);
  BOOST_REQUIRE(time);
  BOOST_TEST(time->seconds() == 0x6553f100);
  BOOST_TEST(time->fraction24() == 0x800001u);
  BOOST_TEST(time->quality.bits == 0xea);
  BOOST_TEST((make_utc_time(*time) == x));
  BOOST_TEST((make_utc_time(*to_utc_time(time_of("ff ff ff ff ff ff ff 00")))
              == time_of("ff ff ff ff ff ff ff 00")));
  BOOST_TEST(!to_utc_time(time_of("65 53 f1 00")));
  BOOST_TEST(!to_utc_time(data{}));
}

BOOST_AUTO_TEST_CASE(ends_a_utc_time_where_its_seconds_end) {
  BOOST_TEST((make_utc_time({-1}) == time_of("00 00 00 00 00 00 00 00")));
  BOOST_TEST((make_utc_time({INT64_MAX}) == time_of("ff ff ff ff 00 00 00 00")));
}

BOOST_AUTO_TEST_CASE(brings_binary_times_back) {
  auto with_day = binary_time_of("02 93 2e 00 3b ea");
  auto read = read_binary_time(with_day.get<data::binary_time>().view());
  BOOST_REQUIRE(read);
  BOOST_TEST(read->milliseconds == 0x02932e00u);
  BOOST_TEST(read->days.value() == 0x3beau);
  BOOST_TEST((make_binary_time(*read) == with_day));
  BOOST_TEST((to_binary_time(to_utc(*read)) == *read));
  auto without = read_binary_time(hex("00 00 00 07"));
  BOOST_REQUIRE(without);
  BOOST_TEST(!without->days);
  BOOST_TEST((make_binary_time(*without) == binary_time_of("00 00 00 07")));
  for (auto& octets : {"", "00 00 00", "00 00 00 00 00", "00 00 00 00 00 00 00"})
    BOOST_TEST(!read_binary_time(hex(octets)));
}

BOOST_AUTO_TEST_CASE(counts_the_days_of_a_binary_time_from_1984) {
  BOOST_TEST(to_rfc3339(to_utc(binary_time{0, std::uint16_t{0}}))
             == "1984-01-01T00:00:00.000000000Z");
  auto last = to_utc(binary_time{86'399'999, std::uint16_t{0xffff}});
  BOOST_TEST(to_rfc3339(last) == "2163-06-06T23:59:59.999000000Z");
  BOOST_TEST((to_binary_time({-1}) == binary_time{0, std::uint16_t{0}}));
  BOOST_TEST(to_binary_time({INT64_MAX}).days.value() == 0xffff);
  BOOST_TEST(to_binary_time({midnight_2026 * 1'000'000'000}).days.value() == 15'341);
}

BOOST_AUTO_TEST_CASE(gives_each_kind_its_value) {
  BOOST_TEST(same(to_value(data::make<data::boolean>(true)), true));
  BOOST_TEST(same(to_value(data::make<data::integer>(-5)), std::int64_t{-5}));
  BOOST_TEST(same(to_value(data::make<data::unsigned_>(5)), std::uint64_t{5}));
  BOOST_TEST(same(to_value(make_float32(0.5f)), 0.5f));
  BOOST_TEST(same(to_value(make_float64(0.5)), 0.5));
  auto bits = asn1::bit_string{std::string_view{"0110"}};
  BOOST_TEST(same(to_value(data::make<data::bit_string>(bits)), bit_string{"0110"}));
  BOOST_TEST(same(to_value(data::make<data::boolean_array>(bits)), bit_string{"0110"}));
  BOOST_TEST(same(to_value(data::make<data::octet_string>(asn1::octet_string{1, 2})),
                  octet_string{{1, 2}}));
  BOOST_TEST(same(to_value(data::make<data::visible_string>("a")), std::string{"a"}));
  BOOST_TEST(same(to_value(data::make<data::m_ms_string>("ä")), std::string{"ä"}));
  BOOST_TEST(same(to_value(data::make<data::generalized_time>("20261122074512Z")),
                  std::string{"20261122074512Z"}));
  BOOST_TEST(same(to_value(data::make<data::bcd>(42)), std::int64_t{42}));
  BOOST_TEST(
    same(to_value(data::make<data::obj_id>(asn1::object_identifier{1u, 0u, 9506u})),
         std::string{"1.0.9506"}));
  BOOST_TEST(same(to_value(binary_time_of("00 00 00 07")), std::uint64_t{7}));
  BOOST_TEST(same(to_value(binary_time_of("00 00 00 00 00 00")),
                  utc_time{441'763'200'000'000'000}));
  BOOST_TEST(
    same(to_value(time_of("00 00 00 01 00 00 00 00")), utc_time{1'000'000'000}));
  auto unknown = data{};
  unknown.emplace<data::unknown_alternative>();
  BOOST_TEST(same(to_value(unknown), std::monostate{}));
}

BOOST_AUTO_TEST_CASE(gives_whole_numbers_of_any_size) {
  auto integer_of = [](std::string_view digits) {
    return to_value(data::make<data::integer>(*asn1::integer::from_text(digits)));
  };
  BOOST_TEST(same(integer_of("-9223372036854775808"), INT64_MIN));
  BOOST_TEST(same(integer_of("18446744073709551615"), UINT64_MAX));
  BOOST_TEST(
    same(integer_of("18446744073709551616"), std::string{"18446744073709551616"}));
  BOOST_TEST(
    same(integer_of("-9223372036854775809"), std::string{"-9223372036854775809"}));
  BOOST_TEST(same(to_value(data::make<data::unsigned_>(-1)), std::int64_t{-1}));
}

BOOST_AUTO_TEST_CASE(names_the_members_of_a_structure_by_its_type) {
  auto inner = asn1::list_of<data>{data::make<data::boolean>(true)};
  auto parts = asn1::list_of<data>{data::make<data::integer>(1),
                                   data::make<data::structure>(inner),
                                   data::make<data::integer>(2)};
  auto x = data::make<data::structure>(parts);
  auto type = make_structure(
    {{"a", type_of("int8")}, {"b", make_structure({{"c", type_of("boolean")}})}});
  BOOST_TEST(same(to_value(x, &type), structure_of({{"a", std::int64_t{1}},
                                                    {"b", structure_of({{"c", true}})},
                                                    {"2", std::int64_t{2}}})));
  BOOST_TEST(same(to_value(x), structure_of({{"0", std::int64_t{1}},
                                             {"1", structure_of({{"0", true}})},
                                             {"2", std::int64_t{2}}})));
  auto list = data::make<data::array>(asn1::list_of<data>{x.get<data::structure>()[1]});
  auto list_type = make_array(1, make_structure({{"c", type_of("boolean")}}));
  BOOST_TEST(same(to_value(list, &list_type), array_of({structure_of({{"c", true}})})));
}

BOOST_AUTO_TEST_CASE(writes_numbers_up_to_the_ends_of_their_type) {
  BOOST_TEST(comes_back(std::int64_t{-128}, "int8"));
  BOOST_TEST(comes_back(std::int64_t{127}, "int8"));
  BOOST_TEST(comes_back(std::int64_t{-8'388'608}, "int24"));
  BOOST_TEST(comes_back(INT64_MIN, "int64"));
  BOOST_TEST(comes_back(INT64_MAX, "int64"));
  BOOST_TEST(comes_back(std::uint64_t{255}, "uint8"));
  BOOST_TEST(comes_back(UINT64_MAX, "uint64"));
  BOOST_TEST(comes_back(std::int64_t{99}, "bcd(2)"));
  for (auto& x : {value{std::int64_t{-129}}, value{std::uint64_t{128}}, value{128.0},
                  value{0.5}, value{0.5f}, value{std::nan("")}, value{HUGE_VAL}})
    BOOST_TEST(is(refused(x, "int8"), errc::invalid_value,
                  "expected a number from -128 to 127"));
  for (auto& x : {value{std::int64_t{-1}}, value{256.0f}, value{-0.5}})
    BOOST_TEST(
      is(refused(x, "uint8"), errc::invalid_value, "expected a number from 0 to 255"));
  for (auto& x : {value{}, value{true}, value{std::string{"one"}}, value{array_of({})},
                  value{double_point::on}})
    BOOST_TEST(
      is(refused(x, "uint8"), errc::type_mismatch, "expected a number from 0 to 255"));
  BOOST_TEST(is(refused(std::uint64_t{100}, "bcd(2)"), errc::invalid_value,
                "expected a number from 0 to 99"));
}

BOOST_AUTO_TEST_CASE(writes_numbers_of_another_kind_where_they_are_the_same) {
  BOOST_TEST((written(std::uint64_t{7}, "int8") == data::make<data::integer>(7)));
  BOOST_TEST((written(-7.0, "int8") == data::make<data::integer>(-7)));
  BOOST_TEST((written(7.0f, "uint8") == data::make<data::unsigned_>(7)));
  BOOST_TEST(
    (written(0x1p63, "uint64") == data::make<data::unsigned_>(std::uint64_t{1} << 63)));
  BOOST_TEST((written(-0x1p63, "int64") == data::make<data::integer>(INT64_MIN)));
  BOOST_TEST(is(refused(0x1p63, "int64"), errc::invalid_value,
                "expected a number from -9223372036854775808 to 9223372036854775807"));
  BOOST_TEST(is(refused(0x1p64, "uint64"), errc::invalid_value,
                "expected a number from 0 to 18446744073709551615"));
}

BOOST_AUTO_TEST_CASE(takes_the_texts_that_stand_for_numbers_on_the_bus) {
  BOOST_TEST((written(std::string{"9223372036854775807"}, "int64")
              == data::make<data::integer>(INT64_MAX)));
  BOOST_TEST((written(std::string{"18446744073709551615"}, "uint64")
              == data::make<data::unsigned_>(UINT64_MAX)));
  BOOST_TEST(std::isnan(to_float32(written(std::string{"NaN"}, "float32")).value()));
  BOOST_TEST(to_double(written(std::string{"-Infinity"}, "float64")).value()
             == -HUGE_VAL);
  BOOST_TEST((refused(std::string{"99999999999999999999999"}, "uint64").code
              == errc::type_mismatch));
  BOOST_TEST((refused(std::string{""}, "int8").code == errc::type_mismatch));
}

BOOST_AUTO_TEST_CASE(writes_the_nearest_float_but_no_other_whole_number) {
  BOOST_TEST((written(0.1, "float32") == make_float32(0.1f)));
  BOOST_TEST((written(0.1f, "float64") == make_float64(double{0.1f})));
  BOOST_TEST((written(std::int64_t{16'777'216}, "float32") == make_float32(0x1p24f)));
  BOOST_TEST((written(HUGE_VAL, "float32") == make_float32(HUGE_VALF)));
  BOOST_TEST(is(refused(std::int64_t{16'777'217}, "float32"), errc::invalid_value,
                "expected a number that a float32 holds"));
  BOOST_TEST(is(refused(1e39, "float32"), errc::invalid_value,
                "expected a number that a float32 holds"));
  BOOST_TEST(is(refused(INT64_MAX, "float64"), errc::invalid_value,
                "expected a number that a float64 holds"));
  BOOST_TEST(is(refused(UINT64_MAX, "float64"), errc::invalid_value,
                "expected a number that a float64 holds"));
  BOOST_TEST(is(refused(false, "float64"), errc::type_mismatch, "expected a number"));
  using width = asn1::mms::type_description_floating_point;
  auto odd = type_description::make<type_description::floating_point>(width{80, 15});
  BOOST_TEST((refused(1.0, odd).code == errc::unsupported));
}

BOOST_AUTO_TEST_CASE(takes_an_integer_of_no_bits_for_zero) {
  auto none = type_description::make<type_description::integer>(std::uint8_t{0});
  BOOST_TEST(to_data(std::int64_t{0}, none).has_value());
  BOOST_TEST(is(refused(std::int64_t{1}, none), errc::invalid_value,
                "expected a number from 0 to 0"));
}

BOOST_AUTO_TEST_CASE(writes_bits_of_the_types_size) {
  BOOST_TEST(comes_back(bit_string{"0110"}, "bit-string(4)"));
  BOOST_TEST(comes_back(bit_string{""}, "bit-string(-4)"));
  BOOST_TEST(
    same(to_value(written(std::string{"10"}, "bit-string(2)")), bit_string{"10"}));
  BOOST_TEST(
    same(to_value(written(double_point::on, "bit-string(2)")), bit_string{"10"}));
  BOOST_TEST(
    same(to_value(written(double_point::off, "bit-string(2)")), bit_string{"01"}));
  BOOST_TEST(is(refused(bit_string{"011"}, "bit-string(4)"), errc::invalid_value,
                "expected 4 bits such as \"0110\""));
  BOOST_TEST(is(refused(bit_string{"01100"}, "bit-string(-4)"), errc::invalid_value,
                "expected up to 4 bits such as \"0110\""));
  BOOST_TEST(
    (refused(std::string{"01x0"}, "bit-string(4)").code == errc::invalid_value));
  BOOST_TEST((refused(double_point::on, "bit-string(4)").code == errc::invalid_value));
  BOOST_TEST((refused(std::int64_t{6}, "bit-string(4)").code == errc::type_mismatch));
}

BOOST_AUTO_TEST_CASE(writes_octets_and_texts_of_the_types_size) {
  BOOST_TEST(comes_back(octet_string{{1, 0xab}}, "octet-string(2)"));
  BOOST_TEST(same(to_value(written(std::string{"01aB"}, "octet-string(-8)")),
                  octet_string{{1, 0xab}}));
  for (auto& text : {"01a", "01xx", "010203"})
    BOOST_TEST(is(refused(std::string{text}, "octet-string(-2)"), errc::invalid_value,
                  "expected up to 2 octets, in hexadecimal digits"));
  BOOST_TEST((refused(true, "octet-string(2)").code == errc::type_mismatch));
  BOOST_TEST(comes_back(std::string{"abc"}, "visible-string(-3)"));
  BOOST_TEST(is(refused(std::string{"abcd"}, "visible-string(-3)"), errc::invalid_value,
                "expected up to 3 visible characters"));
  BOOST_TEST(
    (refused(std::string{"ab"}, "visible-string(3)").code == errc::invalid_value));
  BOOST_TEST(
    (refused(std::string{"ä"}, "visible-string(-3)").code == errc::invalid_value));
  BOOST_TEST((refused(true, "visible-string(-3)").code == errc::type_mismatch));
  BOOST_TEST(comes_back(std::string{"ä"}, "mms-string(-2)"));
  BOOST_TEST(
    (refused(std::string{"ää"}, "mms-string(-2)").code == errc::invalid_value));
  BOOST_TEST(
    (refused(std::string{"\xff"}, "mms-string(-2)").code == errc::invalid_value));
  BOOST_TEST(comes_back(std::string{"1.0.9506.2.3"}, "obj-id"));
  BOOST_TEST((refused(std::string{"9.9"}, "obj-id").code == errc::invalid_value));
  BOOST_TEST(comes_back(true, "boolean"));
  BOOST_TEST(is(refused(std::int64_t{1}, "boolean"), errc::type_mismatch,
                "expected true or false"));
}

BOOST_AUTO_TEST_CASE(writes_times) {
  auto time = *from_rfc3339("2026-11-22T07:45:12.5Z");
  time.quality.bits = 0x0a;
  BOOST_TEST(comes_back(time, "utc-time"));
  time.quality.bits = 0;
  BOOST_TEST(comes_back(time, "binary-time"));
  BOOST_TEST((written(std::string{"2026-11-22T07:45:12.5Z"}, "utc-time")
              == make_utc_time(time)));
  BOOST_TEST((written(std::string{"2026-11-22T07:45:12.5Z"}, "binary-time")
              == make_binary_time(to_binary_time(time))));
  BOOST_TEST(comes_back(std::uint64_t{86'399'999}, "binary-time(4)"));
  BOOST_TEST(comes_back(std::string{"20261122074512Z"}, "generalized-time"));
  BOOST_TEST(
    (refused(std::string{"yesterday"}, "utc-time").code == errc::invalid_value));
  BOOST_TEST((refused(utc_time{-1}, "utc-time").code == errc::invalid_value));
  BOOST_TEST((refused(utc_time{INT64_MAX}, "utc-time").code == errc::invalid_value));
  BOOST_TEST((refused(utc_time{0}, "binary-time").code == errc::invalid_value));
  BOOST_TEST((refused(std::int64_t{0}, "utc-time").code == errc::type_mismatch));
  BOOST_TEST(is(refused(std::uint64_t{86'400'000}, "binary-time(4)"),
                errc::invalid_value, "expected a number from 0 to 86399999"));
  BOOST_TEST(
    (refused(std::string{"now"}, "generalized-time").code == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(writes_a_structure_with_its_members_in_any_order) {
  auto type = make_structure(
    {{"a", type_of("int8")}, {"b", make_structure({{"c", type_of("boolean")}})}});
  auto x = structure_of({{"b", structure_of({{"c", true}})}, {"a", std::int64_t{1}}});
  auto out = to_data(x, type);
  BOOST_REQUIRE(out);
  BOOST_TEST(fits(*out, type));
  BOOST_TEST(
    same(to_value(*out, &type),
         structure_of({{"a", std::int64_t{1}}, {"b", structure_of({{"c", true}})}})));
}

BOOST_AUTO_TEST_CASE(tells_which_member_is_wrong) {
  auto type = make_structure(
    {{"a", type_of("int8")}, {"b", make_structure({{"c", type_of("boolean")}})}});
  auto b = structure_of({{"c", true}});
  BOOST_TEST(is(refused(structure_of({{"a", std::int64_t{1}}}), type),
                errc::invalid_value, "expected the member b"));
  BOOST_TEST(
    is(refused(structure_of({{"a", std::int64_t{1}}, {"b", b}, {"d", true}}), type),
       errc::invalid_value, "expected no member d"));
  BOOST_TEST(
    is(refused(structure_of({{"a", std::int64_t{1}}, {"b", b}, {"a", true}}), type),
       errc::invalid_value, "expected each member once"));
  BOOST_TEST(is(refused(structure_of({{"a", std::int64_t{1}},
                                      {"b", structure_of({{"c", std::int64_t{1}}})}}),
                        type),
                errc::type_mismatch, "b: c: expected true or false"));
  BOOST_TEST(is(refused(array_of({}), type), errc::type_mismatch,
                "expected an object of 2 members"));
  BOOST_TEST(
    (refused(std::shared_ptr<const structure>{}, type).code == errc::type_mismatch));
}

BOOST_AUTO_TEST_CASE(writes_arrays_of_the_types_count) {
  auto type = make_array(2, type_of("uint8"));
  auto out = to_data(array_of({std::int64_t{1}, 2.0}), type);
  BOOST_REQUIRE(out);
  BOOST_TEST(fits(*out, type));
  BOOST_TEST(is(refused(array_of({std::int64_t{1}}), type), errc::invalid_value,
                "expected an array of 2 elements"));
  BOOST_TEST(is(refused(array_of({std::int64_t{1}, true}), type), errc::type_mismatch,
                "1: expected a number from 0 to 255"));
  BOOST_TEST(
    is(refused(true, type), errc::type_mismatch, "expected an array of 2 elements"));
  BOOST_TEST(
    (refused(std::shared_ptr<const array>{}, type).code == errc::type_mismatch));
}

BOOST_AUTO_TEST_CASE(writes_nothing_into_a_type_too_deep_or_only_named) {
  auto type = type_of("boolean");
  auto x = value{true};
  for (auto i = 0; i < 70; ++i) {
    type = make_array(1, std::move(type));
    x = array_of({x});
  }
  BOOST_TEST((refused(x, type).code == errc::unsupported));
  auto named = asn1::mms::type_description_array{false, 1, type_specification{}};
  BOOST_TEST(
    (refused(array_of({true}), type_description::make<type_description::array>(named))
       .code
     == errc::unsupported));
}

BOOST_AUTO_TEST_SUITE_END()
