#pragma once

#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "tools/simulator/moving_variables.hpp"
#include "tools/simulator/simulator_host.hpp"

namespace bus::simulator {

using mms_host_actor = simulator_host_actor::extend<reacts_to<tick>>;

/// An MMS device at work: a server of ours that belongs to no bus, and what moves
/// in it.
class mms_host_state {
public:
  static inline const char* name = "simulator_host";

  using pointer = mms_host_actor::stateful_pointer<mms_host_state>;

  void start(pointer self, descriptor listening, const mms_device_settings& x,
             moving_variables moving);
  void move();

private:
  pointer self_ = nullptr;
  mms_server_actor server_;
  caf::actor listener_; ///< nobody else refers to it
  moving_variables moving_;
  duration interval_ = {};
  time_point began_ = {};
  alarm alarm_;
};

mms_host_actor::behavior_type
mms_host(mms_host_actor::stateful_pointer<mms_host_state> self,
         std::shared_ptr<descriptor> listening, mms_device_settings device,
         moving_variables moving);

} // namespace bus::simulator
