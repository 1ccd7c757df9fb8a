#include "actors/link/listener.hpp"

#include "actors/link/link.hpp"
#include "actors/link/sockets.hpp"

#include <cerrno>
#include <sys/epoll.h>

namespace bus {

namespace {

constexpr auto pause_without_descriptors = std::chrono::milliseconds{100};

} // namespace

listener_state::~listener_state() {
  if (home_)
    home_->unwatch(listening_.get());
}

void listener_state::start(pointer self, descriptor listening, callback accepted) {
  self_ = self;
  home_ = loop_of(self);
  listening_ = std::move(listening);
  accepted_ = std::move(accepted);
  home_->watch(listening_.get(), EPOLLIN, this);
}

void listener_state::on_event(std::uint32_t) {
  while (auto peer = accept_from(listening_)) {
    auto address = peer_address(*peer);
    auto open = std::make_shared<descriptor>(std::move(*peer));
    accepted_(spawn_on(*home_, open_link_on, std::move(open)), std::move(address));
  }
  if (errno != EMFILE && errno != ENFILE)
    return;
  // Out of descriptors: the peer waits in the backlog, and so do we.
  home_->watch_for(listening_.get(), 0);
  again_.set(self_, now_of(self_) + pause_without_descriptors);
}

void listener_state::resume() {
  again_.fired();
  home_->watch_for(listening_.get(), EPOLLIN);
}

listener_handle::behavior_type
listener(listener_handle::stateful_pointer<listener_state> self,
         std::shared_ptr<descriptor> listening, listener_state::callback accepted) {
  self->state.start(self, std::move(*listening), std::move(accepted));
  return {[self](tick) { self->state.resume(); }};
}

} // namespace bus
