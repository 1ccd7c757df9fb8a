#pragma once

#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "tools/simulator/open_address.hpp"

namespace bus::simulator {

using simulator_host_actor = caf::typed_actor<reacts_to<drain>>;

class simulator_host_state {
public:
  static inline const char* name = "simulator_host";

  using pointer = simulator_host_actor::stateful_pointer<simulator_host_state>;

  void start(pointer self, std::vector<open_address> addresses);

private:
  void serve(open_address& x);

  pointer self_ = nullptr;
  std::vector<open_address> addresses_;
  std::vector<caf::actor> listeners_; ///< nobody else refers to them
};

/// Owns the addresses of one loop: starts their listeners and peers, which end
/// with it.
simulator_host_actor::behavior_type
simulator_host(simulator_host_actor::stateful_pointer<simulator_host_state> self,
               std::shared_ptr<std::vector<open_address>> addresses);

} // namespace bus::simulator
