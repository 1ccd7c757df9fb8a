#include "actors/encoder/iec104_line.hpp"

#include "messages/iec104/asdu.hpp"

namespace bus {

void iec104_line_state::start(pointer self, link_actor link, iec104::role role,
                              const iec104::session_settings& x) {
  self_ = self;
  link_ = std::move(link);
  role_ = role;
  session_.emplace(role, x);
}

void iec104_line_state::attach(const iec104_attach& x) {
  user_ = x.user;
  line_ = x.line;
}

void iec104_line_state::dial() {
  if (std::exchange(is_open_, true))
    return;
  end_.reset();
  session_->connecting(now_of(self_));
  self_->send(link_, open_link{link_user_actor{self_}});
  flush();
}

void iec104_line_state::listen() {
  is_open_ = true;
  self_->send(link_, open_link{link_user_actor{self_}});
}

void iec104_line_state::opened() {
  session_->opened(now_of(self_));
  tell(iec104_changed::to::opened);
  flush();
}

/// The link's last word; what the session said before counts more.
void iec104_line_state::closed(const error& why) {
  if (std::exchange(is_open_, false)) {
    session_->line_closed(why);
    while (session_->next_event())
      ; // nothing comes of it any more
    numbers_.clear();
    tell(iec104_changed::to::closed, end_.value_or(why));
  }
  if (role_ == iec104::role::controlled)
    self_->quit(caf::exit_reason::user_shutdown);
}

void iec104_line_state::received(const bytes& data) {
  if (end_)
    return;
  session_->receive(data, now_of(self_));
  take_events();
}

void iec104_line_state::take_events() {
  auto asdus = std::shared_ptr<iec104::asdu_list>{};
  auto hand_over = [&] {
    if (asdus)
      self_->send(user_, iec104_asdus{line_, std::exchange(asdus, nullptr)});
  };
  while (auto event = session_->next_event()) {
    if (auto* came = std::get_if<iec104::received>(&*event)) {
      if (!asdus)
        asdus = std::make_shared<iec104::asdu_list>();
      asdus->list.push_back(std::move(came->asdu));
      continue;
    }
    hand_over();
    if (auto* has = std::get_if<iec104::acknowledged>(&*event)) {
      tell_acknowledged(has->number);
    } else if (std::holds_alternative<iec104::started>(*event)) {
      numbers_.clear();
      tell(iec104_changed::to::started);
    } else if (std::holds_alternative<iec104::stopped>(*event)) {
      // What waited would come at the next start: the user sends it again by itself.
      if (role_ == iec104::role::controlled)
        session_->deactivate();
      numbers_.clear();
      tell(iec104_changed::to::stopped);
    } else if (auto* end = std::get_if<iec104::closed>(&*event)) {
      return hang_up(end->why);
    }
  }
  hand_over();
  flush();
}

void iec104_line_state::tell(iec104_changed::to now, error why) {
  self_->send(user_, iec104_changed{line_, now, std::move(why)});
}

void iec104_line_state::tell_acknowledged(std::uint64_t number) {
  auto count = std::size_t{0};
  for (; !numbers_.empty() && numbers_.front() <= number; numbers_.pop_front())
    ++count;
  if (count > 0)
    self_->send(user_, iec104_acknowledged{line_, count});
}

void iec104_line_state::start_transfer() {
  if (session_->start(now_of(self_)))
    flush();
}

void iec104_line_state::deactivate() {
  session_->deactivate();
  numbers_.clear();
  flush();
}

/// The user is told when the link is closed, and may then dial again.
void iec104_line_state::hang_up(const error& why) {
  if (!is_open_ || end_)
    return;
  flush();
  end_ = why;
  self_->send(link_, close_link{});
}

/// Whoever sends keeps within the session's queue; what comes when nothing is
/// transferred any more is forgotten, as its sender is told of the end.
void iec104_line_state::send(const std::vector<bytes>& asdus) {
  for (auto& one : asdus) {
    auto number = session_->send(one, now_of(self_));
    if (number)
      numbers_.push_back(*number);
    else if (number.error().code == errc::busy)
      return hang_up(number.error());
  }
  flush();
}

void iec104_line_state::taken(std::size_t count) {
  session_->taken(count, now_of(self_));
  flush();
}

void iec104_line_state::tick() {
  alarm_.fired();
  session_->tick(now_of(self_));
  take_events();
}

void iec104_line_state::flush() {
  if (end_)
    return;
  if (auto out = session_->take_output(); !out.empty())
    self_->send(link_, send_bytes{std::move(out)});
  alarm_.set(self_, session_->deadline());
}

namespace {

iec104_line_actor::behavior_type
behavior(iec104_line_actor::stateful_pointer<iec104_line_state> self) {
  return {
    // The frequent ones come first: they are looked for in this order.
    [self](const received& x) { self->state.received(x.data); },
    [self](const iec104_asdus& x) { self->state.send(x.what->list); },
    [self](iec104_taken x) { self->state.taken(x.count); },
    [self](link_opened) { self->state.opened(); },
    [self](const link_closed& x) { self->state.closed(x.why); },
    [self](const iec104_attach& x) { self->state.attach(x); },
    [self](iec104_dial) { self->state.dial(); },
    [self](iec104_start) { self->state.start_transfer(); },
    [self](iec104_deactivate) { self->state.deactivate(); },
    [self](iec104_hang_up) {
      self->state.hang_up({errc::not_connected, "iec104", "closed by the bus"});
    },
    [self](tick) { self->state.tick(); },
  };
}

} // namespace

iec104_line_actor::behavior_type
dialing_iec104_line(iec104_line_actor::stateful_pointer<iec104_line_state> self,
                    link_actor link, iec104::session_settings settings) {
  self->state.start(self, std::move(link), iec104::role::controlling, settings);
  return behavior(self);
}

iec104_line_actor::behavior_type
called_iec104_line(iec104_line_actor::stateful_pointer<iec104_line_state> self,
                   link_actor link, iec104_attach user,
                   iec104::session_settings settings) {
  self->link_to(link);
  self->state.start(self, std::move(link), iec104::role::controlled, settings);
  self->state.attach(user);
  self->state.listen();
  return behavior(self);
}

} // namespace bus
