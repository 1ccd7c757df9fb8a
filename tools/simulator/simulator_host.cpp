#include "tools/simulator/simulator_host.hpp"

#include "actors/link/link.hpp"
#include "actors/link/listener.hpp"
#include "tools/simulator/simulator_peer.hpp"

namespace bus::simulator {

void simulator_host_state::start(pointer self, std::vector<open_address> addresses) {
  self_ = self;
  addresses_ = std::move(addresses);
  // A peer that leaves is no reason to go.
  self_->set_exit_handler([](const caf::exit_msg&) {});
  for (auto& x : addresses_)
    serve(x);
}

void simulator_host_state::serve(open_address& x) {
  auto& home = *loop_of(self_);
  auto carrier = std::make_shared<descriptor>(std::move(x.carrier));
  auto accepted = [&home, host = caf::actor_cast<caf::actor>(self_), line = x.line,
                   listens = x.listens](link_actor link, const bytes&) {
    spawn_on(home, simulator_peer, host, std::move(link), line, listens);
  };
  if (!x.listens)
    return accepted(spawn_on(home, open_link_on, std::move(carrier)), {});
  auto one = spawn_on(home, listener, std::move(carrier), std::move(accepted));
  self_->link_to(one);
  listeners_.push_back(caf::actor_cast<caf::actor>(one));
}

simulator_host_actor::behavior_type
simulator_host(simulator_host_actor::stateful_pointer<simulator_host_state> self,
               std::shared_ptr<std::vector<open_address>> addresses) {
  self->state.start(self, std::move(*addresses));
  return {[self](drain) { self->quit(caf::exit_reason::user_shutdown); }};
}

} // namespace bus::simulator
