#include "messages/iec104/codec.hpp"
#include "messages/iec104/point.hpp"
#include "messages/iec104/station.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using iec104::address;
using iec104::cause;
using iec104::type_id;

namespace {

constexpr auto t0 = time_point{};
constexpr auto utc0 = utc_time{1'790'000'000'000'000'000};

iec104::moment at(double seconds) {
  auto passed = duration{static_cast<std::int64_t>(seconds * 1e9)};
  return {t0 + passed, {utc0.ns + passed.count()}};
}

iec104::served_point measured(std::uint32_t object, std::uint16_t common = 1) {
  return {.at = {common, object}, .type = type_id::m_me_tf_1};
}

iec104::served_point switched(std::uint32_t object, std::uint32_t shown) {
  return {
    .at = {1, object}, .command = type_id::c_dc_na_1, .feedback = address{1, shown}};
}

/// A station with one client, which takes all that is sent to it.
struct served {
  explicit served(std::vector<iec104::served_point> points,
                  iec104::station_settings how = {},
                  std::vector<iec104::redundancy_group> groups = {})
    : station{
      iec104::station::make({std::move(points), std::move(groups)}, how).value()} {
    open(1);
    take();
  }

  void open(std::uint64_t peer, bytes client = {127, 0, 0, 1}) {
    BOOST_REQUIRE(station.opened(peer, client));
    station.started(peer);
  }

  std::vector<iec104::asdu> take(std::uint64_t peer = 1, bool acknowledge = true,
                                 std::size_t most = 1'000) {
    auto out = std::vector<iec104::asdu>{};
    for (auto& octets : station.take_output(peer, most))
      out.push_back(iec104::decode(octets).value());
    if (acknowledge)
      station.acknowledged(peer, out.size());
    return out;
  }

  void set(std::uint32_t object, value to, double seconds = 0,
           std::uint16_t common = 1) {
    auto point = station.find({common, object});
    BOOST_REQUIRE(point.has_value());
    auto done = station.set({*point, std::move(to)}, at(seconds));
    BOOST_TEST(done.has_value(), (done ? "" : to_string(done.error())));
  }

  void send(type_id type, cause why, std::uint32_t object, iec104::element what,
            std::uint64_t peer = 1, iec104::time_tag time = {}, double seconds = 0,
            std::uint16_t common = 1) {
    auto x = iec104::asdu{{.type = type, .cause = why, .common_address = common},
                          {{object, what, time}}};
    station.receive(peer, iec104::encode(x).value(), at(seconds));
  }

  std::optional<command> asked() {
    while (auto event = station.next_event())
      if (auto* x = std::get_if<iec104::process_asked>(&*event))
        return x->what;
    return std::nullopt;
  }

  iec104::station station;
};

std::string text_of(const iec104::asdu& x) {
  auto out = std::string{iec104::name(x.head.type)} + ' ' + iec104::name(x.head.cause);
  if (x.head.negative)
    out += " negative";
  for (auto& one : x.objects)
    out += ' ' + std::to_string(one.address);
  return out;
}

std::vector<std::string> texts_of(const std::vector<iec104::asdu>& x) {
  auto out = std::vector<std::string>{};
  for (auto& one : x)
    out.push_back(text_of(one));
  return out;
}

using texts = std::vector<std::string>;

} // namespace

#define CHECK_TEXTS(got, ...)                                                          \
  do {                                                                                 \
    auto expected_texts = texts __VA_ARGS__;                                           \
    auto got_texts = texts_of(got);                                                    \
    BOOST_CHECK_EQUAL_COLLECTIONS(got_texts.begin(), got_texts.end(),                  \
                                  expected_texts.begin(), expected_texts.end());       \
  } while (false)

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

// ---- interrogation ----------------------------------------------------------

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

// ---- commands ---------------------------------------------------------------

namespace {

const auto on = iec104::double_command{double_point::on};

iec104::double_command selecting(iec104::double_command x) {
  x.select = true;
  return x;
}

struct breaker : served {
  explicit breaker(bool select = false, iec104::station_settings how = {})
    : served{{[&] {
                auto x = switched(20, 21);
                x.select = select;
                return x;
              }(),
              {.at = {1, 21}, .type = type_id::m_dp_tb_1}},
             how} {
    set(21, double_point::off);
    take();
    while (station.next_event())
      ;
  }

  void command(iec104::double_command x, std::uint64_t peer = 1, double seconds = 0) {
    send(type_id::c_dc_na_1, cause::activation, 20, x, peer, {}, seconds);
  }
};

} // namespace

