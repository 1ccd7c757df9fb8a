#pragma once

#include "actors/data_model/data_model.hpp"

#include "tests/support/actor_fixture.hpp"

#include <map>

namespace bus::test {

/// A connection or a server on the bus: keeps what it is asked for. Writes are answered
/// at once unless it holds, controls when the test says so.
struct fake_side {
  /// Does its test's work where its promises may be delivered: in a handler.
  using handle = connection_actor::extend<reacts_to<tick>>;

  std::string name;
  point_table_ptr table = {};
  handle actor = {};
  std::map<std::string, value> values = {}; ///< that are read
  bool holds = false;
  result<void> outcome = {}; ///< of writes
  std::vector<write_points> writes = {};
  std::vector<caf::typed_response_promise<points_written>> to_answer = {};
  std::vector<act_on> actions = {};
  std::vector<caf::typed_response_promise<acted>> to_decide = {}; ///< controls
  std::function<void()> work = {};

  points_read read(const read_points& x) const {
    auto out = points_read{};
    for (auto& path : x.paths) {
      auto found = values.find(path);
      if (found == values.end())
        out.samples.push_back(fail(errc::not_found, path));
      else
        out.samples.push_back(sample{found->second, quality::good(), utc_time{1}});
    }
    return out;
  }

  /// Actions of one kind, in their order.
  template <class Action>
  std::vector<Action> asked() const {
    auto out = std::vector<Action>{};
    for (auto& one : actions)
      if (auto* x = std::get_if<Action>(&one.what))
        out.push_back(*x);
    return out;
  }

  /// The last value that was written to a path; nothing where there was none.
  value written(const std::string& path) const {
    auto out = value{};
    for (auto& all : writes)
      for (auto& one : all.writes)
        if (one.path == path)
          out = one.value;
    return out;
  }
};

inline fake_side::handle::behavior_type fake_side_actor(fake_side::handle::pointer self,
                                                        fake_side* of) {
  return {
    [=](const read_points& x) { return of->read(x); },
    [=](const write_points& x) -> caf::result<points_written> {
      of->writes.push_back(x);
      if (!of->holds)
        return points_written{{x.writes.size(), of->outcome}};
      of->to_answer.push_back(self->make_response_promise<points_written>());
      return of->to_answer.back();
    },
    [](const browse_path&) { return browsed{}; },
    [](const describe_path&) { return described{}; },
    [=](const act_on& x) -> caf::result<acted> {
      of->actions.push_back(x);
      if (!std::holds_alternative<action::control>(x.what))
        return acted{value{}};
      of->to_decide.push_back(self->make_response_promise<acted>());
      return of->to_decide.back();
    },
    [=](tick) { of->work(); },
  };
}

/// A data model, and what happens to the connections and servers on it.
struct gateway_fixture : actor_fixture {
  data_model_actor model = keep(sys.spawn(data_model));
  std::int64_t since = 0;

  void join(fake_side& x, std::vector<point_info> points,
            connection_state state = connection_state::connected) {
    x.table = std::make_shared<point_table>(point_table{x.name, std::move(points)});
    x.actor = keep(sys.spawn(fake_side_actor, &x));
    tell_state(x, state, true);
  }

  void tell_state(const fake_side& x, connection_state to, bool joins = false) {
    auto status = connection_status{x.name, "test", to, {}, utc_time{++since}};
    if (joins)
      caf::anon_send(model, add_connection{connection_actor{x.actor}, x.table, status});
    else
      caf::anon_send(model, status);
    run();
  }

  void change(const fake_side& of, std::uint32_t point, value x, std::int64_t time,
              quality how = quality::good()) {
    auto batch = std::make_shared<point_batch>();
    batch->table = of.table;
    batch->updates.push_back({point,
                              static_cast<reasons>(reason::data_change),
                              {std::move(x), how, utc_time{time}}});
    self->send(model, point_batch_ptr{batch});
    run();
  }

  void give(command x) {
    caf::anon_send(model, std::make_shared<const command>(std::move(x)));
    run();
  }

  void do_at(fake_side& x, std::function<void()> work) {
    x.work = std::move(work);
    caf::anon_send(x.actor, tick{});
    run();
  }

  void answer_writes(fake_side& x) {
    do_at(x, [&] {
      for (auto& one : std::exchange(x.to_answer, {}))
        one.deliver(points_written{{result<void>{}}});
    });
  }

  void decide(fake_side& x, const action_result& how, std::size_t which = 0) {
    do_at(x, [&] { x.to_decide.at(which).deliver(acted{how}); });
  }
};

} // namespace bus::test
