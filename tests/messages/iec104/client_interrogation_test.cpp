#include "tests/messages/iec104/client_fixture.hpp"

using namespace bus;
using namespace bus::iec104;
using namespace std::chrono_literals;
using bus::test::client_fixture;
using bus::test::outcome;

namespace {

using freeze_as = action::interrogation::freeze;

client_settings quiet(std::vector<std::uint16_t> common = {1}) {
  auto out = client_settings{};
  out.common_addresses = std::move(common);
  out.interrogates = false;
  return out;
}

client_fixture started(client_settings x) {
  auto out = client_fixture{std::move(x)};
  out.start();
  return out;
}

action::interrogation counters(std::uint8_t group = 0,
                               freeze_as how = freeze_as::read) {
  return {true, group, {}, how};
}

void ask(client_fixture& x, const action::interrogation& what, outcome& to,
         duration timeout = 1h) {
  x.client.interrogate(what, x.in(timeout), x.now, to.acted());
}

std::string success(const std::string& what, int objects) {
  return R"({"interrogation":")" + what + R"(","objects":)" + std::to_string(objects)
         + "}";
}

void tell_total(client_fixture& x, cause why, std::uint32_t at = 1) {
  x.tell(type_id::m_it_na_1, why, at, integrated_total{1});
}

const auto lost = error{errc::not_connected, "link"};

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_client_interrogation)

BOOST_AUTO_TEST_CASE(at_a_start_it_asks_as_configured) {
  auto settings = client_settings{};
  settings.common_addresses = {1, 2};
  settings.interrogates_counters = true;
  settings.synchronizes = true;
  settings.freeze = freeze::freeze_and_reset;
  auto uut = started(settings);
  BOOST_TEST(uut.sent()
             == "C_CS_NA_1 act 1, C_CS_NA_1 act 2, C_IC_NA_1 act 1, C_IC_NA_1 act 2, "
                "C_CI_NA_1 act 1, C_CI_NA_1 act 2");
  BOOST_TEST((uut.last.objects[0].element
              == element{counter_interrogation{5, freeze::freeze_and_reset}}));
  uut.start(); // it is
  BOOST_TEST(uut.sent() == "");
  uut.client.stopped(lost);
  uut.start();
  BOOST_TEST(uut.sent() != "");
}

BOOST_AUTO_TEST_CASE(a_general_one_counts_its_objects) {
  auto uut = started(quiet());
  auto told = outcome{};
  ask(uut, {}, told);
  BOOST_TEST(uut.sent() == "C_IC_NA_1 act 1");
  BOOST_TEST((uut.last.objects[0].element == element{interrogation{20}}));
  uut.confirm();
  uut.tell_on(cause::interrogated_by_station, 1, true);
  uut.tell_on(cause::interrogated_by_station, 2, true);
  uut.tell_on(cause::spontaneous, 3, true);
  uut.tell_on(cause::interrogated_by_group_1, 4, true);
  uut.tell_on(cause::interrogated_by_station, 5, true, 2);
  tell_total(uut, cause::counter_requested_generally);
  BOOST_TEST(told.calls == 0);
  uut.terminate();
  BOOST_TEST(told.text == success("general", 2));
  uut.terminate();
  uut.pass(2min);
  BOOST_TEST(told.calls == 1);
  BOOST_TEST((uut.client.deadline() == never));
}

BOOST_AUTO_TEST_CASE(groups_have_qualifiers_and_causes_of_their_own) {
  auto uut = started(quiet());
  auto told = outcome{};
  ask(uut, {false, 16}, told);
  uut.sent();
  BOOST_TEST((uut.last.objects[0].element == element{interrogation{36}}));
  uut.confirm();
  uut.tell_on(cause::interrogated_by_group_16, 1, true);
  uut.tell_on(cause::interrogated_by_station, 1, true);
  uut.terminate();
  BOOST_TEST(told.text == success("general", 1));
  ask(uut, counters(4), told);
  uut.sent();
  BOOST_TEST((uut.last.objects[0].element == element{counter_interrogation{4}}));
  uut.confirm();
  tell_total(uut, cause::counter_requested_group_4);
  tell_total(uut, cause::counter_requested_generally);
  uut.terminate();
  BOOST_TEST(told.text == success("counters", 1));
}

