#pragma once

#include "actors/interfaces.hpp"

#include <caf/all.hpp>
#include <caf/scheduler/test_coordinator.hpp>

namespace bus::test {

/// Runs actors on the test's own thread, with a clock that the test moves.
struct actor_fixture {
  struct config : caf::actor_system_config {
    config() {
      set("scheduler.policy", caf::atom("testing"));
      set("logger.verbosity", caf::atom("quiet"));
    }
  };

  config cfg;
  caf::actor_system sys{cfg};
  caf::scoped_actor self{sys};
  caf::scheduler::test_coordinator& sched =
    dynamic_cast<caf::scheduler::test_coordinator&>(sys.scheduler());
  std::vector<caf::actor> spawned; ///< ended with the fixture

  ~actor_fixture() {
    for (auto& x : spawned)
      self->send_exit(x, caf::exit_reason::user_shutdown);
    sched.run();
  }

  template <class Handle>
  Handle keep(Handle x) {
    spawned.push_back(caf::actor_cast<caf::actor>(x));
    return x;
  }

  /// Delivers all messages that are due now.
  void run() { sched.run(); }

  /// Lets time pass in steps, so that each timer fires when it is due.
  void pass(bus::duration time, bus::duration step = std::chrono::milliseconds{10}) {
    for (auto end = time; end > bus::duration{}; end -= step) {
      sched.advance_time(std::min(step, end));
      sched.run();
    }
  }
};

} // namespace bus::test
