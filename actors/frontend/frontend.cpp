#include "actors/frontend/frontend.hpp"

#include "actors/log/log.hpp"

#include <sys/epoll.h>

namespace bus {

namespace {

constexpr auto requests_a_turn = 64;

/// A queue that ran full is skipped by libzmq until it is half empty, and
/// nothing tells when that is: the gap is told again and again for this long
/// after the last known loss, so that the slow one hears of it too.
constexpr auto gap_repeat = std::chrono::seconds{1};
constexpr auto gap_memory = std::chrono::seconds{30};

} // namespace

frontend_state::~frontend_state() {
  if (!home_)
    return;
  home_->forget(this);
  for (auto fd : watched_)
    home_->unwatch(fd);
}

void frontend_state::start(std::unique_ptr<endpoints> sockets) {
  sockets_ = std::move(sockets);
  home_ = loop_of(self_);
  watched_ = sockets_->descriptors();
  for (auto fd : watched_)
    home_->watch(fd, EPOLLIN | EPOLLET,
                 fd == sockets_->publish_descriptor() ? &subscriptions_ : &requests_);
  home_->serve(this);
}

void frontend_state::attach(json_encoder_actor encoder) {
  encoder_ = std::move(encoder);
}

bool frontend_state::before_sleep() {
  if (!encoder_)
    return false;
  if (std::exchange(subscriptions_.set, false))
    while (auto x = sockets_->next_subscription())
      self_->send(encoder_, subscription{std::move(x->prefix), x->on});
  if (!std::exchange(requests_.set, false))
    return false;
  sockets_->admit();
  for (auto i = 0; i < requests_a_turn; ++i) {
    auto x = sockets_->next_request();
    if (!x)
      return false;
    self_->send(encoder_, client_request{std::move(x->route), std::move(x->text)});
  }
  requests_.set = true;
  return true;
}

void frontend_state::publish(const frames& x) {
  subscriptions_.set = true;
  auto text = std::string_view{x.text};
  for (auto& frame : x.list) {
    auto topic = text.substr(0, frame.topic_size);
    auto body = text.substr(frame.topic_size, frame.body_size);
    text.remove_prefix(frame.topic_size + frame.body_size);
    last_seq_ = frame.seq;
    if (!sockets_->publish(topic, body))
      dropped(frame.seq);
  }
}

void frontend_state::dropped(std::uint64_t seq) {
  last_drop_ = now_of(self_);
  if (gap_)
    return;
  log::warning("frontend", "a subscriber does not keep up, messages from "
                             + std::to_string(seq) + " on are dropped for it");
  gap_ = frames_dropped{seq, seq};
  self_->send(encoder_, *gap_);
  alarm_.set(self_, last_drop_ + gap_repeat);
}

void frontend_state::tick() {
  alarm_.fired();
  if (!gap_)
    return;
  auto now = now_of(self_);
  gap_->to_seq = last_seq_;
  self_->send(encoder_, *gap_);
  if (now - last_drop_ < gap_memory)
    alarm_.set(self_, now + gap_repeat);
  else
    gap_.reset();
}

void frontend_state::reply(const client_reply& x) {
  requests_.set = true;
  if (sockets_->reply(x.route, x.text))
    return;
  if (unread_replies_++ % 1000 == 0)
    log::warning("frontend", "a client left or does not read its answers, "
                               + std::to_string(unread_replies_) + " dropped so far");
}

frontend_actor::behavior_type
frontend(frontend_actor::stateful_pointer<frontend_state> self,
         std::shared_ptr<std::unique_ptr<endpoints>> sockets) {
  self->state.start(std::move(*sockets));
  return {
    [self](const attach_encoder& x) { self->state.attach(x.who); },
    [self](const frames& x) { self->state.publish(x); },
    [self](const client_reply& x) { self->state.reply(x); },
    [self](tick) { self->state.tick(); },
  };
}

} // namespace bus
