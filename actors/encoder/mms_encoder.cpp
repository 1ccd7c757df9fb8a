#include "actors/encoder/mms_encoder.hpp"

namespace bus {

void mms_encoder_state::start(pointer self, link_actor link,
                              association_settings_ptr x) {
  self_ = self;
  link_ = std::move(link);
  settings_ = std::move(x);
}

void mms_encoder_state::dial() {
  dials_ = true;
  carried_ = true;
  end_.reset();
  association_.reset();
  self_->send(link_, open_link{link_user_actor{self_}});
}

void mms_encoder_state::listen() {
  carried_ = true;
  association_ = std::make_unique<mms::association>(mms::role::responder, *settings_);
  association_->listen(now_of(self_));
  self_->send(link_, open_link{link_user_actor{self_}});
  flush();
}

void mms_encoder_state::opened() {
  if (!dials_)
    return;
  association_ = std::make_unique<mms::association>(mms::role::initiator, *settings_);
  if (auto asked = association_->connect(now_of(self_)); !asked)
    return ended(asked.error(), false);
  flush();
}

/// The link's last word; what the association said before counts more.
void mms_encoder_state::closed(const error& why) {
  association_.reset();
  if (std::exchange(carried_, false))
    self_->send(user_, end_ ? std::move(*end_) : mms_ended{why, false});
  if (!dials_)
    self_->quit(caf::exit_reason::user_shutdown);
}

void mms_encoder_state::received(const bytes& data) {
  if (!association_)
    return;
  association_->receive(data, now_of(self_));
  take_events();
}

void mms_encoder_state::take_events() {
  auto pdus = std::shared_ptr<mms::pdu_list>{};
  auto hand_over = [&] {
    if (pdus)
      self_->send(user_, mms_pdus{std::exchange(pdus, nullptr)});
  };
  while (association_) {
    auto event = association_->next_event();
    if (!event)
      break;
    if (auto* came = std::get_if<mms::pdu_received>(&*event)) {
      if (!pdus)
        pdus = std::make_shared<mms::pdu_list>();
      pdus->list.push_back(std::move(came->what));
      continue;
    }
    hand_over();
    if (auto* asked = std::get_if<mms::associate_indication>(&*event))
      called(*asked);
    else if (auto* agreed = std::get_if<mms::established>(&*event))
      self_->send(user_, mms_associated{std::make_shared<mms::parameters>(
                           std::move(agreed->agreed))});
    else if (auto* end = std::get_if<mms::closed>(&*event))
      return ended(end->why, end->orderly);
  }
  hand_over();
  flush();
}

void mms_encoder_state::called(const mms::associate_indication& x) {
  auto no = settings_->validate ? settings_->validate(x.request) : std::nullopt;
  if (no)
    return association_->refuse(*no);
  if (auto done = association_->accept(); !done || !association_->is_open())
    return;
  self_->send(
    user_, mms_associated{std::make_shared<mms::parameters>(association_->agreed())});
}

/// The user is told when the link is closed, and may then dial again.
void mms_encoder_state::ended(const error& why, bool orderly) {
  flush();
  association_.reset();
  end_ = mms_ended{why, orderly};
  self_->send(link_, close_link{});
}

void mms_encoder_state::send(const mms::pdu_list& x) {
  for (auto& one : x.list) {
    if (!association_)
      return;
    auto sent = association_->send(one);
    if (sent)
      continue;
    if (auto* asked = one.get_if<mms::pdu::confirmed_request_pdu>())
      self_->send(user_, mms_unsent{asked->invoke_id, sent.error()});
  }
  flush();
}

void mms_encoder_state::conclude() {
  if (association_ && association_->conclude(now_of(self_)))
    flush();
}

void mms_encoder_state::abort() {
  if (!association_)
    return;
  association_->abort();
  take_events();
}

void mms_encoder_state::tick() {
  alarm_.fired();
  if (!association_)
    return;
  association_->tick(now_of(self_));
  take_events();
}

void mms_encoder_state::flush() {
  if (!association_)
    return;
  if (association_->has_output())
    self_->send(link_, send_bytes{association_->take_output()});
  alarm_.set(self_, association_->deadline());
}

namespace {

mms_encoder_actor::behavior_type
behavior(mms_encoder_actor::stateful_pointer<mms_encoder_state> self) {
  return {
    // The frequent ones come first: they are looked for in this order.
    [self](const received& x) { self->state.received(x.data); },
    [self](const mms_pdus& x) { self->state.send(*x.what); },
    [self](link_opened) { self->state.opened(); },
    [self](const link_closed& x) { self->state.closed(x.why); },
    [self](const mms_attach& x) { self->state.attach(x); },
    [self](mms_dial) { self->state.dial(); },
    [self](mms_conclude) { self->state.conclude(); },
    [self](mms_abort) { self->state.abort(); },
    [self](hold_link x) { self->send(self->state.link(), x); },
    [self](drain_link x) { return self->delegate(self->state.link(), x); },
    [self](tick) { self->state.tick(); },
  };
}

} // namespace

mms_encoder_actor::behavior_type
dialing_mms_encoder(mms_encoder_actor::stateful_pointer<mms_encoder_state> self,
                    link_actor link, association_settings_ptr settings) {
  self->state.start(self, std::move(link), std::move(settings));
  return behavior(self);
}

mms_encoder_actor::behavior_type
called_mms_encoder(mms_encoder_actor::stateful_pointer<mms_encoder_state> self,
                   link_actor link, mms_user_actor user,
                   association_settings_ptr settings) {
  self->link_to(link);
  self->state.start(self, std::move(link), std::move(settings));
  self->state.attach({std::move(user)});
  self->state.listen();
  return behavior(self);
}

} // namespace bus
