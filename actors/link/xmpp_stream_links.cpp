#include "actors/link/xmpp_stream.hpp"
#include "messages/xmppsp/codec.hpp"
#include "messages/xmppsp/frames.hpp"
#include "messages/xmppsp/session.hpp"

#include <algorithm>
#include <charconv>

// The links that a stream carries: how they begin, what they send, how they end.

namespace bus {

namespace {

// Octets. What one link may leave waiting for a server that takes no more, and what
// of all links is on its way to it.
constexpr auto most_waiting_octets = std::size_t{4} << 20;
constexpr auto most_in_flight = std::size_t{64} << 10;

/// Of elements that share a message: more of them cost less, but what does not fit
/// Prosody's read of 8 KiB costs ten times as much an octet.
constexpr auto most_together = std::size_t{4'000};

bool has_resource(std::string_view jid) {
  return jid.find('/') != jid.npos;
}

} // namespace

xmpp_stream_state::carried* xmpp_stream_state::sender() {
  auto from = self_->current_sender();
  auto who = by_address_.find(caf::actor_cast<caf::actor_addr>(from));
  if (who == by_address_.end())
    return nullptr;
  auto found = links_.find(who->second);
  return found == links_.end() ? nullptr : &found->second;
}

void xmpp_stream_state::call(const xmpp_call& x) {
  auto link = caf::actor_cast<xmpp_link_actor>(self_->current_sender());
  if (!link)
    return;
  if (auto known = by_address_.find(link.address()); known != by_address_.end())
    forget(known->second);
  if (watched_.insert(link.address()).second) // it calls again and again
    self_->monitor(link);
  if (!online_ && !dialing_) {
    self_->send(
      link, link_closed{{errc::not_connected, "xmpp",
                         "the stream to " + settings_.account.host + " is not there"}});
    return;
  }
  auto who = router_.call(x.peer);
  by_address_.emplace(link.address(), who);
  links_.emplace(who, carried{link, link.address()});
  if (online_)
    begin(who);
  flush();
}

/// A peer whose resource is known is asked first whether it is there: an XMPP server
/// tells at once that it is not. It hears of our end from then on, and we of its.
void xmpp_stream_state::begin(number who) {
  auto& peer = router_.peer_of(who);
  if (has_resource(peer)) {
    auto& it = links_.at(who);
    greet(it, peer);
    it.ping = std::to_string(who) + '.' + xmppsp::random_id();
    it.until = now_of(self_) + settings_.silence;
    alarm_.set(self_, it.until);
    client_->ping(peer, it.ping);
  } else {
    opened(who);
  }
}

/// Whose ping was answered: by him who was asked, with an id that he alone knows.
xmpp_stream_state::carried* xmpp_stream_state::pinged(const std::string& jid,
                                                      const std::string& ping) {
  auto who = number{0};
  std::from_chars(ping.data(), ping.data() + ping.size(), who);
  auto found = links_.find(who);
  if (found == links_.end() || found->second.open || found->second.ping != ping
      || router_.peer_of(who) != jid)
    return nullptr;
  return &found->second;
}

void xmpp_stream_state::answered(const xmpp_pong& x) {
  if (auto* asked = pinged(x.jid, x.id))
    opened(by_address_.at(asked->address));
}

void xmpp_stream_state::greet(carried& x, const std::string& peer) {
  if (!std::exchange(x.greeted, true))
    client_->greet(peer);
}

void xmpp_stream_state::opened(number who) {
  auto found = links_.find(who);
  if (found == links_.end() || std::exchange(found->second.open, true))
    return;
  found->second.until = never;
  self_->send(found->second.link, link_opened{});
}

void xmpp_stream_state::send(const bytes& frames) {
  auto* by = sender();
  if (!by || !by->open || !client_)
    return;
  auto who = by_address_.at(by->address);
  auto all = xmppsp::deframer{};
  all.feed(frames);
  for (auto next = all.next(); next && *next; next = all.next()) {
    auto text = std::string{**next};
    if (auto heading = xmppsp::peek(text))
      router_.sent(who, *heading);
    by->waiting += text.size();
    queue_.push_back({who, router_.peer_of(who), std::move(text)});
  }
  if (by->waiting > most_waiting_octets) {
    tell_closed(who);
    return end(who, {errc::not_connected, "xmpp",
                     "the XMPP server takes no more: its rate limit, or its load"});
  }
  pump();
}

/// Gives the TCP link as much as it takes at once; the rest waits in order. What is
/// small and for the same peer goes in one message.
void xmpp_stream_state::pump() {
  while (client_ && !queue_.empty() && in_flight_ < most_in_flight) {
    auto to = std::move(queue_.front().to);
    auto together = std::string{};
    do {
      auto& next = queue_.front();
      together += next.xml;
      if (auto by = links_.find(next.by); by != links_.end()) {
        by->second.waiting -= next.xml.size();
        drained(by->second);
      }
      queue_.pop_front();
    } while (!queue_.empty() && queue_.front().to == to
             && together.size() + queue_.front().xml.size() <= most_together);
    client_->send(to, together);
    in_flight_ += together.size();
  }
  flush();
  if (in_flight_ < most_in_flight / 2 || draining_)
    return;
  draining_ = true;
  self_->request(tcp_, caf::infinite, drain_link{}).then([this](link_drained) {
    draining_ = false;
    in_flight_ = 0;
    for (auto& [who, one] : links_)
      drained(one);
    pump();
  });
}

caf::typed_response_promise<link_drained> xmpp_stream_state::drain() {
  auto out = self_->make_response_promise<link_drained>();
  auto* by = sender();
  if (!by) {
    out.deliver(link_drained{});
    return out;
  }
  by->drains.push_back(out);
  drained(*by);
  return out;
}

/// Nothing is drained while the server takes nothing.
void xmpp_stream_state::drained(carried& x) {
  if (x.drains.empty() || x.waiting > 0 || in_flight_ >= most_in_flight)
    return;
  for (auto& one : std::exchange(x.drains, {}))
    one.deliver(link_drained{});
}

/// XMPP has no flow control for one of many: while one link reads nothing, none does.
void xmpp_stream_state::hold(bool on) {
  if (auto* by = sender())
    by->held = on;
  hold_where_needed();
}

void xmpp_stream_state::hold_where_needed() {
  auto any = std::ranges::any_of(links_, [](auto& one) { return one.second.held; });
  if (std::exchange(held_, any) == any)
    return;
  self_->send(tcp_, hold_link{any});
  if (any)
    return;
  heard_ = now_of(self_); // silence counts from here again, for the peers as well
  for (auto& [who, one] : links_)
    if (one.until != never)
      one.until = heard_ + settings_.silence;
  alarm_.set(self_, heard_ + settings_.silence);
}

void xmpp_stream_state::close() {
  if (auto* by = sender())
    forget(by_address_.at(by->address));
}

/// A link that ended without a word: its peer is told.
void xmpp_stream_state::left(const caf::down_msg& x) {
  watched_.erase(x.source);
  auto known = by_address_.find(x.source);
  if (known == by_address_.end())
    return;
  tell_closed(known->second);
  forget(known->second);
  flush();
}

/// The peer of a connection is told that it is over.
void xmpp_stream_state::tell_closed(number who) {
  auto [ours, theirs] = router_.ids_of(who);
  if (!client_ || (ours.empty() && theirs.empty()))
    return;
  client_->send(router_.peer_of(who),
                xmppsp::encode_abort(ours.empty() ? xmppsp::random_id() : ours, theirs,
                                     xmppsp::reason::link_closed));
}

void xmpp_stream_state::stop() {
  for (auto& [who, one] : links_)
    if (one.open)
      tell_closed(who);
  if (client_)
    client_->close();
  flush();
  // Behind what is still to be written.
  caf::anon_send(caf::actor_cast<caf::actor>(tcp_),
                 caf::exit_msg{self_->address(), caf::exit_reason::user_shutdown});
}

/// The link is told why, and no longer known. What it left is not sent any more.
void xmpp_stream_state::end(number who, const error& why) {
  auto found = links_.find(who);
  if (found == links_.end())
    return;
  self_->send(found->second.link, link_closed{why});
  std::erase_if(queue_, [&](auto& one) { return one.by == who; });
  forget(who);
}

void xmpp_stream_state::forget(number who) {
  if (auto found = links_.find(who); found != links_.end()) {
    for (auto& one : found->second.drains)
      one.deliver(link_drained{});
    by_address_.erase(found->second.address);
    links_.erase(found);
  }
  router_.remove(who);
  hold_where_needed();
}

} // namespace bus
