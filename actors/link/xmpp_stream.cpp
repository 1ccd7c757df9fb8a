#include "actors/link/xmpp_stream.hpp"

#include "actors/log/log.hpp"
#include "messages/xmppsp/codec.hpp"
#include "messages/xmppsp/frames.hpp"
#include "messages/xmppsp/session.hpp"

#include <algorithm>

namespace bus {

namespace {

constexpr auto ask_server = std::string_view{"server"};

} // namespace

void xmpp_stream_state::start(pointer self, link_actor tcp, xmpp_stream_settings x,
                              callback called) {
  self_ = self;
  tcp_ = std::move(tcp);
  settings_ = std::move(x);
  called_ = std::move(called);
  backoff_ = backoff{settings_.first_retry, settings_.longest_retry};
  dice_.seed(static_cast<unsigned>(std::hash<std::string>{}(settings_.account.jid)));
  dial();
}

void xmpp_stream_state::log_warning(const std::string& text) const {
  log::warning("xmpp", settings_.account.jid + ": " + text);
}

// ---- the stream -------------------------------------------------------------

void xmpp_stream_state::dial() {
  redial_ = never;
  dialing_ = true;
  self_->send(tcp_, open_link{link_user_actor{self_}});
}

void xmpp_stream_state::connected() {
  client_ = std::make_unique<xmpp_client>(settings_.account);
  heard_ = now_of(self_);
  asked_ = false;
  client_->start();
  take_events();
}

void xmpp_stream_state::disconnected(const error& why) {
  lost(why_lost_.where.empty() ? why : std::exchange(why_lost_, {}));
}

void xmpp_stream_state::received(byte_view octets) {
  if (!client_)
    return;
  heard_ = now_of(self_);
  asked_ = false;
  client_->receive(octets);
  take_events();
}

void xmpp_stream_state::take_events() {
  while (client_) {
    auto event = client_->next_event();
    if (!event)
      break;
    if (auto* element = std::get_if<xmpp_element>(&*event)) {
      came(*element);
      continue;
    }
    hand_over();
    if (auto* here = std::get_if<xmpp_online>(&*event))
      online(*here);
    else if (auto* pong = std::get_if<xmpp_pong>(&*event))
      answered(*pong);
    else if (auto* absent = std::get_if<xmpp_unreachable>(&*event))
      gone(*absent);
    else {
      // What is still to be said is written; then the link tells of its end.
      why_lost_ = std::get<xmpp_over>(*event).why;
      flush();
      client_.reset();
      self_->send(tcp_, close_link{});
    }
  }
  hand_over();
  flush();
}

void xmpp_stream_state::online(const xmpp_online& x) {
  online_ = true;
  dialing_ = false;
  online_since_ = now_of(self_);
  log::info("xmpp", settings_.account.jid + " is online as " + x.jid);
  auto waiting = std::vector<number>{};
  for (auto& [who, one] : links_)
    waiting.push_back(who);
  for (auto who : waiting)
    begin(who);
}

/// Everything that the stream carried ends with it.
void xmpp_stream_state::lost(error why) {
  if (online_ || dialing_)
    log_warning(to_string(why));
  // A login alone is no success: two that have one resource end each other's streams.
  if (online_ && now_of(self_) >= online_since_ + settings_.longest_retry)
    backoff_.reset();
  online_ = dialing_ = false;
  client_.reset();
  queue_.clear();
  in_flight_ = 0;
  draining_ = held_ = false;
  why.code = errc::not_connected;
  while (!links_.empty())
    end(links_.begin()->first, why);
  auto dice = std::uniform_real_distribution<>{}(dice_);
  redial_ = now_of(self_) + backoff_.next(dice);
  why_lost_ = {};
  alarm_.set(self_, redial_);
}

void xmpp_stream_state::tick() {
  alarm_.fired();
  auto now = now_of(self_);
  if (now >= redial_)
    dial();
  if (client_ && !held_ && now >= heard_ + settings_.silence * (asked_ ? 2 : 1)) {
    if (asked_ || !online_) {
      why_lost_ = {errc::timeout, "xmpp", "the server does not answer"};
      client_.reset();
      self_->send(tcp_, close_link{});
    } else {
      asked_ = true;
      client_->ping({}, ask_server);
    }
  }
  if (!held_)
    end_late(now);
  flush();
}

/// Peers that did not answer in time whether they are there.
void xmpp_stream_state::end_late(time_point now) {
  auto late = std::vector<number>{};
  for (auto& [who, one] : links_)
    if (now >= one.until)
      late.push_back(who);
  for (auto who : late)
    end(who, {errc::timeout, "xmpp", router_.peer_of(who) + ": no answer"});
  for (auto& [who, one] : links_)
    alarm_.set(self_, one.until);
}

/// Sends what gloox has to say; asks to be woken for what comes next.
void xmpp_stream_state::flush() {
  if (client_) {
    if (auto out = client_->take_output(); !out.empty())
      self_->send(tcp_, send_bytes{std::move(out)});
    if (!held_)
      alarm_.set(self_, heard_ + settings_.silence * (asked_ ? 2 : 1));
  }
  alarm_.set(self_, redial_);
}

// ---- what comes -------------------------------------------------------------

void xmpp_stream_state::came(xmpp_element& x) {
  auto heading = xmppsp::peek(x.xml);
  if (!heading)
    return tell_seldom(unreadable_, "an element of " + x.from + " cannot be read: "
                                      + to_string(heading.error()));
  auto to = router_.route(x.from, *heading);
  if (auto* known = std::get_if<xmppsp::router::for_connection>(&to)) {
    if (auto found = links_.find(known->who); found != links_.end()) {
      greet(found->second, x.from);
      deliver(known->who, x.xml);
    }
  } else if (auto* fresh = std::get_if<xmppsp::router::caller>(&to)) {
    called(fresh->who, x);
  } else if (std::holds_alternative<xmppsp::router::unknown>(to)) {
    client_->send(x.from, xmppsp::encode_abort(heading->to, heading->from,
                                               xmppsp::reason::unknown_connection));
  } else if (std::get<xmppsp::router::dropped>(to).forged) {
    tell_seldom(forged_,
                x.from + " speaks for a connection that is another's: ignored");
    // The second resource of a bare JID that accepts: it is not to wait.
    if (heading->kind == xmppsp::element_kind::accept)
      client_->send(x.from, xmppsp::encode_abort(heading->to, heading->from,
                                                 xmppsp::reason::unknown_connection));
  }
}

/// Strangers do not fill the log: told at the first, tenth, hundredth...
void xmpp_stream_state::tell_seldom(std::size_t& count, const std::string& text) {
  ++count;
  for (auto power = std::size_t{1}; power <= count; power *= 10)
    if (power == count)
      log_warning(text);
}

/// What came together for one link is handed over together.
void xmpp_stream_state::deliver(number to, std::string_view xml) {
  if (to != came_for_)
    hand_over();
  came_for_ = to;
  xmppsp::append_frame(xml, came_);
}

void xmpp_stream_state::hand_over() {
  auto frames = std::exchange(came_, {});
  if (auto found = links_.find(came_for_); found != links_.end() && !frames.empty())
    self_->send(found->second.link, bus::received{std::move(frames)});
}

void xmpp_stream_state::called(number who, const xmpp_element& x) {
  auto heading = xmppsp::peek(x.xml);
  if (!called_ || !is_allowed(x.from)) {
    if (called_)
      tell_seldom(turned_away_,
                  x.from + " calls and is none of xmppsp.clients: turned away");
    router_.remove(who);
    client_->send(x.from, xmppsp::encode_abort(xmppsp::random_id(), heading->from,
                                               xmppsp::reason::rejected));
    return;
  }
  auto link = spawn_on(*loop_of(self_), called_xmpp_link, xmpp_stream_actor{self_});
  self_->monitor(link);
  by_address_.emplace(link.address(), who);
  auto& it = links_.emplace(who, carried{link, link.address(), true}).first->second;
  greet(it, x.from);
  // By its account: it may come again with another resource.
  auto caller = xmppsp::bare(x.from);
  called_(link_actor{link}, bytes(caller.begin(), caller.end()));
  deliver(who, x.xml);
}

bool xmpp_stream_state::is_allowed(const std::string& jid) const {
  return settings_.allowed.empty()
         || std::ranges::any_of(settings_.allowed, [&](auto& one) {
              return one == jid || one == xmppsp::bare(jid);
            });
}

/// Somebody went, or never was there. A ping tells of one connection only.
void xmpp_stream_state::gone(const xmpp_unreachable& x) {
  if (x.ping == ask_server)
    return; // it answers, and that is what was asked for
  auto cause = error{errc::not_connected, "xmpp", x.jid + ": " + x.cause};
  if (!x.ping.empty()) {
    if (auto* asked = pinged(x.jid, x.ping))
      end(by_address_.at(asked->address), cause);
    return;
  }
  for (auto who : router_.connections_to(x.jid))
    end(who, cause);
}

xmpp_stream_actor::behavior_type
xmpp_stream(xmpp_stream_actor::stateful_pointer<xmpp_stream_state> self, link_actor tcp,
            xmpp_stream_settings settings, xmpp_stream_state::callback called) {
  self->set_down_handler([self](const caf::down_msg& x) { self->state.left(x); });
  self->set_exit_handler([self](caf::exit_msg& x) {
    self->state.stop();
    self->quit(std::move(x.reason));
  });
  self->state.start(self, std::move(tcp), std::move(settings), std::move(called));
  return {
    [self](const received& x) { self->state.received(x.data); },
    [self](const send_bytes& x) { self->state.send(x.data); },
    [self](link_opened) { self->state.connected(); },
    [self](const link_closed& x) { self->state.disconnected(x.why); },
    [self](const xmpp_call& x) { self->state.call(x); },
    [self](close_link) { self->state.close(); },
    [self](hold_link x) { self->state.hold(x.on); },
    [self](drain_link) { return self->state.drain(); },
    [self](tick) { self->state.tick(); },
  };
}

} // namespace bus