BOOST_AUTO_TEST_CASE(the_process_decides_and_the_feedback_ends) {
  auto x = breaker{};
  x.command(on);
  auto asked = x.asked();
  BOOST_REQUIRE(asked.has_value());
  BOOST_TEST(asked->ref == "1/20");
  BOOST_TEST(asked->action == "operate");
  BOOST_TEST(same(asked->value, value{double_point::on}));
  BOOST_TEST(x.take().empty());
  BOOST_TEST(x.station.decide(asked->id, true, false, at(1)).has_value());
  CHECK_TEXTS(x.take(), {"C_DC_NA_1 actcon 20"});
  x.set(21, double_point::intermediate, 1);
  CHECK_TEXTS(x.take(), {"M_DP_TB_1 retrem 21"});
  x.set(21, double_point::on, 2);
  auto told = x.take();
  BOOST_TEST(told.size() == 2u);
  BOOST_TEST(std::ranges::count(texts_of(told), std::string{"C_DC_NA_1 actterm 20"})
             == 1);
  BOOST_TEST(!x.station.decide(asked->id, true, false, at(3)).has_value());
}

BOOST_AUTO_TEST_CASE(no_decision_and_no_end_are_negative) {
  auto x = breaker{};
  x.command(on);
  BOOST_TEST(x.asked().has_value());
  BOOST_TEST((x.station.deadline() == at(2).at));
  x.station.tick(at(2));
  CHECK_TEXTS(x.take(), {"C_DC_NA_1 actcon negative 20"});
  x.command(on, 1, 3);
  auto asked = x.asked();
  BOOST_REQUIRE(asked.has_value());
  BOOST_TEST(x.station.decide(asked->id, true, false, at(3)).has_value());
  x.station.tick(at(14));
  CHECK_TEXTS(x.take(), {"C_DC_NA_1 actcon 20", "C_DC_NA_1 actterm negative 20"});
  x.command(on, 1, 15);
  asked = x.asked();
  BOOST_REQUIRE(asked.has_value());
  BOOST_TEST(x.station.decide(asked->id, false, false, at(15)).has_value());
  CHECK_TEXTS(x.take(), {"C_DC_NA_1 actcon negative 20"});
}

BOOST_AUTO_TEST_CASE(the_process_ends_it_itself) {
  auto x = breaker{};
  x.command(on);
  auto asked = x.asked();
  BOOST_REQUIRE(asked.has_value());
  BOOST_TEST(x.station.decide(asked->id, true, true, at(1)).has_value());
  x.set(21, double_point::on, 2);
  CHECK_TEXTS(x.take(), {"C_DC_NA_1 actcon 20", "M_DP_TB_1 retrem 21"});
  BOOST_TEST(x.station.end_command({1, 20}, false, at(3)).has_value());
  CHECK_TEXTS(x.take(), {"C_DC_NA_1 actterm negative 20"});
  BOOST_TEST(!x.station.end_command({1, 20}, false, at(3)).has_value());
}

BOOST_AUTO_TEST_CASE(one_command_at_a_time) {
  auto x = breaker{};
  x.command(on);
  BOOST_REQUIRE(x.asked().has_value());
  x.command({double_point::off});
  CHECK_TEXTS(x.take(), {"C_DC_NA_1 actcon negative 20"});
  BOOST_TEST(!x.asked().has_value());
}

BOOST_AUTO_TEST_CASE(a_position_that_is_not_permitted_is_refused) {
  auto x = breaker{};
  x.command({double_point::bad});
  CHECK_TEXTS(x.take(), {"C_DC_NA_1 actcon negative 20"});
}

BOOST_AUTO_TEST_CASE(what_is_to_be_selected_is_executed_by_its_client_only) {
  auto x = breaker{true};
  x.open(2, {10, 0, 0, 1});
  x.take(2);
  x.command(on); // not selected
  CHECK_TEXTS(x.take(), {"C_DC_NA_1 actcon negative 20"});
  x.command(selecting(on));
  CHECK_TEXTS(x.take(), {"C_DC_NA_1 actcon 20"});
  x.command(selecting(on), 2);
  x.command(on, 2);
  CHECK_TEXTS(x.take(2),
              {"C_DC_NA_1 actcon negative 20", "C_DC_NA_1 actcon negative 20"});
  x.command(on);
  BOOST_TEST(x.asked().has_value());
}

