#include "messages/iec104/time.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::iec104;
using namespace std::chrono_literals;

namespace {

utc_time at(const char* text) {
  return from_rfc3339(text).value();
}

cp56time2a june() {
  auto out = cp56time2a{};
  out.milliseconds = 15250;
  out.minute = 30;
  out.hour = 14;
  out.day = 15;
  out.day_of_week = 4;
  out.month = 6;
  out.year = 23;
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_time)

BOOST_AUTO_TEST_CASE(a_time_is_told_in_utc_or_ahead_of_it) {
  BOOST_TEST((to_utc(june()).value() == at("2023-06-15T14:30:15.250Z")));
  BOOST_TEST((to_utc(june(), 60min).value() == at("2023-06-15T13:30:15.250Z")));
  BOOST_TEST((to_utc(june(), -330min).value() == at("2023-06-15T20:00:15.250Z")));
}

BOOST_AUTO_TEST_CASE(summer_time_is_an_hour_more) {
  auto x = june();
  x.summer = true;
  BOOST_TEST((to_utc(x, 60min).value() == at("2023-06-15T12:30:15.250Z")));
  BOOST_TEST((to_cp56(to_utc(x, 60min).value(), 60min, true).value() == x));
}

BOOST_AUTO_TEST_CASE(an_invalid_time_is_of_a_failed_clock) {
  auto x = june();
  x.invalid = true;
  auto utc = to_utc(x).value();
  BOOST_TEST(utc.quality.clock_failure());
  BOOST_TEST((to_cp56(utc).value() == x));
  utc.quality = {0x20}; // not synchronized
  BOOST_TEST(to_cp56(utc).value().invalid);
  utc.quality = {0x8a}; // leap seconds known, accuracy
  BOOST_TEST(!to_cp56(utc).value().invalid);
}

BOOST_AUTO_TEST_CASE(years_are_of_1970_to_2069) {
  auto x = june();
  for (auto [year, whole] : {std::pair{0, 2000}, {69, 2069}, {70, 1970}, {99, 1999}}) {
    x.year = static_cast<std::uint8_t>(year);
    BOOST_TEST(to_rfc3339(to_utc(x).value()).substr(0, 4) == std::to_string(whole));
  }
  BOOST_TEST(to_cp56(at("1970-01-01T00:00:00Z")).has_value());
  BOOST_TEST((to_cp56(at("1969-12-31T23:59:59Z")).error().code == errc::invalid_value));
  BOOST_TEST(to_cp56(at("2069-12-31T23:59:59Z")).value().year == 69);
  BOOST_TEST((to_cp56(at("2070-01-01T00:00:00Z")).error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(fields_that_are_no_time_are_refused) {
  auto wrong = std::vector<cp56time2a>(8, june());
  wrong[0].milliseconds = 60000;
  wrong[1].minute = 60;
  wrong[2].hour = 24;
  wrong[3].day = 0;
  wrong[4].day = 31; // of June
  wrong[5].month = 0;
  wrong[6].month = 13;
  wrong[7].year = 100;
  for (const auto& x : wrong)
    BOOST_TEST((to_utc(x).error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(milliseconds_come_back_and_what_is_finer_is_cut) {
  for (auto text : {"1999-12-31T23:59:59.999Z", "2000-02-29T00:00:00.001Z",
                    "2024-02-29T12:00:00.500Z", "2038-01-19T03:14:08.000Z"})
    for (auto ahead : {0min, 60min, -720min, 345min})
      BOOST_TEST((to_utc(to_cp56(at(text), ahead).value(), ahead).value() == at(text)));
  auto cut = to_utc(to_cp56(at("2024-02-29T12:00:00.500999Z")).value()).value();
  BOOST_TEST((cut == at("2024-02-29T12:00:00.500Z")));
}

BOOST_AUTO_TEST_CASE(the_day_of_the_week_is_told) {
  BOOST_TEST(to_cp56(at("2023-06-15T00:00:00Z")).value().day_of_week == 4);
  BOOST_TEST(to_cp56(at("2023-06-18T23:00:00Z")).value().day_of_week == 7);
  BOOST_TEST(to_cp56(at("2023-06-18T23:00:00Z"), 60min).value().day_of_week == 1);
}

BOOST_AUTO_TEST_CASE(a_short_time_is_in_the_nearest_hour) {
  auto x = cp24time2a{2500, 58};
  auto utc = [&](const char* near) { return to_utc(x, at(near)).value(); };
  BOOST_TEST((utc("2023-06-15T14:59:30Z") == at("2023-06-15T14:58:02.500Z")));
  BOOST_TEST((utc("2023-06-15T15:01:00Z") == at("2023-06-15T14:58:02.500Z")));
  BOOST_TEST((utc("2023-06-15T15:27:00Z") == at("2023-06-15T14:58:02.500Z")));
  BOOST_TEST((utc("2023-06-15T15:29:00Z") == at("2023-06-15T15:58:02.500Z")));
  x.minute = 2;
  BOOST_TEST((utc("2023-06-15T23:59:00Z") == at("2023-06-16T00:02:02.500Z")));
  x.invalid = true;
  BOOST_TEST(utc("2023-06-15T23:59:00Z").quality.clock_failure());
  x.minute = 60;
  BOOST_TEST(!to_utc(x, at("2023-06-15T23:59:00Z")));
}

BOOST_AUTO_TEST_CASE(a_short_time_comes_back) {
  for (auto ahead : {0min, 330min}) {
    auto utc = at("2023-06-15T14:58:02.500Z");
    auto x = to_cp24(utc, ahead);
    BOOST_TEST((to_utc(x, at("2023-06-15T15:20:00Z"), ahead).value() == utc));
  }
  BOOST_TEST((to_cp24(at("2023-06-15T14:58:02.500Z")) == cp24time2a{2500, 58}));
}

BOOST_AUTO_TEST_SUITE_END()
