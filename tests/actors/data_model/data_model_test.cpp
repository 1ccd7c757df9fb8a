#include "actors/data_model/data_model.hpp"

#include "tests/support/actor_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;

namespace {

struct model_fixture : test::actor_fixture {
  std::vector<point_batch_ptr> heard;
  std::vector<command_ptr> commands;
  std::vector<connection_status> states;
  std::vector<std::string> paths;
  std::vector<write_points::item> written;

  listener_actor listener = keep(sys.spawn([this]() -> listener_actor::behavior_type {
    return {
      [this](const point_batch_ptr& x) {
        heard.push_back(x);
        return batch_taken{};
      },
      [this](const connection_status& x) { states.push_back(x); },
      [this](const command_ptr& x) { commands.push_back(x); },
    };
  }));

  connection_actor connection =
    keep(sys.spawn([this]() -> connection_actor::behavior_type {
      return {
        [this](const read_points& x) {
          auto out = points_read{};
          for (auto& path : x.paths) {
            paths.push_back(path);
            out.samples.push_back(sample{value{path}, quality::good(), {}});
          }
          return out;
        },
        [this](const write_points& x) {
          written = x.writes;
          return points_written{{x.writes.size(), result<void>{}}};
        },
        [](const act_on& x) { return acted{value{x.path}}; },
        [](const browse_path& x) {
          return browsed{std::vector<browse_item>{{"pv1:" + x.path, "point"}}};
        },
        [](const describe_path& x) { return described{value{x.path}}; },
      };
    }));

  data_model_actor uut = keep(sys.spawn(data_model));
  point_table_ptr table = std::make_shared<point_table>(
    point_table{"pv1", {{"pv1:b", "float"}, {"pv1:a", "boolean"}}});

  model_fixture() {
    caf::anon_send(uut, add_listener{listener});
    caf::anon_send(
      uut, add_connection{
             connection, table, {"pv1", "modbus", connection_state::connecting}});
    run();
  }

  template <class Answer, class Question>
  Answer ask(Question what) {
    auto out = Answer{};
    auto asker = sys.spawn([&, this](caf::event_based_actor* me) {
      me->request(uut, caf::infinite, what).then([&out](const Answer& x) { out = x; });
    });
    run();
    return out;
  }

  void change(std::uint32_t point, bus::value v) {
    auto batch = std::make_shared<point_batch>();
    batch->table = table;
    batch->updates.push_back({point, 1, {std::move(v), quality::good(), utc_time{5}}});
    ask<batch_taken>(point_batch_ptr{batch});
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(data_model_actor_, model_fixture)

BOOST_AUTO_TEST_CASE(passes_changes_on_and_keeps_the_last) {
  change(0, value{1.5});
  change(0, value{2.5});
  BOOST_TEST(heard.size() == 2u);
  auto got = ask<points_read>(read_refs{{"pv1:b"}, rpc::source::model});
  BOOST_TEST(same(got.samples[0]->value, value{2.5}));
  auto all = ask<snapshot_taken>(take_snapshot{"pv1:"});
  BOOST_TEST(all.refs.size() == 2u);
}

BOOST_AUTO_TEST_CASE(asks_the_device_by_way_of_its_connection) {
  auto got = ask<points_read>(
    read_refs{{"pv1:x", "nobody:y", "pv1:z", "no colon"}, rpc::source::device});
  BOOST_TEST((paths == std::vector<std::string>{"x", "z"}));
  BOOST_TEST(same(got.samples[0]->value, value{std::string{"x"}}));
  BOOST_TEST((got.samples[1].error().code == errc::not_found));
  BOOST_TEST(same(got.samples[2]->value, value{std::string{"z"}}));
  BOOST_TEST((got.samples[3].error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(passes_on_what_is_written_beside_a_value) {
  auto old = quality::make(validity::invalid, quality::old_data);
  ask<points_written>(
    write_refs{{{"pv1:a", value{true}, old, utc_time{7}}, {"pv1:b", value{1.5}}}});
  BOOST_REQUIRE(written.size() == 2u);
  BOOST_TEST((written[0].quality == old && written[0].time == utc_time{7}));
  BOOST_TEST((!written[1].quality && !written[1].time));
}

BOOST_AUTO_TEST_CASE(answers_for_a_connection_that_died) {
  self->send_exit(connection, caf::exit_reason::kill);
  run();
  auto got = ask<points_read>(read_refs{{"pv1:x"}, rpc::source::device});
  BOOST_TEST((got.samples[0].error().code == errc::not_connected));
}

BOOST_AUTO_TEST_CASE(lists_browses_and_describes) {
  BOOST_TEST(ask<points_listed>(list_points{"pv1:a"}).points.size() == 1u);
  BOOST_TEST((*ask<browsed>(browse_ref{""}).items)[0].ref == "pv1:");
  BOOST_TEST((*ask<browsed>(browse_ref{"pv1:a"}).items)[0].ref == "pv1:a");
  BOOST_TEST(
    same(*ask<described>(describe_ref{"pv1:a"}).what, value{std::string{"a"}}));
  BOOST_TEST(
    (ask<described>(describe_ref{"x:a"}).what.error().code == errc::not_found));
}

BOOST_AUTO_TEST_CASE(tells_states_and_counts_in_its_status) {
  change(1, value{true});
  caf::anon_send(uut, connection_status{"pv1", "modbus", connection_state::connected});
  run();
  auto got = ask<status_told>(ask_status{});
  BOOST_REQUIRE(got.connections.size() == 1);
  BOOST_TEST((got.connections[0].status.state == connection_state::connected));
  BOOST_TEST(got.connections[0].points == 2u);
  BOOST_TEST(got.connections[0].updates == 1u);
  BOOST_TEST(states.size() == 2u);
}

BOOST_AUTO_TEST_CASE(keeps_values_when_a_connection_is_started_again) {
  change(0, value{1.5});
  table = std::make_shared<point_table>(
    point_table{"pv1", {{"pv1:new", "float"}, {"pv1:b", "float"}}});
  caf::anon_send(
    uut,
    add_connection{connection, table, {"pv1", "modbus", connection_state::connecting}});
  run();
  auto got =
    ask<points_read>(read_refs{{"pv1:b", "pv1:new", "pv1:a"}, rpc::source::model});
  BOOST_TEST(same(got.samples[0]->value, value{1.5}));
  BOOST_TEST(got.samples[1].has_value());
  BOOST_TEST((got.samples[2].error().code == errc::not_found));
}

BOOST_AUTO_TEST_SUITE_END()