BOOST_AUTO_TEST_CASE(a_selection_ends_by_time_by_another_value_and_by_deselection) {
  auto x = breaker{true};
  x.command(selecting(on));
  x.station.tick(at(10));
  x.command(on, 1, 10);
  CHECK_TEXTS(x.take(), {"C_DC_NA_1 actcon 20", "C_DC_NA_1 actcon negative 20"});
  x.command(selecting(on), 1, 11);
  x.command({double_point::off}, 1, 11);
  x.command(on, 1, 11);
  CHECK_TEXTS(x.take(), {"C_DC_NA_1 actcon 20", "C_DC_NA_1 actcon negative 20",
                         "C_DC_NA_1 actcon negative 20"});
  x.command(selecting(on), 1, 12);
  x.send(type_id::c_dc_na_1, cause::deactivation, 20, on, 1, {}, 12);
  x.command(on, 1, 12);
  CHECK_TEXTS(x.take(), {"C_DC_NA_1 actcon 20", "C_DC_NA_1 deactcon 20",
                         "C_DC_NA_1 actcon negative 20"});
  x.command(selecting(on), 1, 13);
  x.station.stopped(1);
  x.station.started(1);
  x.command(on, 1, 13);
  CHECK_TEXTS(x.take(), {"C_DC_NA_1 actcon negative 20"});
  BOOST_TEST(!x.asked().has_value());
}

BOOST_AUTO_TEST_CASE(a_command_that_comes_late_is_refused) {
  auto x = breaker{};
  auto given = [&](double seconds) {
    x.send(type_id::c_dc_ta_1, cause::activation, 20, on, 1,
           iec104::to_cp56(at(seconds).utc).value(), 60);
  };
  given(49);
  given(71);
  CHECK_TEXTS(x.take(),
              {"C_DC_TA_1 actcon negative 20", "C_DC_TA_1 actcon negative 20"});
  auto invalid = iec104::to_cp56(at(60).utc).value();
  invalid.invalid = true;
  x.send(type_id::c_dc_ta_1, cause::activation, 20, on, 1, invalid, 60);
  CHECK_TEXTS(x.take(), {"C_DC_TA_1 actcon negative 20"});
  given(52);
  auto asked = x.asked();
  BOOST_REQUIRE(asked.has_value());
  BOOST_TEST((asked->issued == std::optional{at(52).utc}));
}

BOOST_AUTO_TEST_CASE(a_switch_follows_after_its_travel) {
  auto how = iec104::station_settings{};
  how.commands = iec104::command_policy::follow;
  how.travel = std::chrono::milliseconds{500};
  auto x = breaker{false, how};
  x.command(on);
  CHECK_TEXTS(x.take(), {"C_DC_NA_1 actcon 20", "M_DP_TB_1 retrem 21"});
  BOOST_TEST(same(x.station.last(1).value, value{double_point::intermediate}));
  x.station.tick(at(0.5));
  CHECK_TEXTS(x.take(), {"M_DP_TB_1 retrem 21", "C_DC_NA_1 actterm 20"});
  BOOST_TEST(same(x.station.last(1).value, value{double_point::on}));
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

// ---- the buffer on disk -----------------------------------------------------

BOOST_AUTO_TEST_CASE(a_buffer_tells_what_is_to_be_kept) {
  auto buffer = iec104::event_buffer{3};
  auto event = [](std::uint32_t object) {
    auto out = iec104::buffered_event{};
    out.what = {object, iec104::single_point{true}, iec104::to_cp56(utc0).value()};
    return out;
  };
  for (auto i = 1u; i <= 3; ++i)
    BOOST_TEST(!buffer.add(event(i)));
  auto change = buffer.take_change();
  BOOST_TEST(change.removed == 0u);
  BOOST_TEST(change.appended == 3u);
  BOOST_TEST(buffer.add(event(4)));
  change = buffer.take_change();
  BOOST_TEST(change.removed == 1u);
  BOOST_TEST(change.appended == 1u);
  BOOST_TEST(buffer.take_asdu().has_value());
  buffer.acknowledge();
  buffer.add(event(5));
  change = buffer.take_change();
  BOOST_TEST(change.removed == 3u);
  BOOST_TEST(change.appended == 1u);

  auto octets = bytes{};
  iec104::append(event(7), octets);
  iec104::append(event(8), octets);
  auto whole = octets.size();
  octets.resize(whole - 1);
  auto used = std::size_t{0};
  auto read = iec104::read_events(octets, used);
  BOOST_REQUIRE(read.size() == 1u);
  BOOST_TEST((read[0] == event(7)));
  BOOST_TEST(used == whole / 2);
}

BOOST_AUTO_TEST_CASE(what_was_forgotten_under_way_is_not_taken_twice) {
  auto buffer = iec104::event_buffer{4};
  auto add = [&](std::uint32_t object) {
    auto x = iec104::buffered_event{};
    x.what = {object, iec104::single_point{true}, iec104::to_cp56(utc0).value()};
    buffer.add(x);
  };
  for (auto i = 1u; i <= 4; ++i)
    add(i);
  BOOST_TEST(buffer.take_asdu().has_value());
  add(5); // 1 is forgotten, it was sent
  buffer.acknowledge();
  BOOST_REQUIRE(buffer.size() == 1u);
  BOOST_TEST(buffer.all()[0].what.address == 5u);
  BOOST_TEST(buffer.to_send() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
