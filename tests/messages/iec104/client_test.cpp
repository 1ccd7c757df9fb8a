#include "tests/messages/iec104/client_fixture.hpp"

using namespace bus;
using namespace bus::iec104;
using namespace std::chrono_literals;
using bus::test::client_fixture;
using bus::test::hex;

namespace {

client_settings quiet() {
  auto out = client_settings{};
  out.interrogates = false;
  return out;
}

client_fixture started(client_settings x = quiet()) {
  auto out = client_fixture{std::move(x)};
  out.start();
  return out;
}

cp56time2a noon_and(std::uint16_t milliseconds) {
  auto out = to_cp56(from_rfc3339("2026-03-01T12:00:00Z").value()).value();
  out.milliseconds = milliseconds;
  return out;
}

/// As float, or as double where the value is one.
double number_of(const value& x) {
  return to_number(x).value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_client)

BOOST_AUTO_TEST_CASE(a_cause_is_a_reason) {
  auto uut = started();
  uut.tell_on(cause::interrogated_by_station, 100, true);
  BOOST_TEST(uut.told() == "1/100 true general-interrogation,initial");
  uut.tell_on(cause::background, 100, true);
  BOOST_TEST(uut.told() == "1/100 true general-interrogation");
  uut.tell_on(cause::interrogated_by_group_16, 100, false);
  BOOST_TEST(uut.told() == "1/100 false general-interrogation");
  uut.tell_on(cause::counter_requested_group_4, 100, false);
  BOOST_TEST(uut.told() == "1/100 false general-interrogation");
  uut.tell_on(cause::periodic, 100, true);
  BOOST_TEST(uut.told() == "1/100 true data-update");
  uut.tell_on(cause::request, 100, true);
  BOOST_TEST(uut.told() == "1/100 true poll");
  uut.tell_on(cause{42}, 100, true); // of no meaning
  BOOST_TEST(uut.told() == "1/100 true data-update");
  uut.tell_on(cause::background, 7, false, 2);
  BOOST_TEST(uut.told() == "2/7 false general-interrogation,initial");
}

BOOST_AUTO_TEST_CASE(an_event_tells_what_changed) {
  for (auto why : {cause::spontaneous, cause::return_remote, cause::return_local}) {
    auto uut = started();
    uut.tell_on(why, 100, true);
    BOOST_TEST(uut.told() == "1/100 true data-change");
    uut.tell_on(why, 100, true);
    BOOST_TEST(uut.told() == "1/100 true data-update");
    uut.tell(type_id::m_sp_na_1, why, 100, single_point{true, {0x40}});
    BOOST_TEST(uut.told() == "1/100 true quality-change");
    BOOST_TEST((uut.last_told.what.quality
                == quality::make(validity::questionable, quality::old_data)));
    uut.tell(type_id::m_sp_na_1, why, 100, single_point{false, {0x80}});
    BOOST_TEST(uut.told() == "1/100 false data-change");
    uut.tell(type_id::m_dp_na_1, why, 100, iec104::double_point{});
    BOOST_TEST(uut.told() == "1/100 \"intermediate\" data-change");
  }
}

BOOST_AUTO_TEST_CASE(a_value_of_members_changes_with_its_contents) {
  auto uut = started();
  for (auto* expected : {"data-change", "data-update"}) {
    uut.tell(type_id::m_st_na_1, cause::spontaneous, 1, step_position{5});
    BOOST_TEST(uut.told().ends_with(expected));
  }
  uut.tell(type_id::m_st_na_1, cause::spontaneous, 1, step_position{5, true});
  BOOST_TEST(uut.told().ends_with("data-change"));
}

BOOST_AUTO_TEST_CASE(objects_of_an_asdu_are_told_in_their_order) {
  auto uut = started();
  auto x = asdu{{type_id::m_sp_na_1, cause::spontaneous}};
  for (auto i = 0u; i < 3; ++i)
    x.objects.push_back({100 + i, single_point{i == 1}});
  x.sequence = true;
  uut.receive(x);
  BOOST_TEST(uut.told()
             == "1/100 false data-change, 1/101 true data-change, 1/102 false "
                "data-change");
}

BOOST_AUTO_TEST_CASE(t_is_the_test_bit_of_the_quality) {
  auto uut = started();
  uut.tell_on(cause::spontaneous, 100, true);
  uut.receive({{type_id::m_sp_na_1, cause::spontaneous, false, true},
               {{100, single_point{true}}}});
  BOOST_TEST(uut.told() == "1/100 true data-change, 1/100 true quality-change");
  BOOST_TEST(uut.last_told.what.quality.has(quality::test));
}

BOOST_AUTO_TEST_CASE(what_has_no_time_is_of_now) {
  auto uut = started();
  uut.tell_on(cause::spontaneous, 100, true);
  uut.told();
  BOOST_TEST((uut.last_told.what.time == uut.now.utc));
}

BOOST_AUTO_TEST_CASE(a_whole_time_is_of_the_stations_zone) {
  auto settings = quiet();
  settings.zone = {60min, true};
  auto uut = started(settings);
  uut.tell(type_id::m_sp_tb_1, cause::spontaneous, 100, single_point{true},
           noon_and(1'250));
  uut.told();
  BOOST_TEST(to_rfc3339(uut.last_told.what.time) == "2026-03-01T11:00:01.250000000Z");
  BOOST_TEST(uut.last_told.what.time.quality.bits == 0);
}

BOOST_AUTO_TEST_CASE(a_time_of_the_hour_is_the_nearest_to_now) {
  auto uut = started();
  uut.tell(type_id::m_sp_ta_1, cause::spontaneous, 100, single_point{true},
           cp24time2a{500, 59});
  uut.told();
  BOOST_TEST(to_rfc3339(uut.last_told.what.time) == "2026-03-01T11:59:00.500000000Z");
}

BOOST_AUTO_TEST_CASE(a_time_that_is_invalid_is_a_clock_that_failed) {
  auto uut = started();
  auto invalid = noon_and(0);
  invalid.invalid = true;
  auto none = noon_and(0);
  none.month = 0;
  auto none_of_hour = cp24time2a{60'000, 59};
  uut.tell(type_id::m_sp_tb_1, cause::spontaneous, 100, single_point{true}, invalid);
  uut.told();
  BOOST_TEST(uut.last_told.what.time.quality.clock_failure());
  BOOST_TEST(to_rfc3339(uut.last_told.what.time) == "2026-03-01T12:00:00.000000000Z");
  uut.pass(1s);
  for (auto& [type, time] : {std::pair{type_id::m_sp_tb_1, time_tag{none}},
                             std::pair{type_id::m_sp_ta_1, time_tag{none_of_hour}}}) {
    uut.tell(type, cause::spontaneous, 100, single_point{true}, time);
    uut.told();
    BOOST_TEST(uut.last_told.what.time.quality.clock_failure());
    BOOST_TEST(uut.last_told.what.time.ns == uut.now.utc.ns);
  }
}

BOOST_AUTO_TEST_CASE(numbers_are_scaled_as_configured) {
  auto settings = quiet();
  for (auto at : {1u, 2u, 3u, 4u}) {
    settings.points.push_back({{1, at}});
    settings.points.back().scale = 0.5;
    settings.points.back().offset = 10;
  }
  auto uut = started(settings);
  auto is = [&]<class T>(T expected) {
    uut.told();
    BOOST_REQUIRE(std::holds_alternative<T>(uut.last_told.what.value));
    BOOST_TEST(number_of(uut.last_told.what.value) == static_cast<double>(expected));
  };
  uut.tell(type_id::m_me_nb_1, cause::spontaneous, 1, scaled{-3});
  is(8.5);
  uut.tell(type_id::m_me_nc_1, cause::spontaneous, 2, short_float{3});
  is(11.5f);
  uut.tell(type_id::m_me_na_1, cause::spontaneous, 3, normalized{16'384});
  is(10.25f);
  uut.tell(type_id::m_it_na_1, cause::spontaneous, 4, integrated_total{2'000'000'001});
  is(1'000'000'010.5);
  uut.tell(type_id::m_me_nb_1, cause::spontaneous, 5, scaled{-3}); // not configured
  is(std::int64_t{-3});
  uut.tell_on(cause::spontaneous, 1, true); // no number
  BOOST_TEST(uut.told() == "1/1 true data-change");
}

BOOST_AUTO_TEST_CASE(every_monitored_type_is_told) {
  auto uut = started();
  for (auto code = 1; code <= 40; ++code) {
    auto object = make_object(static_cast<type_id>(code));
    if (!object)
      continue;
    uut.tell(static_cast<type_id>(code), cause::spontaneous, 1, object->element,
             object->time);
    BOOST_TEST(uut.told() != "");
  }
  BOOST_TEST(uut.remarks() == "");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_a_remark_once_a_connection) {
  auto uut = started();
  for (auto i = 0; i < 2; ++i) {
    uut.client.receive(hex("01 01 03 00 01"), uut.now);
    uut.client.receive(hex("c8 01 03 00 01 00 64 00 00 01"), uut.now);
    uut.client.receive(hex("01 01 03 00 01 00 00 00 00 01"), uut.now);
    uut.client.receive(hex("01 01 03 00 00 00 64 00 00 01"), uut.now);
    uut.client.receive(hex("01 01 43 00 01 00 64 00 00 01"), uut.now);
  }
  BOOST_TEST(uut.told() == "");
  auto expected =
    "an ASDU that could not be read: malformed at iec104.asdu: its head is cut; "
    "an ASDU of the unknown type 200; "
    "an object without an address: M_SP_NA_1 of 1, cause spont; "
    "an ASDU that tells nothing: M_SP_NA_1 of 0, cause spont; "
    "an ASDU that tells nothing: M_SP_NA_1 of 1, cause spont";
  BOOST_TEST(uut.remarks() == expected);
  uut.client.stopped({errc::not_connected, "link"});
  uut.start();
  uut.client.receive(hex("c8 01 03 00 01 00 64 00 00 01"), uut.now);
  BOOST_TEST(uut.remarks() == "an ASDU of the unknown type 200");
}

BOOST_AUTO_TEST_CASE(remarks_end) {
  auto uut = started();
  for (auto common = 0u; common < 65'535; ++common) {
    auto octets = hex("01 01 43 00 01 00 64 00 00 01");
    octets[4] = static_cast<std::uint8_t>(common);
    octets[5] = static_cast<std::uint8_t>(common >> 8);
    uut.client.receive(octets, uut.now);
  }
  BOOST_TEST(uut.client.take_remarks().size() == 100);
}

BOOST_AUTO_TEST_CASE(there_are_not_more_points_than_may_be) {
  auto settings = quiet();
  settings.most_points = 2;
  settings.points = {{{1, 9}}};
  auto uut = started(settings);
  for (auto at : {1u, 2u, 3u, 1u, 9u})
    uut.tell_on(cause::periodic, at, true);
  BOOST_TEST(uut.told()
             == "1/1 true data-update, 1/2 true data-update, 1/1 true data-update, "
                "1/9 true data-update");
  BOOST_TEST(uut.remarks()
             == "too many points: those that are not configured are left out");
}

BOOST_AUTO_TEST_CASE(a_configured_point_is_found) {
  auto settings = quiet();
  settings.points = {{{1, 9}, type_id::m_sp_na_1}};
  auto uut = started(settings);
  uut.tell_on(cause::periodic, 1, true);
  BOOST_REQUIRE(uut.client.find({1, 9}));
  BOOST_TEST((uut.client.find({1, 9})->type == type_id::m_sp_na_1));
  BOOST_TEST(!uut.client.find({1, 1}));
  BOOST_TEST(!uut.client.find({2, 9}));
}

BOOST_AUTO_TEST_CASE(a_fresh_client_waits_for_nothing) {
  auto uut = client_fixture{};
  BOOST_TEST((uut.client.deadline() == never));
  uut.client.tick(uut.now);
  uut.client.stopped({errc::not_connected, "link"});
  BOOST_TEST(uut.sent() == "");
  auto idle = started();
  BOOST_TEST((idle.client.deadline() == never));
}

BOOST_AUTO_TEST_SUITE_END()