BOOST_AUTO_TEST_CASE(all_stations_are_asked_or_one) {
  auto uut = started(quiet({1, 2}));
  auto told = outcome{};
  ask(uut, {}, told);
  BOOST_TEST(uut.sent() == "C_IC_NA_1 act 1, C_IC_NA_1 act 2");
  uut.confirm();
  uut.tell_on(cause::interrogated_by_station, 1, true, 2);
  uut.terminate();
  BOOST_TEST(told.calls == 0);
  uut.last.head.common_address = 1;
  uut.confirm();
  uut.tell_on(cause::interrogated_by_station, 1, true);
  uut.terminate();
  BOOST_TEST(told.text == success("general", 2));
  ask(uut, {false, 0, std::uint16_t{2}}, told);
  BOOST_TEST(uut.sent() == "C_IC_NA_1 act 2");
  uut.terminate(); // of an earlier one: nothing was confirmed
  uut.confirm();
  uut.terminate();
  BOOST_TEST(told.calls == 2);
  ask(uut, {false, 0, broadcast_address}, told);
  BOOST_TEST(uut.sent() == "C_IC_NA_1 act 1, C_IC_NA_1 act 2");
}

BOOST_AUTO_TEST_CASE(who_asks_the_same_joins) {
  auto settings = quiet();
  settings.interrogates = true;
  auto uut = started(settings);
  BOOST_TEST(uut.sent() == "C_IC_NA_1 act 1");
  auto first = outcome{}, second = outcome{}, other = outcome{};
  ask(uut, {}, first);
  ask(uut, {}, second);
  ask(uut, {false, 3}, other);
  BOOST_TEST(other.text == "busy: another general interrogation of 1 is under way");
  BOOST_TEST(uut.sent() == "");
  uut.confirm();
  uut.terminate();
  BOOST_TEST(first.text == success("general", 0));
  BOOST_TEST(second.text == success("general", 0));
  ask(uut, counters(), first);
  ask(uut, counters(0, freeze_as::reset), other);
  BOOST_TEST(other.text == "busy: another counter interrogation of 1 is under way");
  ask(uut, {}, other); // of another kind
  BOOST_TEST(uut.sent() == "C_CI_NA_1 act 1, C_IC_NA_1 act 1");
  BOOST_TEST(first.calls + second.calls + other.calls == 4);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_told_or_a_remark) {
  auto uut = started(client_settings{});
  uut.sent();
  uut.confirm(true);
  BOOST_TEST(uut.remarks() == "general interrogation of 1: negative-confirmation");
  uut.client.stopped(lost);
  uut.start();
  uut.sent();
  uut.pass(5s);
  BOOST_TEST(uut.remarks() == "general interrogation of 1: no confirmation in time");
  auto told = outcome{};
  for (auto& [why, word] :
       {std::pair{cause::activation_confirmation, "negative-confirmation"},
        std::pair{cause::unknown_type, "unknown-type"},
        std::pair{cause::unknown_common_address, "unknown-common-address"}}) {
    ask(uut, {}, told);
    uut.sent();
    uut.answer(why, true);
    BOOST_TEST(told.text == std::string{"rejected: "} + word);
  }
  ask(uut, {}, told);
  uut.sent();
  uut.confirm();
  uut.terminate(true);
  BOOST_TEST(told.text == "rejected: negative-termination");
  BOOST_TEST(told.calls == 4);
  BOOST_TEST(uut.remarks() == "");
}

BOOST_AUTO_TEST_CASE(of_several_stations_the_first_refusal_is_the_answer) {
  auto uut = started(quiet({1, 2}));
  auto told = outcome{};
  ask(uut, {}, told);
  uut.sent();
  uut.confirm(true);
  BOOST_TEST(told.text == "rejected: negative-confirmation");
  uut.last.head.common_address = 1;
  uut.confirm();
  uut.terminate();
  BOOST_TEST(told.calls == 1);
}

