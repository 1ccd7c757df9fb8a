#include "actors/gateway/map_gateway.hpp"

#include "messages/gateway/translation.hpp"
#include "tests/actors/gateway/gateway_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace std::chrono_literals;

namespace {

struct map_fixture : test::gateway_fixture {
  test::fake_side device{"pv1"}, station{"rtu"}, ied{"gw1"};
  map_gateway_actor uut;

  map_fixture() {
    join(device, {{"pv1:p", "float"}, {"pv1:on", "boolean"}, {"pv1:other", "float"}});
    join(station, {{"rtu:1/1", "integer"}, {"rtu:1/2", "double-point"}});
    join(ied, {{"gw1:LD/M.A.mag.f[MX]", "float"}});
  }

  static map_settings settings() {
    auto out = map_settings{"map1"};
    auto add = [&](std::string from, std::string to, std::string type) -> auto& {
      auto& one = out.values.emplace_back();
      one.from = std::move(from);
      one.to = std::move(to);
      one.type = std::move(type);
      return one;
    };
    add("pv1:p", "rtu:1/1", "integer").scale = 10;
    add("pv1:on", "rtu:1/2", "double-point");
    auto& attribute = add("pv1:p", "gw1:LD/M.A.mag.f[MX]", "float");
    attribute.quality = "gw1:LD/M.A.q[MX]";
    attribute.time = "gw1:LD/M.A.t[MX]";
    auto command = [&](std::string from, std::string to) -> auto& {
      auto& one = out.commands.emplace_back();
      one.from = std::move(from);
      one.to = std::move(to);
      return one;
    };
    command("rtu:1/100", "pv1:LD/CSWI1.Pos");
    command("rtu:1/101", "pv1:limit").operates = false;
    out.commands.back().scale = 0.5;
    return out;
  }

  void spawn(const map_settings& with) {
    uut = keep(sys.spawn(map_gateway, model, with));
    run();
  }

  /// Beginning with what the servers are told of points that nobody knows yet.
  void start() {
    spawn(settings());
    ied.writes.clear();
  }

  void change(std::uint32_t point, value x, std::int64_t time,
              quality how = quality::good()) {
    gateway_fixture::change(device, point, std::move(x), time, how);
  }

