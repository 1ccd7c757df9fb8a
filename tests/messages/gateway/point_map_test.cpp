#include "messages/gateway/point_map.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace bus;

namespace {

constexpr auto endless = std::numeric_limits<double>::infinity();
constexpr auto not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr auto overflowed = quality::make(validity::questionable, quality::overflow);

conversion to(std::string type, double scale = 1, double offset = 0) {
  auto out = conversion{scale, offset};
  out.type = std::move(type);
  return out;
}

conversion within(std::string type, double least, double most) {
  auto out = to(std::move(type));
  out.least = least;
  out.most = most;
  return out;
}

converted of(const conversion& x, value from) {
  return convert(x, {std::move(from), quality::good(), utc_time{5}});
}

/// Becomes `expected`, and is good.
bool becomes(const conversion& x, value from, const value& expected) {
  auto out = of(x, std::move(from));
  return out.fits && out.quality == quality::good() && out.what
         && same(*out.what, expected);
}

/// Is not written, and is invalid.
bool is_unknown(const conversion& x, value from) {
  auto out = of(x, std::move(from));
  return out.fits && !out.what && out.quality == quality::make(validity::invalid);
}

bool is_limit(const conversion& x, value from, const value& expected) {
  auto out = of(x, std::move(from));
  return out.what && same(*out.what, expected) && out.quality == overflowed;
}

bool is_misfit(const conversion& x, value from) {
  auto out = of(x, std::move(from));
  return !out.fits && !out.what && out.quality.validity() == validity::invalid;
}

value object(structure x) {
  return std::make_shared<const structure>(std::move(x));
}

value step(std::int64_t position, bool moves) {
  return object({{"posVal", position}, {"transInd", moves}});
}

value whole(std::int64_t x) {
  return x;
}

value natural(std::uint64_t x) {
  return x;
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_point_map)

BOOST_AUTO_TEST_CASE(numbers_are_scaled) {
  BOOST_TEST(becomes(to("float", 0.1, 5), whole(20), 7.0));
  BOOST_TEST(becomes(to("float"), 1.5f, 1.5f));
  BOOST_TEST(becomes(to("float"), whole(-3), -3.0));
  BOOST_TEST(becomes(to("integer", 10), 1.26, whole(13)));
  BOOST_TEST(becomes(to("", 2), 1.5, 3.0));
  BOOST_TEST(becomes(to("any", 2), object({{"f", 1.5}}), object({{"f", 3.0}})));
  BOOST_TEST(becomes(to("float", 2), object({{"mag", object({{"f", 1.5}})}}), 3.0));
}

BOOST_AUTO_TEST_CASE(whole_numbers_are_rounded_to_the_nearest) {
  BOOST_TEST(becomes(to("integer"), 2.5, whole(3)));
  BOOST_TEST(becomes(to("integer"), -2.5, whole(-3)));
  BOOST_TEST(becomes(to("integer"), 2.4f, whole(2)));
  BOOST_TEST(becomes(to("unsigned"), 2.6, natural(3)));
  BOOST_TEST(becomes(to("unsigned"), whole(7), natural(7)));
}

BOOST_AUTO_TEST_CASE(large_whole_numbers_are_not_rounded) {
  constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
  BOOST_TEST(becomes(to("unsigned"), natural(largest), natural(largest)));
  BOOST_TEST(becomes(to("integer"), whole(9007199254740993), whole(9007199254740993)));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_the_limit_and_overflow) {
  constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
  constexpr auto highest = std::numeric_limits<std::int64_t>::max();
  BOOST_TEST(is_limit(within("integer", -128, 127), 127.6, whole(127)));
  BOOST_TEST(is_limit(within("integer", -128, 127), whole(-129), whole(-128)));
  BOOST_TEST(is_limit(within("float", -1, 1), 1.5f, 1.0));
  BOOST_TEST(is_limit(to("unsigned"), whole(-1), natural(0)));
  BOOST_TEST(is_limit(to("integer"), endless, whole(highest)));
  BOOST_TEST(is_limit(to("integer"), -1e300, whole(lowest)));
  BOOST_TEST(is_limit(to("integer"), natural(~std::uint64_t{0}), whole(highest)));
  BOOST_TEST(becomes(to("float"), endless, endless));
}

BOOST_AUTO_TEST_CASE(not_a_number_is_invalid_and_not_written) {
  for (auto type : {"float", "integer", "unsigned", "boolean", "double-point"})
    BOOST_TEST(is_unknown(to(type), not_a_number), type);
  BOOST_TEST(is_unknown(to("float"), std::nanf("")));
}

BOOST_AUTO_TEST_CASE(booleans_and_positions_become_each_other) {
  BOOST_TEST(becomes(to("boolean"), double_point::on, true));
  BOOST_TEST(becomes(to("boolean"), double_point::off, false));
  BOOST_TEST(is_unknown(to("boolean"), double_point::intermediate));
  BOOST_TEST(is_unknown(to("boolean"), double_point::bad));
  BOOST_TEST(becomes(to("double-point"), true, double_point::on));
  BOOST_TEST(becomes(to("double-point"), false, double_point::off));
  BOOST_TEST(becomes(to("double-point"), double_point::bad, double_point::bad));
  BOOST_TEST(becomes(to("boolean"), true, true));
}

BOOST_AUTO_TEST_CASE(two_bits_are_a_position_too) {
  BOOST_TEST(becomes(to("double-point"), bit_string{"10"}, double_point::on));
  BOOST_TEST(becomes(to("boolean"), bit_string{"01"}, false));
  BOOST_TEST(is_misfit(to("boolean"), bit_string{"010"}));
}

BOOST_AUTO_TEST_CASE(booleans_and_numbers_become_each_other) {
  BOOST_TEST(becomes(to("integer"), true, whole(1)));
  BOOST_TEST(becomes(to("float"), false, 0.0));
  BOOST_TEST(becomes(to("boolean"), whole(-2), true));
  BOOST_TEST(becomes(to("boolean"), 0.0, false));
  BOOST_TEST(becomes(to("double-point"), natural(1), double_point::on));
  BOOST_TEST(becomes(to("integer"), double_point::bad, whole(3)));
}

BOOST_AUTO_TEST_CASE(bits_pass) {
  BOOST_TEST(becomes(to("bit-string"), bit_string{"0110"}, bit_string{"0110"}));
  BOOST_TEST(becomes(to("bit-string"), double_point::on, double_point::on));
  BOOST_TEST(becomes(to("bit-string"), false, double_point::off));
  BOOST_TEST(becomes(to("bit-string"), natural(6), natural(6)));
  BOOST_TEST(is_misfit(to("bit-string"), 1.5));
}

BOOST_AUTO_TEST_CASE(steps_and_numbers_become_each_other) {
  BOOST_TEST(becomes(to("integer"), step(-7, true), whole(-7)));
  BOOST_TEST(becomes(to("float", 2), step(7, false), 14.0));
  BOOST_TEST(becomes(to("structure"), whole(-7), step(-7, false)));
  BOOST_TEST(becomes(to("structure"), 6.6, step(7, false)));
  BOOST_TEST(becomes(to("structure"), step(3, true), step(3, true)));
  BOOST_TEST(is_limit(to("structure"), whole(64), step(63, false)));
}

BOOST_AUTO_TEST_CASE(what_has_no_rule_passes_as_it_is) {
  BOOST_TEST(becomes(to(""), std::string{"text"}, std::string{"text"}));
  BOOST_TEST(becomes(to("string", 2), std::string{"text"}, std::string{"text"}));
  BOOST_TEST(becomes(to("octet-string"), octet_string{{1, 2}}, octet_string{{1, 2}}));
  BOOST_TEST(becomes(to(""), double_point::bad, double_point::bad));
}

BOOST_AUTO_TEST_CASE(tells_what_can_never_go_there) {
  for (auto type : {"boolean", "double-point", "integer", "unsigned", "float",
                    "bit-string", "structure"})
    BOOST_TEST(is_misfit(to(type), std::string{"text"}), type);
}

BOOST_AUTO_TEST_CASE(quality_passes_bit_for_bit) {
  for (auto bits = 0u; bits < 1 << 13; ++bits) {
    auto from = sample{1.5, {static_cast<std::uint16_t>(bits)}, utc_time{5}};
    BOOST_REQUIRE((convert(to("float"), from).quality == from.quality));
    auto with_doubt = convert(within("float", 0, 1), from).quality;
    BOOST_REQUIRE((with_doubt.bits & from.quality.bits & ~3u)
                  == (from.quality.bits & ~3u));
    BOOST_REQUIRE(with_doubt.has(quality::overflow));
    BOOST_REQUIRE((with_doubt.validity() != validity::good));
  }
}

BOOST_AUTO_TEST_CASE(a_lost_point_keeps_its_value_and_is_old) {
  auto lost = quality::make(validity::invalid, quality::old_data);
  auto out = convert(to("integer"), {2.6, lost, utc_time{5}});
  BOOST_TEST((same(*out.what, whole(3)) && out.quality == lost));
  out = convert(to("integer"), {{}, lost, utc_time{5}});
  BOOST_TEST((!out.what && out.quality == lost && out.fits));
}

BOOST_AUTO_TEST_CASE(commands_take_no_doubt) {
  auto of_command = [](const conversion& x, value from) {
    return convert_command(x, from);
  };
  BOOST_TEST(same(*of_command(to("boolean"), double_point::on), true));
  BOOST_TEST(same(*of_command(to(""), double_point::off), false));
  BOOST_TEST(same(*of_command(to("bit-string"), double_point::off), double_point::off));
  BOOST_TEST(same(*of_command(to("", 0.5), 3.0), 1.5));
  BOOST_TEST(same(*of_command(to("integer"), object({{"f", 2.6f}})), whole(3)));
  auto code = [&](const conversion& x, value from) {
    return of_command(x, std::move(from)).error().code;
  };
  BOOST_TEST((code(to("boolean"), double_point::bad) == errc::invalid_value));
  BOOST_TEST((code(within("integer", 0, 1), 1.6) == errc::invalid_value));
  BOOST_TEST((code(to("float"), not_a_number) == errc::invalid_value));
  BOOST_TEST((code(to("float"), std::string{"on"}) == errc::type_mismatch));
}

BOOST_AUTO_TEST_CASE(an_object_tells_its_attributes) {
  auto of = points_telling("ied1:LD0/MMXU1.TotW.mag.f[MX]");
  BOOST_REQUIRE(of.size() == 3u);
  BOOST_TEST(of[1].ref == "ied1:LD0/MMXU1.TotW.mag[MX]");
  BOOST_TEST((of[2] == telling_point{"ied1:LD0/MMXU1.TotW[MX]", {"mag", "f"}}));
  BOOST_TEST(points_telling("rtu1:1/100").size() == 1u);
  BOOST_TEST(points_telling("pv1:active_power").size() == 1u);

  auto f = std::make_shared<const structure>(structure{{"f", 1.5f}});
  auto whole = std::make_shared<const structure>(
    structure{{"mag", f}, {"q", bit_string{"0000000000000"}}});
  auto told = sample{whole, quality::make(validity::questionable), utc_time{7}};
  auto got = part(told, of[2].part);
  BOOST_REQUIRE(got.has_value());
  BOOST_TEST(same(got->value, value{1.5f}));
  BOOST_TEST((got->quality == told.quality));
  BOOST_TEST(got->time.ns == 7);
  BOOST_TEST(!part(told, {"mag", "i"}));
  BOOST_TEST(!part(sample{}, {"mag"}));
}

BOOST_AUTO_TEST_SUITE_END()