BOOST_AUTO_TEST_CASE(what_does_not_come_is_a_timeout) {
  auto uut = started(quiet());
  auto told = outcome{};
  ask(uut, {}, told);
  uut.sent();
  BOOST_TEST((uut.client.deadline() == uut.in(5s)));
  uut.pass(5s);
  BOOST_TEST(told.text == "timeout: no confirmation in time");
  ask(uut, {}, told);
  uut.sent();
  uut.confirm();
  uut.pass(119s);
  BOOST_TEST(told.calls == 1);
  uut.pass(1s);
  BOOST_TEST(told.text == "timeout: no termination in time");
  BOOST_TEST(uut.remarks() == "");
  ask(uut, {}, told, 3s);
  uut.pass(3s);
  BOOST_TEST(told.text == "timeout: the interrogation did not end in time");
  ask(uut, {}, told, 0s);
  BOOST_TEST(told.text == "timeout: it was not asked in time");
  uut.pass(2s);
  BOOST_TEST(uut.remarks() == ""); // somebody was told
  BOOST_TEST(told.calls == 4);
}

BOOST_AUTO_TEST_CASE(a_station_that_does_not_confirm_is_understood) {
  auto uut = started(quiet());
  auto told = outcome{};
  ask(uut, {}, told);
  uut.sent();
  uut.tell_on(cause::interrogated_by_station, 1, true);
  uut.pass(100s);
  uut.terminate();
  BOOST_TEST(told.text == success("general", 1));
}

BOOST_AUTO_TEST_CASE(a_freeze_may_end_with_its_confirmation) {
  auto uut = started(quiet());
  auto told = outcome{};
  ask(uut, counters(2, freeze_as::freeze_and_reset), told);
  uut.sent();
  BOOST_TEST((uut.last.objects[0].element
              == element{counter_interrogation{2, freeze::freeze_and_reset}}));
  uut.confirm();
  uut.pass(5s);
  BOOST_TEST(told.text == success("counters", 0));
  ask(uut, counters(2, freeze_as::freeze), told, 3s);
  uut.sent();
  uut.confirm();
  uut.pass(3s);
  BOOST_TEST(told.text == success("counters", 0));
  ask(uut, counters(2, freeze_as::freeze), told);
  uut.sent();
  uut.confirm();
  uut.terminate();
  BOOST_TEST(told.calls == 3);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_asked_is_refused) {
  auto uut = started(quiet({}));
  auto told = outcome{};
  ask(uut, {}, told);
  BOOST_TEST(told.text == "unsupported: no common address is configured");
  ask(uut, {false, 17}, told);
  BOOST_TEST(told.text == "invalid-value: expected a group from 1 to 16");
  ask(uut, counters(5), told);
  BOOST_TEST(told.text == "invalid-value: expected a group from 1 to 4");
  ask(uut, {false, 0, std::uint16_t{0}}, told);
  BOOST_TEST(told.text == "invalid-value: 0 is no station");
  uut.client.stopped(lost);
  ask(uut, {false, 0, std::uint16_t{1}}, told);
  BOOST_TEST(told.text == "not-connected: ");
  BOOST_TEST(told.calls == 5);
}

BOOST_AUTO_TEST_CASE(a_link_that_is_lost_fails_each_caller_once) {
  for (auto confirmed : {false, true}) {
    auto uut = started(quiet({1, 2}));
    auto told = outcome{};
    ask(uut, {}, told);
    uut.sent();
    if (confirmed)
      uut.confirm();
    uut.client.stopped(lost);
    BOOST_TEST(told.text
               == "not-connected: the connection ended, not-connected at link");
    uut.start();
    uut.terminate();
    uut.pass(1h);
    BOOST_TEST(told.calls == 1);
    BOOST_TEST(uut.remarks() == "");
  }
}

