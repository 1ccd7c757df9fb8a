#include "tools/simulator/simulator_peer.hpp"

namespace bus::simulator {

void simulator_peer_state::start(pointer self, link_actor link,
                                 std::shared_ptr<simulated_line> line, bool can_close) {
  self_ = self;
  link_ = std::move(link);
  line_ = std::move(line);
  can_close_ = can_close;
  deframer_.emplace(line_->how(), modbus::role::server);
  self_->send(link_, open_link{link_user_actor{self_}});
}

void simulator_peer_state::received(const bytes& data) {
  auto now = now_of(self_);
  deframer_->receive(data, now);
  for (;;) {
    auto frame = deframer_->next();
    if (!frame && line_->how() == modbus::framing::mbap)
      return self_->send(link_, close_link{});
    if (!frame)
      continue; // damaged; the search goes on
    if (!*frame)
      break;
    serve(**frame, now);
  }
  send_now();
}

void simulator_peer_state::serve(const modbus::adu& x, time_point now) {
  auto next = line_->serve(x, now);
  if (!next)
    return;
  if (next->close) {
    send_now();
    if (can_close_)
      self_->send(link_, close_link{});
  } else if (next->after > duration{}) {
    late_.emplace(now + next->after, std::move(next->send));
    alarm_.set(self_, late_.begin()->first);
  } else {
    output_.insert(output_.end(), next->send.begin(), next->send.end());
  }
}

void simulator_peer_state::tick() {
  alarm_.fired();
  auto now = now_of(self_);
  while (!late_.empty() && late_.begin()->first <= now) {
    auto& frame = late_.begin()->second;
    output_.insert(output_.end(), frame.begin(), frame.end());
    late_.erase(late_.begin());
  }
  if (!late_.empty())
    alarm_.set(self_, late_.begin()->first);
  send_now();
}

void simulator_peer_state::send_now() {
  if (!output_.empty())
    self_->send(link_, send_bytes{std::exchange(output_, {})});
}

simulator_peer_actor::behavior_type
simulator_peer(simulator_peer_actor::stateful_pointer<simulator_peer_state> self,
               caf::actor host, link_actor link, std::shared_ptr<simulated_line> line,
               bool can_close) {
  self->link_to(host);
  self->link_to(link);
  self->state.start(self, std::move(link), std::move(line), can_close);
  return {
    [](link_opened) {},
    [self](const link_closed&) { self->quit(caf::exit_reason::user_shutdown); },
    [self](const received& x) { self->state.received(x.data); },
    [self](tick) { self->state.tick(); },
  };
}

} // namespace bus::simulator
