#include "tests/messages/iec104/client_fixture.hpp"

using namespace bus;
using namespace bus::iec104;
using namespace std::chrono_literals;
using bus::test::client_fixture;

namespace {

client_fixture started(std::size_t most_repeats = 2'048) {
  auto settings = client_settings{};
  settings.interrogates = false;
  settings.most_repeats = most_repeats;
  auto out = client_fixture{settings};
  out.start();
  return out;
}

void restart(client_fixture& x) {
  x.told();
  x.client.stopped({errc::not_connected, "link"});
  x.pass(1s);
  x.start();
}

cp56time2a at_ms(std::uint16_t milliseconds) {
  auto out = cp56time2a{};
  out.milliseconds = milliseconds;
  out.year = 26;
  return out;
}

asdu event_at(std::uint16_t milliseconds, bool on, std::uint32_t at = 100,
              cause why = cause::spontaneous) {
  return {{type_id::m_sp_tb_1, why}, {{at, single_point{on}, at_ms(milliseconds)}}};
}

asdu event_without_time(bool on, std::uint32_t at = 100) {
  return {{type_id::m_sp_na_1, cause::spontaneous}, {{at, single_point{on}}}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_client_repeat)

BOOST_AUTO_TEST_CASE(an_event_that_surely_came_is_left_out) {
  auto uut = started();
  for (auto i = std::uint16_t{0}; i < 4; ++i)
    uut.receive(event_at(i, i % 2 == 0));
  restart(uut);
  uut.receive(event_at(2, true));
  uut.receive(event_at(3, false));
  BOOST_TEST(uut.told() == "");
  uut.receive(event_at(4, true));
  BOOST_TEST(uut.told() == "1/100 true data-change");
}

BOOST_AUTO_TEST_CASE(in_one_asdu_old_ones_may_stand_beside_new_ones) {
  auto uut = started();
  uut.receive(event_at(1, true));
  uut.receive(event_at(2, false));
  restart(uut);
  auto both = event_at(2, false);
  both.objects.push_back({100, single_point{true}, at_ms(3)});
  both.head.originator = 7;
  uut.receive(both);
  BOOST_TEST(uut.told() == "1/100 true data-change");
}

BOOST_AUTO_TEST_CASE(the_same_event_of_another_cause_is_the_same) {
  auto uut = started();
  uut.receive(event_at(1, true, 100, cause::return_remote));
  restart(uut);
  uut.receive(event_at(1, true));
  BOOST_TEST(uut.told() == "");
}

BOOST_AUTO_TEST_CASE(whatever_differs_makes_another_event) {
  auto other = event_at(1, true);
  auto others = std::vector<asdu>(6, other);
  others[0].head.common_address = 2;
  others[1].head.test = true;
  others[2].objects[0].address = 101;
  others[3].objects[0].element = single_point{true, {0x40}};
  others[4].objects[0].time = at_ms(2);
  others[5].head.type = type_id::m_dp_tb_1;
  others[5].objects[0].element = iec104::double_point{bus::double_point::off}; // 01
  for (auto& x : others) {
    auto uut = started();
    uut.receive(event_at(1, true));
    restart(uut);
    uut.receive(x);
    BOOST_TEST(uut.told() != "");
  }
}

BOOST_AUTO_TEST_CASE(an_event_without_a_whole_time_may_be_a_repeat) {
  auto uut = started();
  uut.receive(event_without_time(true));
  uut.tell(type_id::m_sp_ta_1, cause::spontaneous, 100, single_point{false},
           cp24time2a{500, 59});
  auto invalid = at_ms(9);
  invalid.invalid = true; // a clock that stands still
  uut.tell(type_id::m_sp_tb_1, cause::spontaneous, 100, single_point{true}, invalid);
  restart(uut);
  uut.receive(event_without_time(true));
  uut.tell(type_id::m_sp_ta_1, cause::spontaneous, 100, single_point{false},
           cp24time2a{500, 59});
  uut.tell(type_id::m_sp_tb_1, cause::spontaneous, 100, single_point{true}, invalid);
  BOOST_TEST(uut.told()
             == "1/100 true data-update?, 1/100 false data-change?, 1/100 true "
                "data-change?");
  uut.receive(event_without_time(true)); // nothing like it further on
  BOOST_TEST(uut.told() == "1/100 true data-update");
}

BOOST_AUTO_TEST_CASE(the_first_that_is_new_ends_the_search) {
  auto uut = started();
  for (auto i = std::uint16_t{0}; i < 4; ++i)
    uut.receive(event_at(i, true));
  restart(uut);
  uut.receive(event_at(1, true));
  uut.receive(event_at(9, true));
  uut.receive(event_at(2, true)); // out of order: nobody knows
  BOOST_TEST(uut.told() == "1/100 true data-update, 1/100 true data-update");
}

BOOST_AUTO_TEST_CASE(an_interrogation_between_changes_nothing) {
  auto uut = started();
  uut.receive(event_at(1, true));
  uut.receive(event_at(2, false));
  restart(uut);
  uut.tell_on(cause::interrogated_by_station, 100, true);
  uut.tell_on(cause::periodic, 101, true);
  uut.told();
  uut.receive(event_at(1, true));
  uut.receive(event_at(2, false));
  BOOST_TEST(uut.told() == "");
}

BOOST_AUTO_TEST_CASE(repeats_of_repeats_are_known) {
  auto uut = started();
  uut.receive(event_at(1, true));
  uut.receive(event_at(2, false));
  for (auto i = 0; i < 3; ++i) {
    restart(uut);
    uut.receive(event_at(1, true));
    uut.receive(event_at(2, false));
    BOOST_TEST(uut.told() == "");
  }
}

BOOST_AUTO_TEST_CASE(while_the_connection_stands_nothing_is_a_repeat) {
  auto uut = started();
  uut.receive(event_at(1, true));
  uut.receive(event_at(1, true));
  BOOST_TEST(uut.told() == "1/100 true data-change, 1/100 true data-update");
}

BOOST_AUTO_TEST_CASE(events_of_an_earlier_run_are_told_as_maybe_repeated) {
  auto uut = client_fixture{};
  uut.client.remember(encode(event_at(1, true)).value());
  uut.client.remember(encode(event_at(2, false)).value());
  uut.client.remember(bytes{1, 2}); // nothing
  uut.client.remember(
    encode(event_at(5, true, 100, cause::interrogated_by_station)).value());
  uut.start();
  uut.receive(event_at(2, false));
  uut.receive(event_at(3, true));
  BOOST_TEST(uut.told() == "1/100 false data-change?, 1/100 true data-change");
  restart(uut);
  uut.receive(event_at(2, false)); // it was told by now
  uut.receive(event_at(3, true));
  BOOST_TEST(uut.told() == "");
}

BOOST_AUTO_TEST_CASE(not_more_than_the_last_ones_are_remembered) {
  auto uut = started(3);
  for (auto i = std::uint16_t{0}; i < 10; ++i)
    uut.receive(event_at(i, true));
  restart(uut);
  for (auto i = std::uint16_t{7}; i < 10; ++i)
    uut.receive(event_at(i, true));
  BOOST_TEST(uut.told() == "");
  restart(uut);
  uut.receive(event_at(6, true));
  BOOST_TEST(uut.told() == "1/100 true data-update");
}

BOOST_AUTO_TEST_CASE(a_sequence_is_hashed_as_its_objects) {
  auto uut = started();
  auto x = asdu{{type_id::m_me_nb_1, cause::spontaneous}};
  for (auto i = 0u; i < 5; ++i)
    x.objects.push_back({100 + i, scaled{static_cast<std::int16_t>(i)}});
  x.sequence = true;
  uut.receive(x);
  restart(uut);
  x.sequence = false;
  uut.receive(x);
  for (auto& one : uut.client.take_told())
    BOOST_TEST(one.maybe_repeated);
}

BOOST_AUTO_TEST_SUITE_END()
