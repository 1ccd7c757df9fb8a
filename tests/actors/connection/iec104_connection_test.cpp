#include "actors/connection/iec104_connection.hpp"

#include "messages/iec104/codec.hpp"
#include "tests/support/actor_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace bus;
using namespace std::chrono_literals;
using iec104::cause;
using iec104::type_id;

namespace {

/// A connection between lines whose station is the test, and a model that records.
struct rtu_fixture : test::actor_fixture {
  struct line {
    iec104_line_actor who;
    iec104_user_actor user = {};
    std::uint64_t number = 0;
    unsigned dials = 0, starts = 0, hang_ups = 0;
    std::vector<bytes> sent = {};
    std::size_t taken = 0; ///< ASDUs that may be acknowledged
  };

  std::vector<line> lines;
  bool model_takes = true;
  std::vector<point_batch_ptr> batches;
  std::vector<connection_status> states;
  std::vector<add_connection> joined;
  std::vector<caf::typed_response_promise<batch_taken>> untaken;
  iec104_connection_actor uut;

  data_model_actor model = keep(
    sys.spawn([this](data_model_actor::pointer me) -> data_model_actor::behavior_type {
      return {
        [this](const add_connection& x) { joined.push_back(x); },
        [](const add_listener&) {},
        [this](const connection_status& x) { states.push_back(x); },
        [](const command_ptr&) {},
        [](const act_on_ref&) { return acted{not_for("a test")}; },
        [this, me](const point_batch_ptr& x) {
          batches.push_back(x);
          auto to = me->make_response_promise<batch_taken>();
          if (model_takes)
            to.deliver(batch_taken{});
          else
            untaken.push_back(to);
          return to;
        },
        [this](ask_status) { // stands here for: now take what there is
          for (auto& x : std::exchange(untaken, {}))
            x.deliver(batch_taken{});
          return status_told{};
        },
        [](const list_points&) { return points_listed{}; },
        [](const take_snapshot&) { return snapshot_taken{}; },
        [](const read_refs&) { return points_read{}; },
        [](const write_refs&) { return points_written{}; },
        [](const browse_ref&) { return browsed{}; },
        [](const describe_ref&) { return described{}; },
      };
    }));

  iec104_line_actor spawn_line(std::size_t which) {
    return keep(sys.spawn(
      [this, which](iec104_line_actor::pointer) -> iec104_line_actor::behavior_type {
        return {
          [](link_opened) {},
          [](const link_closed&) {},
          [](const received&) {},
          [this, which](const iec104_attach& x) {
            lines[which].user = x.user;
            lines[which].number = x.line;
          },
          [this, which](iec104_dial) { ++lines[which].dials; },
          [this, which](iec104_start) { ++lines[which].starts; },
          [](iec104_deactivate) {},
          [this, which](iec104_hang_up) { ++lines[which].hang_ups; },
          [this, which](const iec104_asdus& x) {
            for (auto& one : x.what->list)
              lines[which].sent.push_back(one);
          },
          [this, which](iec104_taken x) { lines[which].taken += x.count; },
          [](tick) {},
        };
      }));
  }

  void start(std::size_t count = 1, iec104_client_settings settings = {}) {
    settings.name = "rtu1";
    lines.resize(count);
    auto all = std::vector<iec104_line_actor>{};
    for (auto i = std::size_t{0}; i < count; ++i)
      all.push_back(lines[i].who = spawn_line(i));
    uut = keep(sys.spawn(iec104_connection, all, model, settings));
    run();
  }

  void change(std::size_t which, iec104_changed::to now) {
    self->send(uut, iec104_changed{
                      lines[which].number, now, {errc::not_connected, "test", "gone"}});
    run();
  }

  /// The line is open and transfers data.
  void begin(std::size_t which = 0) {
    change(which, iec104_changed::to::opened);
    change(which, iec104_changed::to::started);
  }

  void tell(std::size_t which, std::vector<iec104::asdu> x) {
    auto list = std::make_shared<iec104::asdu_list>();
    for (auto& one : x)
      list->list.push_back(iec104::encode(one).value());
    self->send(uut, iec104_asdus{lines[which].number, std::move(list)});
    run();
  }

  static iec104::asdu event(float number, std::uint32_t object = 100) {
    auto time = iec104::to_cp56({1'790'000'000'000'000'000}).value();
    time.milliseconds = static_cast<std::uint16_t>(number);
    return {{.type = type_id::m_me_tf_1, .cause = cause::spontaneous},
            {{object, iec104::short_float{number}, time}}};
  }

  /// The mirror of the last ASDU that went out.
  void answer(cause why, std::size_t which = 0) {
    auto last = iec104::decode(lines[which].sent.back()).value();
    tell(which, {iec104::mirror(last, why, false)});
  }

  std::vector<type_id> types_sent(std::size_t which = 0) const {
    auto out = std::vector<type_id>{};
    for (auto& one : lines[which].sent)
      out.push_back(iec104::decode_head(one).value().type);
    return out;
  }

  std::vector<float> told() const {
    auto out = std::vector<float>{};
    for (auto& batch : batches)
      for (auto& one : batch->updates)
        if (auto* x = std::get_if<float>(&one.sample.value);
            x && one.sample.quality == quality::good())
          out.push_back(*x);
    return out;
  }

