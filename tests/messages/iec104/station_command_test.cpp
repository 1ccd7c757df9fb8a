#include "tests/messages/iec104/station_fixture.hpp"

using namespace bus;
using namespace bus::test;

BOOST_AUTO_TEST_SUITE(iec104_station_commands)

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

BOOST_AUTO_TEST_SUITE_END()
