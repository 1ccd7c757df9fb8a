#include "tests/messages/iec104/station_fixture.hpp"

using namespace bus;
using namespace bus::test;

BOOST_AUTO_TEST_SUITE(iec104_station)

BOOST_AUTO_TEST_CASE(tells_its_start_once_then_events_in_their_order) {
  auto made = iec104::station::make({{measured(1), measured(2)}, {}}, {}).value();
  BOOST_REQUIRE(made.opened(1, bytes{127, 0, 0, 1}));
  made.started(1);
  auto first = made.take_output(1, 10);
  BOOST_REQUIRE(first.size() == 1u);
  BOOST_TEST(text_of(iec104::decode(first[0]).value()) == "M_EI_NA_1 init 0");
  made.acknowledged(1, 1);
  made.stopped(1);
  made.started(1);
  BOOST_TEST(made.take_output(1, 10).empty());
}

BOOST_AUTO_TEST_CASE(as_many_events_to_an_asdu_as_fit) {
  auto x = served{{measured(1), measured(2)}};
  for (auto i = 0; i < 20; ++i)
    x.set(i % 2 == 0 ? 1 : 2, float(i), i);
  auto told = x.take();
  BOOST_REQUIRE(told.size() == 2u);
  BOOST_TEST(told[0].objects.size() == 16u);
  BOOST_TEST(told[1].objects.size() == 4u);
  auto& last = told[1].objects.back();
  BOOST_TEST(last.address == 2u);
  BOOST_TEST((last.element == iec104::element{iec104::short_float{19.f}}));
  auto time = iec104::to_utc(std::get<iec104::cp56time2a>(last.time)).value();
  BOOST_TEST(time.ns == utc0.ns + 19'000'000'000);
}

BOOST_AUTO_TEST_CASE(what_did_not_change_is_no_event_unless_it_has_a_time) {
  auto x = served{{measured(1)}};
  x.set(1, 1.5f);
  x.set(1, 1.5f, 1);
  BOOST_TEST(x.take().size() == 1u);
  BOOST_TEST(x.station.set({0, 1.5f, {}, at(2).utc}, at(2)).has_value());
  BOOST_TEST(x.take().size() == 1u);
  BOOST_TEST(
    x.station.set({0, 1.5f, quality::make(validity::invalid)}, at(3)).has_value());
  BOOST_TEST(x.take().size() == 1u);
  BOOST_TEST(!x.station.set({0, std::string{"much"}}, at(3)).has_value());
}

BOOST_AUTO_TEST_CASE(a_small_change_is_no_event_until_it_adds_up) {
  auto point = measured(1);
  point.deadband = 1;
  auto x = served{{point}};
  x.set(1, 10.f);
  BOOST_TEST(x.take().size() == 1u);
  x.set(1, 10.6f);
  BOOST_TEST(x.take().empty());
  x.set(1, 11.2f);
  BOOST_TEST(x.take().size() == 1u);
  BOOST_TEST(same(x.station.last(0).value, value{11.2f}));
}

BOOST_AUTO_TEST_CASE(numbers_are_scaled_to_what_the_type_holds) {
  auto point =
    served{{{.at = {1, 1}, .type = type_id::m_me_nb_1, .scale = 0.1, .offset = 100}}};
  point.set(1, 123.44);
  auto told = point.take();
  BOOST_REQUIRE(told.size() == 1u);
  BOOST_TEST((told[0].objects[0].element == iec104::element{iec104::scaled{234}}));
}

BOOST_AUTO_TEST_CASE(what_is_not_acknowledged_comes_again_on_the_next_connection) {
  auto x = served{{measured(1)}};
  for (auto i = 0; i < 40; ++i)
    x.set(1, float(i), i);
  auto sent = x.take(1, false);
  BOOST_REQUIRE(sent.size() == 3u);
  x.station.acknowledged(1, 1);
  x.station.closed(1);
  x.open(2);
  auto again = x.take(2);
  BOOST_REQUIRE(again.size() == 2u);
  BOOST_TEST((again[0].objects.front() == sent[1].objects.front()));
  BOOST_TEST((again[1].objects.back() == sent[2].objects.back()));
  BOOST_TEST(x.station.buffers()[0].second->size() == 0u);
}

BOOST_AUTO_TEST_CASE(one_connection_of_a_group_transfers_data) {
  auto x = served{{measured(1)}};
  x.set(1, 1.f);
  BOOST_TEST(x.take(1, false).size() == 1u);
  x.open(2);
  auto event = x.station.next_event();
  BOOST_REQUIRE(event.has_value());
  BOOST_TEST(std::get<iec104::deactivated>(*event).peer == 1u);
  BOOST_TEST(x.take(1).empty());
  BOOST_TEST(x.take(2).size() == 1u);
}

BOOST_AUTO_TEST_CASE(each_group_has_all_events) {
  auto groups = std::vector<iec104::redundancy_group>{
    {"north", {{10, 0, 0, 1}, {10, 0, 0, 2}}}, {"south", {{10, 0, 0, 3}}}};
  auto x = served{{measured(1)}, {}, groups};
  x.set(1, 1.f);
  x.open(2, {10, 0, 0, 2});
  x.open(3, {10, 0, 0, 3});
  CHECK_TEXTS(x.take(1), {"M_ME_TF_1 spont 1"});
  for (auto peer : {2u, 3u})
    CHECK_TEXTS(x.take(peer), {"M_EI_NA_1 init 0", "M_ME_TF_1 spont 1"});
  BOOST_TEST(x.station.buffers().size() == 3u);
}

BOOST_AUTO_TEST_CASE(groups_are_bounded) {
  auto how = iec104::station_settings{};
  how.most_groups = 1;
  auto x = served{{measured(1)}, how};
  BOOST_TEST(!x.station.opened(2, bytes{10, 0, 0, 1}));
  BOOST_TEST(x.station.opened(3, bytes{127, 0, 0, 1}));
}

BOOST_AUTO_TEST_CASE(a_full_buffer_loses_the_oldest_and_tells) {
  auto how = iec104::station_settings{};
  how.buffer = 10;
  auto x = served{{measured(1)}, how};
  x.station.stopped(1);
  for (auto i = 0; i < 15; ++i)
    x.set(1, float(i), i);
  auto event = x.station.next_event();
  BOOST_REQUIRE(event.has_value());
  BOOST_TEST(std::get<iec104::events_lost>(*event).count == 1u);
  x.station.started(1);
  auto told = x.take();
  BOOST_REQUIRE(told.size() == 1u);
  BOOST_TEST(told[0].objects.size() == 10u);
  BOOST_TEST((told[0].objects[0].element == iec104::element{iec104::short_float{5.f}}));
  event = x.station.next_event();
  BOOST_REQUIRE(event.has_value());
  BOOST_TEST(std::get<iec104::events_lost>(*event).count == 4u);
}

BOOST_AUTO_TEST_CASE(values_are_told_in_cycles_and_in_the_background) {
  auto how = iec104::station_settings{};
  how.background = std::chrono::seconds{60};
  auto point = measured(1);
  point.cycle = std::chrono::seconds{1};
  auto x = served{{point, measured(2)}, how};
  x.station.tick(at(0));
  x.take();
  BOOST_TEST((x.station.deadline() == at(1).at));
  x.station.tick(at(1));
  CHECK_TEXTS(x.take(), {"M_ME_NC_1 per/cyc 1"});
  x.station.tick(at(60));
  CHECK_TEXTS(x.take(), {"M_ME_NC_1 back 1 2", "M_ME_NC_1 per/cyc 1"});
}

BOOST_AUTO_TEST_SUITE_END()
