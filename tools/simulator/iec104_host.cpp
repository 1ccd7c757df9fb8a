#include "tools/simulator/iec104_host.hpp"

#include "actors/link/listener.hpp"
#include "tools/simulator/spoiling_link.hpp"

namespace bus::simulator {

void iec104_host_state::start(pointer self, descriptor listening,
                              const iec104_device_settings& x, moving_objects moving) {
  self_ = self;
  moving_ = std::move(moving);
  interval_ = x.interval;
  began_ = now_of(self);
  server_ = spawn_on(*loop_of(self), iec104_server, data_model_actor{}, x.server);
  self->link_to(server_);
  // The values are there before the first client is.
  write(moving_.at_first());
  listen(std::move(listening), x);
}

void iec104_host_state::listen(descriptor socket, const iec104_device_settings& x) {
  auto& home = *loop_of(self_);
  auto seed = static_cast<std::uint32_t>(std::hash<std::string>{}(x.server.name));
  // It may be called once more when this actor has ended.
  auto accept = [&home, server = server_, faults = x.faults, start = began_,
                 dice = std::minstd_rand{seed}](link_actor link, bytes from) mutable {
    if (!faults.empty())
      link = spawn_on(home, spoiling_link, std::move(link), faults, start,
                      static_cast<std::uint32_t>(dice()));
    caf::anon_send(server, link_accepted{std::move(link), std::move(from)});
  };
  auto open = std::make_shared<descriptor>(std::move(socket));
  listener_ = caf::actor_cast<caf::actor>(
    spawn_on(home, listener, std::move(open), listener_state::callback{accept}));
  self_->link_to(listener_);
}

void iec104_host_state::move() {
  alarm_.fired();
  write(moving_.at(now_of(self_) - began_));
}

void iec104_host_state::write(std::vector<moving_objects::change> what) {
  if (what.empty())
    return;
  auto to = write_points{};
  for (auto& x : what)
    to.writes.push_back({std::move(x.path), std::move(x.value)});
  auto next = now_of(self_) + interval_;
  // The next movement waits for this one.
  self_->request(server_, caf::infinite, std::move(to))
    .then([this, next](const points_written&) { alarm_.set(self_, next); });
}

iec104_host_actor::behavior_type
iec104_host(iec104_host_actor::stateful_pointer<iec104_host_state> self,
            std::shared_ptr<descriptor> listening, iec104_device_settings device,
            moving_objects moving) {
  self->state.start(self, std::move(*listening), device, std::move(moving));
  return {[self](drain) { self->quit(caf::exit_reason::user_shutdown); },
          [self](tick) { self->state.move(); }};
}

} // namespace bus::simulator
