#include "actors/encoder/modbus_line.hpp"

#include "actors/log/log.hpp"

namespace bus {

void modbus_line_state::start(pointer self, link_actor link, modbus_line_settings x) {
  self_ = self;
  link_ = std::move(link);
  settings_ = std::move(x);
  session_.emplace(settings_.session);
  backoff_ = backoff{settings_.first_retry, settings_.longest_retry};
  dice_.seed(static_cast<unsigned>(std::hash<std::string>{}(settings_.name)));
  dial();
}

void modbus_line_state::attach(modbus_user_actor user) {
  self_->send(user, now_);
  users_.push_back(std::move(user));
}

modbus_line_state::promise modbus_line_state::ask(modbus::transaction what) {
  auto to = self_->make_response_promise<modbus_answer>();
  pending_.emplace(++next_id_, pending{what.id, to});
  what.id = next_id_;
  session_->submit(std::move(what), now_of(self_));
  flush();
  return to;
}

void modbus_line_state::dial() {
  dialing_ = true;
  redial_ = now_of(self_) + settings_.connect_timeout;
  self_->send(link_, open_link{link_user_actor{self_}});
  alarm_.set(self_, redial_);
}

void modbus_line_state::opened() {
  dialing_ = false;
  redial_ = never;
  silences_ = 0;
  log::info("encoder." + settings_.name, "connected");
  session_->opened(now_of(self_));
  change(connection_state::connected, {});
  flush();
}

void modbus_line_state::closed(const error& why) {
  session_->closed(why);
  change(dialing_ ? connection_state::failed : connection_state::disconnected,
         why.cause.empty() ? why.where : why.cause);
  dialing_ = false;
  auto dice = std::uniform_real_distribution<>{}(dice_);
  redial_ = now_of(self_) + backoff_.next(dice);
  flush();
}

void modbus_line_state::received(const bytes& data) {
  if (auto followed = session_->receive(data, now_of(self_)); !followed) {
    log::warning("encoder." + settings_.name, to_string(followed.error()));
    self_->send(link_, close_link{});
  }
  flush();
}

void modbus_line_state::tick() {
  alarm_.fired();
  auto now = now_of(self_);
  if (now >= redial_ && dialing_) { // the attempt under way takes too long
    redial_ = now + settings_.connect_timeout;
    self_->send(link_, close_link{});
  } else if (now >= redial_) {
    dial();
  }
  session_->tick(now);
  flush();
}

void modbus_line_state::change(connection_state to, std::string cause) {
  if (now_.state == to && now_.cause == cause)
    return;
  if (to != connection_state::connected)
    log::info("encoder." + settings_.name, std::string{bus::name(to)} + ": " + cause);
  now_ = {to, std::move(cause)};
  for (auto& user : users_)
    self_->send(user, now_);
}

void modbus_line_state::count_silence(const modbus::completion& x) {
  if (x.answer || x.answer.error().code == errc::rejected) {
    silences_ = 0;
    backoff_.reset();
  } else if (x.answer.error().where == "modbus.answer"
             && x.answer.error().code == errc::timeout
             && ++silences_ == settings_.silences_to_reopen) {
    log::warning("encoder." + settings_.name,
                 "no answer any more, opening the line again");
    self_->send(link_, close_link{});
  }
}

void modbus_line_state::flush() {
  while (auto event = session_->next_event()) {
    count_silence(*event);
    if (auto who = pending_.extract(event->id)) {
      event->id = who.mapped().id;
      who.mapped().to.deliver(modbus_answer{std::move(*event)});
    }
  }
  if (auto out = session_->take_output(); !out.empty())
    self_->send(link_, send_bytes{std::move(out)});
  alarm_.set(self_, std::min(session_->deadline(), redial_));
}

modbus_line_actor::behavior_type
modbus_line(modbus_line_actor::stateful_pointer<modbus_line_state> self,
            link_actor link, modbus_line_settings settings) {
  self->state.start(self, std::move(link), std::move(settings));
  return {
    [self](link_opened) { self->state.opened(); },
    [self](const link_closed& x) { self->state.closed(x.why); },
    [self](const received& x) { self->state.received(x.data); },
    [self](const modbus_attach& x) { self->state.attach(x.user); },
    [self](modbus_ask& x) { return self->state.ask(std::move(x.what)); },
    [self](tick) { self->state.tick(); },
  };
}

} // namespace bus
