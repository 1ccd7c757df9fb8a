#pragma once

#include "actors/loop/loop.hpp"
#include "actors/messages.hpp"

#include <caf/all.hpp>

namespace bus {

/// An actor that runs on the loop it was spawned on and nowhere else.
template <class Actor>
class hosted : public Actor {
public:
  explicit hosted(caf::actor_config& cfg)
    : Actor{cfg},
      home_{cfg.host} {}

  using Actor::enqueue;

  void enqueue(caf::mailbox_element_ptr what, caf::execution_unit*) override {
    Actor::enqueue(std::move(what), home_);
  }

  caf::resumable::subtype_t subtype() const override {
    return caf::resumable::io_actor;
  }

private:
  caf::execution_unit* home_;
};

/// Spawns an actor function (as for caf::actor_system::spawn) on a loop.
template <class Function, class... Arguments>
auto spawn_on(loop& home, Function function, Arguments&&... arguments) {
  using actor = caf::infer_impl_from_fun_t<Function>;
  auto cfg = caf::actor_config{&home};
  auto factory = caf::detail::init_fun_factory<actor, Function>{};
  cfg.init_fun = factory(std::move(function), std::forward<Arguments>(arguments)...);
  return home.system().spawn_class<hosted<actor>, caf::no_spawn_options>(cfg);
}

/// The loop that a running actor lives on; none under the test scheduler.
inline loop* loop_of(caf::local_actor* self) {
  return dynamic_cast<loop*>(self->context());
}

/// *Now* as the actor's sessions are to see it: virtual under the test scheduler.
inline time_point now_of(caf::local_actor* self) {
  return self->clock().now();
}

/// Wakes its actor with `tick` at a time: by the loop's timers where there is a
/// loop, by CAF's clock else. Setting a later time than the one set already does
/// nothing; so a tick may come early, and its handler sets the alarm again.
class alarm {
public:
  template <class Self>
  void set(Self* self, time_point at) {
    if (at >= armed_)
      return;
    armed_ = at;
    if (auto* home = loop_of(self))
      home->wake_at(at, caf::strong_actor_ptr{self->ctrl()});
    else
      self->delayed_send(self, std::max(duration{0}, duration{at - now_of(self)}),
                         tick{});
  }

  /// To be called on each tick.
  void fired() { armed_ = never; }

private:
  time_point armed_ = never;
};

} // namespace bus