  static command order(std::string id, std::string action, value x,
                       std::string ref = "rtu:1/100") {
    auto out = command{std::move(id), std::move(ref), std::move(action), std::move(x)};
    out.origin_category = 3;
    out.origin_identity = "scada";
    out.deadline = {utc_time::now().ns + 2'000'000'000};
    return out;
  }

  void decide(const action_result& how, std::size_t which = 0) {
    gateway_fixture::decide(device, how, which);
  }

  std::vector<action::reply> replies() const { return station.asked<action::reply>(); }
  std::vector<action::end> ends() const { return station.asked<action::end>(); }

  action::reply only_reply() const {
    BOOST_REQUIRE(replies().size() == 1u);
    return replies().front();
  }

  bool was_refused(const std::string& cause) const {
    auto x = only_reply();
    return !x.accept && x.add_cause == cause && ends().empty();
  }
};

value map_whole(std::int64_t x) {
  return x;
}

action_result map_refusal(errc code, std::string add_cause = {}) {
  return tl::make_unexpected(refusal{{code, "device"}, std::move(add_cause)});
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(map_gateway_, map_fixture)

// ---- values -----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(an_event_goes_with_its_quality_and_time) {
  start();
  change(0, 1.26, 7, quality::make(validity::questionable, quality::inaccurate));
  BOOST_REQUIRE(station.writes.size() == 1u);
  BOOST_REQUIRE(station.writes[0].writes.size() == 1u);
  auto& one = station.writes[0].writes[0];
  BOOST_TEST((one.path == "1/1" && same(one.value, map_whole(13))));
  BOOST_TEST(
    (one.quality == quality::make(validity::questionable, quality::inaccurate)));
  BOOST_TEST((one.time == utc_time{7}));
}

BOOST_AUTO_TEST_CASE(an_attribute_goes_with_what_stands_beside_it) {
  start();
  change(0, 1.26, 7);
  BOOST_REQUIRE(ied.writes.size() == 1u);
  auto& all = ied.writes[0].writes;
  BOOST_REQUIRE(all.size() == 3u);
  BOOST_TEST((all[0].path == "LD/M.A.mag.f[MX]" && same(all[0].value, 1.26)));
  BOOST_TEST((all[1].path == "LD/M.A.q[MX]"
              && same(all[1].value, quality_value(quality::good()))));
  BOOST_TEST((all[2].path == "LD/M.A.t[MX]" && same(all[2].value, utc_time{7})));
  BOOST_TEST((!all[0].quality && !all[0].time));
}

BOOST_AUTO_TEST_CASE(what_is_known_at_the_start_is_copied) {
  change(1, true, 7);
  spawn(settings());
  auto old = quality_value(quality::make(validity::invalid, quality::old_data));
  BOOST_TEST(same(ied.writes.at(0).writes.at(0).value, old)); // of a point not known
  BOOST_REQUIRE(station.writes.size() == 1u);
  auto& one = station.writes[0].writes.at(0);
  BOOST_TEST((one.path == "1/2" && same(one.value, double_point::on)));
  BOOST_TEST((one.time == utc_time{7}));
}

BOOST_AUTO_TEST_CASE(no_event_is_lost_while_a_write_is_under_way) {
  start();
  station.holds = true;
  for (auto i = 1; i <= 3; ++i)
    change(0, double(i), i);
  BOOST_TEST(station.writes.size() == 1u); // one at a time
  BOOST_TEST(ied.writes.size() == 1u);
  station.holds = false;
  answer_writes(station);
  BOOST_REQUIRE(station.writes.size() == 2u);
  auto& events = station.writes[1].writes;
  BOOST_REQUIRE(events.size() == 2u);
  BOOST_TEST((same(events[0].value, map_whole(20)) && events[0].time == utc_time{2}));
  BOOST_TEST((same(events[1].value, map_whole(30)) && events[1].time == utc_time{3}));
  BOOST_REQUIRE(ied.writes.size() == 2u); // of attributes the last value counts
  BOOST_TEST(same(ied.writes[1].writes[0].value, 3.0));
}

BOOST_AUTO_TEST_CASE(a_lost_point_is_passed_on_as_lost) {
  start();
  change(0, 1.0, 7);
  auto old = quality::make(validity::invalid, quality::old_data);
  change(0, 1.0, 8, old);
  auto& one = station.writes.at(1).writes.at(0);
  BOOST_TEST((same(one.value, map_whole(10)) && one.quality == old));
  BOOST_TEST(same(ied.writes.at(1).writes.at(1).value, quality_value(old)));
}

BOOST_AUTO_TEST_CASE(a_position_between_keeps_the_value_and_is_invalid) {
  auto with = settings();
  with.values.resize(1);
  with.values[0].from = "pv1:other";
  with.values[0].type = "boolean";
  spawn(with);
  change(2, double_point::on, 1);
  change(2, double_point::intermediate, 2);
  BOOST_REQUIRE(station.writes.size() == 2u);
  auto& one = station.writes[1].writes[0];
  BOOST_TEST(same(one.value, true));
  BOOST_TEST((one.quality == quality::make(validity::invalid)));
}

BOOST_AUTO_TEST_CASE(a_server_that_was_started_again_is_told_all) {
  start();
  change(0, 1.0, 7);
  tell_state(ied, connection_state::connected, true);
  BOOST_TEST(ied.writes.size() == 2u);
  BOOST_TEST(station.writes.size() == 1u); // shows it already
  tell_state(station, connection_state::connected, true);
  BOOST_REQUIRE(station.writes.size() == 2u);
  auto& one = station.writes[1].writes[0];
  BOOST_TEST((same(one.value, map_whole(10)) && one.time == utc_time{7}));
}

BOOST_AUTO_TEST_CASE(a_device_that_is_there_again_is_copied) {
  start();
  change(0, 1.0, 7);
  tell_state(device, connection_state::disconnected);
  tell_state(device, connection_state::connected);
  BOOST_TEST(ied.writes.size() == 2u);
  BOOST_TEST(station.writes.size() == 1u);
}

BOOST_AUTO_TEST_CASE(events_wait_while_their_server_is_away) {
  start();
  tell_state(station, connection_state::failed);
  change(0, 1.0, 7);
  change(0, 2.0, 8);
  BOOST_TEST(station.writes.empty());
  BOOST_TEST(ied.writes.size() == 2u);
  tell_state(station, connection_state::connected);
  BOOST_REQUIRE(station.writes.size() == 1u);
  BOOST_TEST(station.writes[0].writes.size() == 2u);
}

BOOST_AUTO_TEST_CASE(events_that_did_not_arrive_are_tried_again) {
  start();
  station.outcome = fail(errc::not_connected, "rtu");
  change(0, 1.0, 7);
  change(0, 2.0, 8);
  BOOST_TEST(station.writes.size() == 1u);
  station.outcome = {};
  pass(1100ms);
  BOOST_REQUIRE(station.writes.size() == 2u);
  auto& events = station.writes[1].writes;
  BOOST_REQUIRE(events.size() == 2u);
  BOOST_TEST((events[0].time == utc_time{7} && events[1].time == utc_time{8}));
}

// ---- commands ---------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_command_is_done_by_the_device_and_answered_then) {
  start();
  auto x = order("rtu:17", "operate", double_point::on);
  x.issued = utc_time{5};
  x.test = true;
  give(x);
  BOOST_TEST(replies().empty());
  BOOST_REQUIRE(device.actions.size() == 1u);
  BOOST_TEST(device.actions[0].path == "LD/CSWI1.Pos");
  auto& control = std::get<action::control>(device.actions[0].what);
  BOOST_TEST((control.what == action::control::kind::operate));
  BOOST_TEST(same(control.value, true)); // of a position, where no type is told
  BOOST_TEST((control.origin_category == 3 && control.origin_identity == "scada"));
  BOOST_TEST((control.test && control.issued == utc_time{5} && !control.time));
  decide(value{});
  auto yes = only_reply();
  BOOST_TEST((yes.id == "17" && yes.accept && yes.tells_end));
  BOOST_REQUIRE(ends().size() == 1u);
  BOOST_TEST(ends()[0].success);
  BOOST_TEST(station.actions.back().path == "1/100");
}

BOOST_AUTO_TEST_CASE(is_accepted_with_the_device_and_ends_with_it) {
  start();
  give(order("rtu:17", "operate", true));
  auto& control = std::get<action::control>(device.actions.at(0).what);
  control.stepped("select");
  run();
  BOOST_TEST(replies().empty());
  control.stepped("operate");
  run();
  BOOST_TEST((only_reply().accept && only_reply().tells_end));
  BOOST_TEST(ends().empty());
  pass(5s); // the client is answered: nothing is late
  decide(map_refusal(errc::rejected, "invalid-position"));
  BOOST_TEST(replies().size() == 1u);
  BOOST_REQUIRE(ends().size() == 1u);
  BOOST_TEST((!ends()[0].success && ends()[0].add_cause == "invalid-position"));
}

BOOST_AUTO_TEST_CASE(is_refused_with_the_devices_cause_or_what_goes_with_the_error) {
  const auto cases = std::vector<std::pair<action_result, std::string>>{
    {map_refusal(errc::rejected, "blocked-by-interlocking"), "blocked-by-interlocking"},
    {map_refusal(errc::rejected), "blocked-by-process"},
    {map_refusal(errc::timeout), "time-limit-over"},
    {map_refusal(errc::unsupported), "not-supported"},
    {map_refusal(errc::not_connected), "abortion-by-communication-loss"},
  };
  start();
  for (auto i = std::size_t{0}; i < cases.size(); ++i) {
    station.actions.clear();
    give(order("rtu:" + std::to_string(i), "operate", true));
    decide(cases[i].first, i);
    BOOST_TEST(was_refused(cases[i].second), cases[i].second);
  }
}

BOOST_AUTO_TEST_CASE(a_select_and_a_cancel_are_the_servers_own) {
  start();
  give(order("rtu:1", "select", true));
  give(order("rtu:2", "cancel", true));
  BOOST_REQUIRE(replies().size() == 2u);
  BOOST_TEST((replies()[0].accept && replies()[1].accept));
  BOOST_TEST(device.actions.empty());
}

BOOST_AUTO_TEST_CASE(what_the_device_does_is_not_cancelled) {
  start();
  give(order("rtu:1", "operate", true));
  give(order("rtu:2", "cancel", true));
  BOOST_TEST(was_refused("command-already-in-execution"));
}

BOOST_AUTO_TEST_CASE(a_repeated_command_is_done_once) {
  start();
  auto x = order("rtu:17", "operate", true);
  give(x);
  give(x);
  decide(value{});
  give(x);
  BOOST_TEST(device.actions.size() == 1u);
  BOOST_TEST(replies().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_server_that_was_started_again_counts_anew) {
  start();
  give(order("rtu:1", "operate", true));
  tell_state(station, connection_state::connected, true);
  give(order("rtu:1", "operate", false));
  BOOST_TEST(device.actions.size() == 2u);
  decide(value{}, 0); // nobody waits for it any more
  BOOST_TEST(replies().empty());
  decide(value{}, 1);
  BOOST_TEST(only_reply().accept);
}

BOOST_AUTO_TEST_CASE(an_answer_in_time_or_none_at_all) {
  start();
  give(order("rtu:17", "operate", true));
  pass(1700ms);
  BOOST_TEST(replies().empty());
  pass(200ms);
  BOOST_TEST(was_refused("time-limit-over"));
  decide(value{}); // told in the log
  BOOST_TEST(was_refused("time-limit-over"));
}

BOOST_AUTO_TEST_CASE(a_late_command_is_not_begun) {
  start();
  auto x = order("rtu:17", "operate", true);
  x.deadline = {utc_time::now().ns - 1};
  give(x);
  BOOST_TEST(was_refused("time-limit-over"));
  BOOST_TEST(device.actions.empty());
}

BOOST_AUTO_TEST_CASE(nothing_is_given_to_a_device_that_is_away) {
  start();
  tell_state(device, connection_state::failed);
  give(order("rtu:17", "operate", true));
  BOOST_TEST(was_refused("blocked-by-health"));
  BOOST_TEST(device.actions.empty());
}

BOOST_AUTO_TEST_CASE(a_value_that_the_device_cannot_have_is_refused) {
  start();
  give(order("rtu:17", "operate", double_point::bad));
  BOOST_TEST(was_refused("inconsistent-parameters"));
  BOOST_TEST(device.actions.empty());
}

BOOST_AUTO_TEST_CASE(a_command_may_be_written) {
  start();
  give(order("rtu:17", "operate", 5.0, "rtu:1/101"));
  BOOST_REQUIRE(device.writes.size() == 1u);
  auto& one = device.writes[0].writes.at(0);
  BOOST_TEST((one.path == "limit" && same(one.value, 2.5)));
  BOOST_TEST((device.writes[0].deadline < sched.clock().now() + 2s));
  BOOST_TEST((only_reply().accept && ends().size() == 1u));
}

BOOST_AUTO_TEST_CASE(a_write_that_fails_is_refused) {
  start();
  device.outcome = fail(errc::rejected, "pv1", "illegal-data-value");
  give(order("rtu:17", "operate", 5.0, "rtu:1/101"));
  BOOST_TEST(was_refused("blocked-by-process"));
}

BOOST_AUTO_TEST_CASE(neither_a_test_nor_a_later_command_is_written) {
  start();
  auto x = order("rtu:1", "operate", 5.0, "rtu:1/101");
  x.test = true;
  give(x);
  BOOST_TEST(was_refused("blocked-by-mode"));
  station.actions.clear();
  x = order("rtu:2", "operate", 5.0, "rtu:1/101");
  x.time = utc_time{utc_time::now().ns + 60'000'000'000};
  give(x);
  BOOST_TEST(was_refused("not-supported"));
  BOOST_TEST(device.writes.empty());
}

BOOST_AUTO_TEST_CASE(a_clients_write_is_passed_on_and_not_answered) {
  start();
  auto x = order("gw1:w1", "write", 5.0, "rtu:1/101");
  x.deadline = {};
  give(x);
  BOOST_REQUIRE(device.writes.size() == 1u);
  BOOST_TEST(same(device.writes[0].writes.at(0).value, 2.5));
  BOOST_TEST(station.actions.empty());
}

BOOST_AUTO_TEST_CASE(a_write_that_is_to_be_decided_is_answered) {
  start();
  give(order("rtu:17", "write", 5.0, "rtu:1/101"));
  BOOST_TEST(device.writes.size() == 1u);
  BOOST_TEST(only_reply().accept);
}

BOOST_AUTO_TEST_CASE(leaves_commands_alone_that_no_rule_names) {
  start();
  give(order("rtu:17", "operate", true, "rtu:1/999"));
  BOOST_TEST((device.actions.empty() && station.actions.empty()));
}

BOOST_AUTO_TEST_SUITE_END()
