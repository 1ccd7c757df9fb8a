#include "messages/time.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace bus;

namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

const auto moments = std::vector<timestamp>{
  {0, 0},
  {0, 1},
  {0, 999'999},
  {-1, 999'999},
  {-1, 0},
  {-86'400, 1},
  {951'782'399, 5},
  {951'782'400, 5},
  {4'107'542'400, 0},
  {-2'208'988'800, 123'456},
  {1'795'333'512, 500'000},
};

} // namespace

BOOST_AUTO_TEST_SUITE(messages_time)

BOOST_AUTO_TEST_CASE(a_timestamp_survives_as_a_float) {
  for (auto x : moments)
    BOOST_TEST((timestamp::from_float(x.to_float()) == x));
  auto random = std::mt19937_64{2};
  for (auto i = 0; i < 100'000; ++i) {
    auto x =
      timestamp{static_cast<std::int64_t>(random() >> 31) - (std::int64_t{1} << 32),
                static_cast<std::int32_t>(random() % 1'000'000)};
    BOOST_REQUIRE((timestamp::from_float(x.to_float()) == x));
  }
}

BOOST_AUTO_TEST_CASE(floats_up_to_the_last_year_are_exact) {
  auto last = (std::int64_t{1} << 33) - 1;
  for (auto us = 0; us < 1'000'000; us += 7)
    BOOST_REQUIRE(
      (timestamp::from_float(timestamp{last, us}.to_float()) == timestamp{last, us}));
}

BOOST_AUTO_TEST_CASE(a_float_before_1970_has_positive_microseconds) {
  BOOST_TEST((timestamp::from_float(-0.25) == timestamp{-1, 750'000}));
  BOOST_TEST((timestamp::from_float(-1.0) == timestamp{-1, 0}));
  BOOST_TEST((timestamp::from_float(1.9999999) == timestamp{2, 0}));
  BOOST_TEST((timestamp::from_float(-0.0000001) == timestamp{0, 0}));
}

BOOST_AUTO_TEST_CASE(a_timestamp_survives_as_a_calendar) {
  for (auto x : moments)
    BOOST_TEST((timestamp::from_calendar(x.to_calendar()) == x));
  auto random = std::mt19937_64{3};
  for (auto i = 0; i < 20'000; ++i) {
    auto x =
      timestamp{static_cast<std::int64_t>(random() >> 29) - (std::int64_t{1} << 34),
                static_cast<std::int32_t>(random() % 1'000'000)};
    BOOST_REQUIRE((timestamp::from_calendar(x.to_calendar()) == x));
  }
}

BOOST_AUTO_TEST_CASE(calendar_dates_are_the_known_ones) {
  BOOST_TEST((timestamp{0, 0}.to_calendar() == calendar{}));
  BOOST_TEST((timestamp{-1, 5}.to_calendar() == calendar{1969, 12, 31, 23, 59, 59, 5}));
  BOOST_TEST((timestamp{951'782'400, 0}.to_calendar() == calendar{2000, 2, 29}));
  BOOST_TEST((timestamp{4'107'542'400, 0}.to_calendar() == calendar{2100, 3, 1}));
  BOOST_TEST((timestamp{-2'208'988'800, 0}.to_calendar() == calendar{1900, 1, 1}));
}

BOOST_AUTO_TEST_CASE(timestamps_are_ordered_by_time) {
  BOOST_TEST((timestamp{-1, 999'999} < timestamp{0, 0}));
  BOOST_TEST((timestamp{0, 1} < timestamp{0, 2}));
  BOOST_TEST((timestamp{1, 0} > timestamp{0, 999'999}));
  BOOST_TEST((timestamp{-2, 0} < timestamp{-1, 0}));
}

BOOST_AUTO_TEST_CASE(a_timestamp_survives_in_the_buss_time) {
  for (auto x : moments)
    BOOST_TEST((to_timestamp(to_utc(x)) == x));
}

BOOST_AUTO_TEST_CASE(every_24_bit_fraction_survives) {
  for (std::uint32_t fraction = 0; fraction < 1u << 24; fraction += 5) {
    auto x = utc_time::from_fraction24(-3, fraction);
    BOOST_REQUIRE(x.fraction24() == fraction);
    BOOST_REQUIRE(x.seconds() == -3);
  }
  for (auto fraction : {0u, 1u, 0x7fffffu, 0x800000u, 0xfffffeu, 0xffffffu})
    for (auto second : {std::int64_t{-9'000'000'000}, std::int64_t{-1}, std::int64_t{0},
                        std::int64_t{0xffffffff}}) {
      auto x = utc_time::from_fraction24(second, fraction);
      BOOST_TEST(x.fraction24() == fraction);
      BOOST_TEST(x.seconds() == second);
    }
}

BOOST_AUTO_TEST_CASE(a_fraction_stays_in_24_bits_at_the_end_of_a_second) {
  for (auto ns : {999'999'999, 999'999'971, 999'999'940})
    BOOST_TEST(utc_time{ns}.fraction24() == 0xffffff);
  BOOST_TEST(utc_time{-1}.fraction24() == 0xffffff);
  BOOST_TEST(utc_time{-1}.seconds() == -1);
}

BOOST_AUTO_TEST_CASE(text_always_has_nine_digits) {
  BOOST_TEST(to_rfc3339({0}) == "1970-01-01T00:00:00.000000000Z");
  BOOST_TEST(to_rfc3339({-1}) == "1969-12-31T23:59:59.999999999Z");
  BOOST_TEST(to_rfc3339({1'795'333'512 * second_ns + 123'456'720})
             == "2026-11-22T07:45:12.123456720Z");
  BOOST_TEST(to_rfc3339({INT64_MAX}) == "2262-04-11T23:47:16.854775807Z");
  BOOST_TEST(to_rfc3339({INT64_MIN}) == "1677-09-21T00:12:43.145224192Z");
}

BOOST_AUTO_TEST_CASE(text_survives_both_ways) {
  auto random = std::mt19937_64{4};
  for (auto i = 0; i < 20'000; ++i) {
    auto ns = static_cast<std::int64_t>(random());
    if (ns / second_ns > 9'180'000'000 || ns / second_ns < -9'180'000'000)
      continue; // the years at the very ends are not read
    BOOST_REQUIRE((from_rfc3339(to_rfc3339({ns})).value().ns == ns));
  }
}

BOOST_AUTO_TEST_CASE(equal_moments_have_many_texts) {
  for (auto text : {"2026-11-22T07:45:12.5Z", "2026-11-22t07:45:12.5z",
                    "2026-11-22 07:45:12.500000000Z", "2026-11-22T08:45:12.50+01:00",
                    "2026-11-21T22:15:12.5-09:30", "2026-11-22T07:45:12.5-00:00"})
    BOOST_TEST(from_rfc3339(text).value().ns
               == 1'795'333'512 * second_ns + 500'000'000);
  BOOST_TEST(from_rfc3339("1970-01-01T00:00:00Z").value().ns == 0);
  BOOST_TEST(from_rfc3339("2016-12-31T23:59:60Z").value().ns
             == from_rfc3339("2017-01-01T00:00:00Z").value().ns);
}

BOOST_AUTO_TEST_CASE(what_is_no_time_is_refused) {
  for (auto text : {"",
                    "2026",
                    "2026-11-22",
                    "2026-11-22T07:45Z",
                    "2026-11-22T07:45:12",
                    "2026-11-22T07:45:12.Z",
                    "2026-11-22T07:45:12.1234567891Z",
                    "2026-13-22T07:45:12Z",
                    "2026-00-22T07:45:12Z",
                    "2026-02-29T07:45:12Z",
                    "2026-11-31T07:45:12Z",
                    "2026-11-22T24:00:00Z",
                    "2026-11-22T07:60:12Z",
                    "2026-11-22T07:45:61Z",
                    "2026-11-22T07:45:12+24:00",
                    "2026-11-22T07:45:12+0100",
                    "2026-11-22T07:45:12+01:60",
                    "2026-11-22T07:45:12Z ",
                    " 2026-11-22T07:45:12Z",
                    "2026-11-22X07:45:12Z",
                    "2026-1-22T07:45:12Z",
                    "+026-11-22T07:45:12Z",
                    "1600-01-01T00:00:00Z",
                    "2300-01-01T00:00:00Z",
                    "2026-11-22T07:45:12.5",
                    "2026-11-22T-7:45:12Z"})
    BOOST_TEST((from_rfc3339(text).error().code == errc::invalid_value), text);
}

BOOST_AUTO_TEST_SUITE_END()
