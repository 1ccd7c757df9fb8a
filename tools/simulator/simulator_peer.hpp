#pragma once

#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "tools/simulator/simulated_line.hpp"

#include <map>

namespace bus::simulator {

/// What stands above the link of one client.
using simulator_peer_actor = link_user_actor::extend<reacts_to<tick>>;

class simulator_peer_state {
public:
  static inline const char* name = "simulator_peer";

  using pointer = simulator_peer_actor::stateful_pointer<simulator_peer_state>;

  void start(pointer self, link_actor link, std::shared_ptr<simulated_line> line,
             bool can_close);
  void received(const bytes& data);
  void tick();

private:
  void serve(const modbus::adu& x, time_point now);
  void send_now();

  pointer self_ = nullptr;
  link_actor link_;
  std::shared_ptr<simulated_line> line_;
  bool can_close_ = true;
  std::optional<modbus::deframer> deframer_;
  bytes output_;
  std::multimap<time_point, bytes> late_; ///< answers to be sent at their times
  alarm alarm_;
};

/// One client's connection: requests in, the devices' answers out, also those
/// that come late. It ends with its link or with its host, and the link with it.
/// A serial line cannot be closed: there a disconnect is silence.
simulator_peer_actor::behavior_type
simulator_peer(simulator_peer_actor::stateful_pointer<simulator_peer_state> self,
               caf::actor host, link_actor link, std::shared_ptr<simulated_line> line,
               bool can_close);

} // namespace bus::simulator
