#include "tools/simulator/spoiling_link.hpp"

namespace bus::simulator {

void spoiling_link_state::use(pointer self, link_actor below,
                              std::vector<iec104_fault> faults, time_point start,
                              std::uint32_t seed) {
  self_ = self;
  below_ = std::move(below);
  apdus_.emplace(std::move(faults));
  start_ = start;
  dice_.seed(seed);
  self_->link_to(below_);
}

void spoiling_link_state::open(link_user_actor user) {
  user_ = std::move(user);
  self_->send(below_, open_link{link_user_actor{self_}});
}

void spoiling_link_state::send(const bytes& data) {
  auto through = apdus_->from_station(data, since_start(), dice_);
  if (!through.octets.empty())
    self_->send(below_, send_bytes{std::move(through.octets)});
  if (through.close)
    self_->send(below_, close_link{});
}

void spoiling_link_state::received(const bytes& data) {
  auto through = apdus_->from_client(data, since_start(), dice_);
  give(std::move(through.octets));
  if (through.close)
    self_->send(below_, close_link{});
  wait_for_release();
}

void spoiling_link_state::tick() {
  alarm_.fired();
  give(apdus_->released(since_start()));
  wait_for_release();
}

void spoiling_link_state::give(bytes data) {
  if (!data.empty())
    self_->send(user_, bus::received{std::move(data)});
}

void spoiling_link_state::wait_for_release() {
  if (apdus_->deadline() < duration::max())
    alarm_.set(self_, start_ + apdus_->deadline());
}

void spoiling_link_state::closed(const error& why) {
  self_->send(user_, link_closed{why});
  self_->quit(caf::exit_reason::user_shutdown);
}

spoiling_link_actor::behavior_type
spoiling_link(spoiling_link_actor::stateful_pointer<spoiling_link_state> self,
              link_actor below, std::vector<iec104_fault> faults, time_point start,
              std::uint32_t seed) {
  self->state.use(self, std::move(below), std::move(faults), start, seed);
  return {
    [self](const received& x) { self->state.received(x.data); },
    [self](const send_bytes& x) { self->state.send(x.data); },
    [self](const open_link& x) { self->state.open(x.user); },
    [self](close_link x) { self->send(self->state.below(), x); },
    [self](hold_link x) { self->send(self->state.below(), x); },
    [self](drain_link x) { return self->delegate(self->state.below(), x); },
    [self](link_opened x) { self->send(self->state.user(), x); },
    [self](const link_closed& x) { self->state.closed(x.why); },
    [self](tick) { self->state.tick(); },
  };
}

} // namespace bus::simulator
