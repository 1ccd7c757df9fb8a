#pragma once

#include "actors/loop/hosted.hpp"

namespace bus::benchmarks {

/// CAF as running_station sets it up: actors live on loops.
struct loops_config : caf::actor_system_config {
  loops_config() {
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", std::size_t{1});
    set("logger.verbosity", caf::atom("quiet"));
  }
};

/// What a child does that its bench ends.
[[noreturn]] inline void sleep_for_ever() {
  for (;;)
    std::this_thread::sleep_for(std::chrono::hours{1});
}

} // namespace bus::benchmarks
