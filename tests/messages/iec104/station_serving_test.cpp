#include "tests/messages/iec104/station_fixture.hpp"

using namespace bus;
using namespace bus::test;

BOOST_AUTO_TEST_SUITE(iec104_station_serving)

BOOST_AUTO_TEST_CASE(an_interrogation_is_confirmed_told_and_terminated) {
  auto points = std::vector<iec104::served_point>{};
  for (auto i = 0u; i < 100; ++i)
    points.push_back(measured(i + 1));
  points.push_back({.at = {1, 500}, .type = type_id::m_sp_tb_1, .groups = 2});
  points.push_back({.at = {1, 510}, .type = type_id::m_sp_tb_1});
  auto x = served{points};
  x.set(7, 7.f);
  x.set(500, true);
  x.take();
  x.send(type_id::c_ic_na_1, cause::activation, 0, iec104::interrogation{});
  auto told = x.take();
  BOOST_REQUIRE(told.size() == 6u);
  BOOST_TEST(text_of(told[0]) == "C_IC_NA_1 actcon 0");
  BOOST_TEST(text_of(told[1]) == "M_SP_NA_1 inrogen 500 510");
  BOOST_TEST(told[2].sequence);
  BOOST_TEST(told[2].objects.size() == 48u);
  BOOST_TEST((told[2].objects[6].element == iec104::element{iec104::short_float{7.f}}));
  BOOST_TEST(text_of(told[5]) == "C_IC_NA_1 actterm 0");
  // What never was set says so.
  auto& none = std::get<iec104::short_float>(told[2].objects[0].element);
  BOOST_TEST(none.quality.has(iec104::quality_descriptor::invalid));
  BOOST_TEST(none.quality.has(iec104::quality_descriptor::not_topical));

  x.send(type_id::c_ic_na_1, cause::activation, 0, iec104::interrogation{22});
  CHECK_TEXTS(x.take(),
              {"C_IC_NA_1 actcon 0", "M_SP_NA_1 inro2 500", "C_IC_NA_1 actterm 0"});
  x.send(type_id::c_ic_na_1, cause::activation, 0, iec104::interrogation{19});
  CHECK_TEXTS(x.take(), {"C_IC_NA_1 actcon negative 0"});
}

BOOST_AUTO_TEST_CASE(all_stations_answer_what_is_for_all) {
  auto x = served{{measured(1), measured(1, 2)}};
  x.send(type_id::c_ic_na_1, cause::activation, 0, iec104::interrogation{}, 1, {}, 0,
         iec104::broadcast_address);
  auto told = x.take();
  BOOST_TEST(told.size() == 6u);
  auto second =
    std::ranges::count_if(told, [](auto& one) { return one.head.common_address == 2; });
  BOOST_TEST(second == 3);
}

BOOST_AUTO_TEST_CASE(events_that_were_there_come_before_what_is_asked_for) {
  auto x = served{{measured(1)}};
  x.set(1, 1.f);
  x.set(1, 2.f, 1);
  x.send(type_id::c_ic_na_1, cause::activation, 0, iec104::interrogation{});
  CHECK_TEXTS(x.take(), {"C_IC_NA_1 actcon 0", "M_ME_TF_1 spont 1 1",
                         "M_ME_NC_1 inrogen 1", "C_IC_NA_1 actterm 0"});
}

BOOST_AUTO_TEST_CASE(an_interrogation_is_stopped) {
  auto points = std::vector<iec104::served_point>{};
  for (auto i = 0u; i < 200; ++i)
    points.push_back(measured(2 * i + 1));
  auto x = served{points};
  x.send(type_id::c_ic_na_1, cause::activation, 0, iec104::interrogation{});
  BOOST_TEST(x.take(1, true, 3).size() == 3u);
  x.send(type_id::c_ic_na_1, cause::deactivation, 0, iec104::interrogation{});
  CHECK_TEXTS(x.take(), {"C_IC_NA_1 deactcon 0"});
  x.send(type_id::c_ic_na_1, cause::deactivation, 0, iec104::interrogation{});
  CHECK_TEXTS(x.take(), {"C_IC_NA_1 deactcon negative 0"});
}

