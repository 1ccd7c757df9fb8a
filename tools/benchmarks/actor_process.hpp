#pragma once

#include "actors/frontend/endpoints.hpp"
#include "actors/loop/hosted.hpp"

#include <stdexcept>

namespace bus::benchmarks {

/// CAF as running_station sets it up: actors live on loops.
struct loops_config : caf::actor_system_config {
  loops_config() {
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", std::size_t{1});
    set("logger.verbosity", caf::atom("quiet"));
  }
};

/// The bus's sockets with their defaults, at free ports.
inline std::unique_ptr<endpoints> bind_any() {
  auto where = zmq_settings{};
  where.publish = where.request = "tcp://127.0.0.1:*";
  auto out = endpoints::bind(where);
  if (!out)
    throw std::runtime_error{to_string(out.error())};
  return std::move(*out);
}

/// What a child does that its bench ends.
[[noreturn]] inline void sleep_for_ever() {
  for (;;)
    std::this_thread::sleep_for(std::chrono::hours{1});
}

} // namespace bus::benchmarks