  void take_all() {
    self->send(model, ask_status{});
    run();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(iec104_connections, rtu_fixture)

BOOST_AUTO_TEST_CASE(a_line_is_dialled_started_and_its_station_interrogated) {
  start();
  BOOST_TEST(lines[0].dials == 1u);
  change(0, iec104_changed::to::opened);
  BOOST_TEST(lines[0].starts == 1u);
  BOOST_TEST(lines[0].sent.empty());
  change(0, iec104_changed::to::started);
  BOOST_TEST((types_sent() == std::vector{type_id::c_ic_na_1}));
  BOOST_REQUIRE(!states.empty());
  BOOST_TEST((states.back().state == connection_state::connected));
}

BOOST_AUTO_TEST_CASE(an_asdu_is_acknowledged_when_the_bus_has_taken_it) {
  start();
  begin();
  model_takes = false;
  tell(0, {event(1), event(2)});
  BOOST_TEST((told() == std::vector{1.f, 2.f}));
  BOOST_TEST(lines[0].taken == 0u);
  answer(cause::activation_confirmation); // waits for those before it
  BOOST_TEST(lines[0].taken == 0u);
  take_all();
  BOOST_TEST(lines[0].taken == 3u);
  model_takes = true;
  answer(cause::activation_termination);
  BOOST_TEST(lines[0].taken == 4u);
}

BOOST_AUTO_TEST_CASE(a_bus_that_does_not_keep_up_is_told_in_fewer_batches) {
  start();
  begin();
  model_takes = false;
  for (auto i = 1; i <= 10; ++i)
    tell(0, {event(static_cast<float>(i))});
  BOOST_TEST(batches.size() == 4u);
  model_takes = true;
  take_all();
  BOOST_TEST(batches.size() == 5u);
  BOOST_TEST(told().size() == 10u);
  BOOST_TEST(lines[0].taken == 10u);
}

BOOST_AUTO_TEST_CASE(points_that_were_not_configured_join_as_they_are_told) {
  start();
  begin();
  BOOST_TEST(joined.size() == 1u);
  tell(0, {event(1, 7), event(2, 8)});
  BOOST_REQUIRE(joined.size() == 2u);
  BOOST_REQUIRE(joined[1].table->points.size() == 2u);
  BOOST_TEST(joined[1].table->points[1].ref == "rtu1:1/8");
  BOOST_TEST(joined[1].table->points[1].type.str() == "float");
  BOOST_TEST((batches.back()->table == joined[1].table));
}

BOOST_AUTO_TEST_CASE(a_lost_stations_points_turn_invalid_and_it_is_dialled_again) {
  start();
  begin();
  tell(0, {event(1)});
  change(0, iec104_changed::to::closed);
  auto& last = batches.back()->updates.back().sample;
  BOOST_TEST(same(last.value, value{1.f}));
  BOOST_TEST((last.quality == quality::make(validity::invalid, quality::old_data)));
  BOOST_TEST((states.back().state == connection_state::disconnected));
  BOOST_TEST(lines[0].dials == 1u);
  pass(1s);
  BOOST_TEST(lines[0].dials == 2u);
}

BOOST_AUTO_TEST_CASE(what_was_told_is_left_out_when_it_comes_again) {
  start();
  begin();
  tell(0, {event(1), event(2)});
  change(0, iec104_changed::to::closed);
  pass(1s);
  begin();
  tell(0, {event(2), event(3)});
  BOOST_TEST((told() == std::vector{1.f, 2.f, 3.f}));
}

BOOST_AUTO_TEST_CASE(acknowledgements_of_an_old_connection_do_not_reach_the_new_one) {
  start();
  begin();
  model_takes = false;
  tell(0, {event(1)});
  change(0, iec104_changed::to::closed);
  begin();
  take_all();
  BOOST_TEST(lines[0].taken == 0u);
  model_takes = true;
  tell(0, {event(2)});
  BOOST_TEST(lines[0].taken == 1u);
}

BOOST_AUTO_TEST_CASE(one_of_two_lines_transfers_data_and_the_other_takes_over) {
  start(2);
  change(1, iec104_changed::to::opened);
  change(0, iec104_changed::to::opened);
  BOOST_TEST(lines[0].starts + lines[1].starts == 1u);
  change(1, iec104_changed::to::started);
  tell(1, {event(1)});
  change(1, iec104_changed::to::closed);
  BOOST_TEST(lines[0].starts == 1u);
  auto is_lost = [](auto& batch) {
    return batch->updates.back().sample.quality.validity() == validity::invalid;
  };
  BOOST_TEST(std::ranges::none_of(batches, is_lost));
  change(0, iec104_changed::to::started);
  tell(0, {event(1), event(2)});
  BOOST_TEST((told() == std::vector{1.f, 2.f}));
  tell(1, {event(9)}); // of a line that is not the active one
  BOOST_TEST(told().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_command_is_answered_by_its_termination_and_never_done_twice) {
  auto settings = iec104_client_settings{};
  settings.client.interrogates = false;
  settings.client.points.push_back({.at = {1, 200}, .command = type_id::c_sc_na_1});
  start(1, settings);
  begin();
  auto order = action::control{.value = value{true}};
  order.key = "one";
  auto answers = std::vector<action_result>{};
  auto ask = [&] {
    sys.spawn([&](caf::event_based_actor* me) {
      me->request(uut, caf::infinite, act_on{"1/200", order}).then([&](const acted& x) {
        answers.push_back(x.how);
      });
    });
    run();
  };
  ask();
  ask();
  BOOST_TEST(lines[0].sent.size() == 1u);
  answer(cause::activation_confirmation);
  BOOST_TEST(answers.empty());
  answer(cause::activation_termination);
  BOOST_TEST(answers.size() == 2u);
  change(0, iec104_changed::to::closed);
  ask();
  BOOST_REQUIRE(answers.size() == 3u);
  for (auto& one : answers)
    BOOST_TEST(one.has_value());
  order.key.clear();
  ask();
  BOOST_REQUIRE(answers.size() == 4u);
  BOOST_TEST((answers[3].error().why.code == errc::not_connected));
}

BOOST_AUTO_TEST_SUITE_END()