BOOST_AUTO_TEST_CASE(counters_are_frozen_read_and_reset) {
  using iec104::counter_interrogation;
  using iec104::freeze;
  auto x = served{{{.at = {1, 1}, .type = type_id::m_it_tb_1, .groups = 1}}};
  auto counted = [&](std::uint8_t request = 5) {
    x.send(type_id::c_ci_na_1, cause::activation, 0, counter_interrogation{request});
    auto told = x.take();
    BOOST_REQUIRE(told.size() == 3u);
    return std::get<iec104::integrated_total>(told[1].objects[0].element);
  };
  x.set(1, std::int64_t{1'000});
  x.take();
  BOOST_TEST(counted().counter == 1'000);
  x.send(type_id::c_ci_na_1, cause::activation, 0,
         counter_interrogation{5, freeze::freeze});
  CHECK_TEXTS(x.take(), {"C_CI_NA_1 actcon 0", "C_CI_NA_1 actterm 0"});
  x.set(1, std::int64_t{1'007});
  x.take();
  BOOST_TEST(counted(1).counter == 1'000);
  BOOST_TEST(int{counted(1).sequence} == 1);
  x.send(type_id::c_ci_na_1, cause::activation, 0,
         counter_interrogation{1, freeze::freeze_and_reset});
  x.take();
  BOOST_TEST(counted().counter == 1'007);
  x.set(1, std::int64_t{1'010});
  auto told = x.take();
  BOOST_REQUIRE(told.size() == 1u);
  BOOST_TEST(std::get<iec104::integrated_total>(told[0].objects[0].element).counter
             == 3);
  // A general interrogation does not tell totals.
  x.send(type_id::c_ic_na_1, cause::activation, 0, iec104::interrogation{});
  BOOST_TEST(x.take().size() == 2u);
}

BOOST_AUTO_TEST_CASE(one_is_read_and_the_clock_confirmed) {
  auto x = served{{measured(3)}};
  x.set(3, 4.f);
  x.take();
  x.send(type_id::c_rd_na_1, cause::request, 3, iec104::read_command{});
  x.send(type_id::c_rd_na_1, cause::request, 4, iec104::read_command{});
  x.send(type_id::c_cs_na_1, cause::activation, 0, iec104::clock_synchronization{}, 1,
         iec104::to_cp56(utc0).value(), 5);
  x.send(type_id::c_ts_na_1, cause::activation, 0, iec104::test_command{});
  auto told = x.take();
  CHECK_TEXTS(told, {"M_ME_NC_1 req 3", "C_RD_NA_1 unknown-object-address negative 4",
                     "C_CS_NA_1 actcon 0", "C_TS_NA_1 actcon 0"});
  auto time =
    iec104::to_utc(std::get<iec104::cp56time2a>(told[2].objects[0].time)).value();
  BOOST_TEST(time.ns == utc0.ns + 5'000'000'000); // ours
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_answered_with_its_mirror) {
  auto x = served{
    {measured(1), switched(20, 21), {.at = {1, 21}, .type = type_id::m_dp_tb_1}}};
  auto off = iec104::double_command{double_point::off};
  x.send(type_id::c_sc_na_1, cause::activation, 20, iec104::single_command{});
  x.send(type_id::c_dc_na_1, cause::activation, 22, off);
  x.send(type_id::c_dc_na_1, cause::request, 20, off);
  x.send(type_id::c_dc_na_1, cause::activation, 20, off, 1, {}, 0, 9);
  x.send(type_id::m_sp_na_1, cause::spontaneous, 1, iec104::single_point{});
  auto unknown = bytes{90, 1, 6, 0, 1, 0, 1, 0, 0, 1};
  x.station.receive(1, unknown, at(0));
  auto octets = x.station.take_output(1, 10);
  auto causes = std::vector<int>{};
  for (auto& one : octets)
    causes.push_back(one[2]);
  auto expected =
    std::vector<int>{0x40 | 47, 0x40 | 47, 0x40 | 45, 0x40 | 46, 0x40 | 44, 0x40 | 44};
  BOOST_CHECK_EQUAL_COLLECTIONS(causes.begin(), causes.end(), expected.begin(),
                                expected.end());
}

BOOST_AUTO_TEST_SUITE_END()
