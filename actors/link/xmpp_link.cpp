#include "actors/link/xmpp_link.hpp"

namespace bus {

void xmpp_link_state::open(link_user_actor user) {
  user_ = std::move(user);
  if (!is_called())
    return self_->send(stream_, xmpp_call{peer_});
  self_->send(user_, link_opened{});
  for (auto& one : std::exchange(early_, {}))
    self_->send(user_, std::move(one));
}

void xmpp_link_state::opened() {
  self_->send(user_, link_opened{});
}

void xmpp_link_state::received(bus::received& x) {
  if (user_)
    self_->send(user_, std::move(x));
  else
    early_.push_back(std::move(x));
}

void xmpp_link_state::closed(const error& why) {
  if (user_)
    self_->send(user_, link_closed{why});
  if (is_called())
    self_->quit(caf::exit_reason::user_shutdown);
}

void xmpp_link_state::close() {
  self_->send(stream_, close_link{});
  closed({errc::not_connected, "link", "closed by the bus"});
}

namespace {

xmpp_link_actor::behavior_type
xmpp_link_behavior(xmpp_link_actor::stateful_pointer<xmpp_link_state> self) {
  return {
    [self](received& x) { self->state.received(x); },
    [self](send_bytes& x) { self->send(self->state.stream(), std::move(x)); },
    [self](const open_link& x) { self->state.open(x.user); },
    [self](close_link) { self->state.close(); },
    [self](hold_link x) { self->send(self->state.stream(), x); },
    [self](drain_link x) {
      auto drained = self->make_response_promise<link_drained>();
      self->request(self->state.stream(), caf::infinite, x)
        .then([drained](link_drained y) mutable { drained.deliver(y); },
              [drained](caf::error& why) mutable { drained.deliver(std::move(why)); });
      return drained;
    },
    [self](link_opened) { self->state.opened(); },
    [self](const link_closed& x) { self->state.closed(x.why); },
  };
}

} // namespace

xmpp_link_actor::behavior_type
calling_xmpp_link(xmpp_link_actor::stateful_pointer<xmpp_link_state> self,
                  xmpp_stream_actor stream, std::string peer) {
  self->state.use(self, std::move(stream), std::move(peer));
  return xmpp_link_behavior(self);
}

xmpp_link_actor::behavior_type
called_xmpp_link(xmpp_link_actor::stateful_pointer<xmpp_link_state> self,
                 xmpp_stream_actor stream) {
  self->state.use(self, std::move(stream), {});
  return xmpp_link_behavior(self);
}

} // namespace bus
