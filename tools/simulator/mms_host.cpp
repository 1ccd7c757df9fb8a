#include "tools/simulator/mms_host.hpp"

#include "actors/link/listener.hpp"
#include "actors/server/iec61850_server.hpp"
#include "actors/server/mms_server.hpp"

namespace bus::simulator {

void mms_host_state::start(pointer self, descriptor listening,
                           const mms_device_settings& x, moving_variables moving) {
  self_ = self;
  moving_ = std::move(moving);
  interval_ = x.interval;
  began_ = now_of(self);
  auto& home = *loop_of(self);
  if (auto* ied = std::get_if<iec61850_server_settings>(&x.server))
    server_ = spawn_on(home, iec61850_server, data_model_actor{}, *ied);
  else
    server_ = spawn_on(home, mms_server, data_model_actor{},
                       std::get<mms_server_settings>(x.server));
  auto accept = [server = server_](link_actor link, bytes address) {
    caf::anon_send(server, link_accepted{std::move(link), std::move(address)});
  };
  auto open = std::make_shared<descriptor>(std::move(listening));
  listener_ = caf::actor_cast<caf::actor>(
    spawn_on(home, listener, std::move(open), listener_state::callback{accept}));
  self->link_to(server_);
  self->link_to(listener_);
  move();
}

void mms_host_state::move() {
  alarm_.fired();
  auto now = now_of(self_);
  auto to = write_points{};
  for (auto& x : moving_.at(now - began_, utc_time::now()))
    to.writes.push_back(
      {std::move(x.path), std::move(x.value)}); // an IED takes these, too
  if (to.writes.empty())
    return;
  // The next movement waits for this one.
  self_->request(server_, caf::infinite, std::move(to))
    .then([this, now](const points_written&) { alarm_.set(self_, now + interval_); });
}

mms_host_actor::behavior_type
mms_host(mms_host_actor::stateful_pointer<mms_host_state> self,
         std::shared_ptr<descriptor> listening, mms_device_settings device,
         moving_variables moving) {
  self->state.start(self, std::move(*listening), device, std::move(moving));
  return {[self](drain) { self->quit(caf::exit_reason::user_shutdown); },
          [self](tick) { self->state.move(); }};
}

} // namespace bus::simulator
