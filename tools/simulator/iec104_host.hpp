#pragma once

#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "actors/server/iec104_server.hpp"
#include "tools/simulator/moving_objects.hpp"
#include "tools/simulator/simulator_host.hpp"

namespace bus::simulator {

using iec104_host_actor = simulator_host_actor::extend<reacts_to<tick>>;

/// An IEC 60870-5-104 station at work: a server of ours that belongs to no bus, what
/// moves in it, and links that spoil what goes over them where there are faults.
class iec104_host_state {
public:
  static inline const char* name = "simulator_host";

  using pointer = iec104_host_actor::stateful_pointer<iec104_host_state>;

  void start(pointer self, descriptor listening, const iec104_device_settings& x,
             moving_objects moving);
  void move();

private:
  void listen(descriptor socket, const iec104_device_settings& x);
  void write(std::vector<moving_objects::change> what);

  pointer self_ = nullptr;
  iec104_server_actor server_;
  caf::actor listener_; ///< nobody else refers to it
  moving_objects moving_;
  duration interval_ = {};
  time_point began_ = {};
  alarm alarm_;
};

iec104_host_actor::behavior_type
iec104_host(iec104_host_actor::stateful_pointer<iec104_host_state> self,
            std::shared_ptr<descriptor> listening, iec104_device_settings device,
            moving_objects moving);

} // namespace bus::simulator