BOOST_AUTO_TEST_CASE(a_station_that_began_anew_is_interrogated) {
  auto begins =
    asdu{{type_id::m_ei_na_1, cause::initialized}, {{0, end_of_initialization{}}}};
  auto uut = started(client_settings{});
  BOOST_TEST(uut.sent() == "C_IC_NA_1 act 1");
  uut.receive(begins); // it is still to answer
  BOOST_TEST(uut.sent() == "");
  uut.confirm();
  uut.receive(begins); // in the midst of it
  BOOST_TEST(uut.sent() == "C_IC_NA_1 act 1");
  uut.confirm();
  uut.terminate();
  uut.receive(begins);
  BOOST_TEST(uut.sent() == "C_IC_NA_1 act 1");
  begins.head.common_address = 2; // not configured
  uut.receive(begins);
  BOOST_TEST(uut.sent() == "");
  auto silent = started(quiet());
  silent.receive(begins);
  BOOST_TEST(silent.sent() == "");
}

BOOST_AUTO_TEST_CASE(a_group_ends_before_a_station_that_began_anew_is_interrogated) {
  auto settings = client_settings{};
  auto uut = started(settings);
  uut.sent();
  uut.confirm();
  uut.terminate();
  auto told = outcome{};
  ask(uut, {false, 3}, told);
  uut.sent();
  uut.receive(
    {{type_id::m_ei_na_1, cause::initialized}, {{0, end_of_initialization{}}}});
  BOOST_TEST(uut.sent() == "");
  uut.confirm();
  uut.terminate();
  BOOST_TEST(told.text == success("general", 0));
  BOOST_TEST(uut.sent() == "C_IC_NA_1 act 1");
  BOOST_TEST((uut.last.objects[0].element == element{interrogation{20}}));
}

BOOST_AUTO_TEST_CASE(it_asks_again_at_its_intervals) {
  auto settings = quiet();
  settings.interrogation_interval = 60s;
  settings.counter_interval = 90s;
  settings.clock_interval = 100s;
  auto uut = started(settings);
  BOOST_TEST((uut.client.deadline() == uut.in(60s)));
  uut.pass(59s);
  BOOST_TEST(uut.sent() == "");
  uut.pass(1s);
  BOOST_TEST(uut.sent() == "C_IC_NA_1 act 1");
  uut.confirm();
  uut.pass(30s);
  BOOST_TEST(uut.sent() == "C_CI_NA_1 act 1");
  uut.pass(10s);
  BOOST_TEST(uut.sent() == "C_CS_NA_1 act 1");
  uut.pass(20s); // the general one has not ended
  BOOST_TEST(uut.sent() == "");
  uut.client.stopped(lost);
  BOOST_TEST((uut.client.deadline() == never));
  uut.pass(1h);
  BOOST_TEST(uut.sent() == "");
  uut.start();
  BOOST_TEST((uut.client.deadline() == uut.in(60s)));
}

BOOST_AUTO_TEST_CASE(the_clock_is_set_by_the_stations_zone) {
  auto settings = quiet();
  settings.synchronizes = true;
  settings.zone = {60min, true};
  auto uut = client_fixture{settings};
  uut.now.utc = from_rfc3339("2026-07-01T12:00:00.25Z").value();
  uut.start();
  BOOST_TEST(uut.sent() == "C_CS_NA_1 act 1");
  auto& time = std::get<cp56time2a>(uut.last.objects[0].time);
  BOOST_TEST(int{time.hour} == 14);
  BOOST_TEST(time.summer);
  BOOST_TEST(time.milliseconds == 250);
  uut.confirm();
  BOOST_TEST(uut.remarks() == "");
  uut.confirm(true);
  uut.answer(cause::unknown_type, true);
  BOOST_TEST(uut.remarks()
             == "clock synchronization of 1: negative-confirmation; clock "
                "synchronization of 1: unknown-type");
}

BOOST_AUTO_TEST_CASE(a_clock_outside_its_range_is_a_remark) {
  auto settings = quiet();
  settings.synchronizes = true;
  auto uut = client_fixture{settings};
  uut.now.utc = utc_time{-1};
  uut.start();
  BOOST_TEST(uut.sent() == "");
  BOOST_TEST(uut.remarks().starts_with("clock synchronization: invalid-value"));
}

BOOST_AUTO_TEST_SUITE_END()
