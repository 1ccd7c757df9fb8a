#pragma once

#include "actors/interfaces.hpp"
#include "actors/link/xmpp_client.hpp"
#include "actors/link/xmpp_link.hpp"
#include "actors/loop/hosted.hpp"
#include "messages/backoff.hpp"
#include "messages/xmppsp/router.hpp"

#include <functional>
#include <random>
#include <set>

namespace bus {

struct xmpp_stream_settings {
  xmpp_account account;
  /// Who may call us: JIDs with or without a resource; all where there are none.
  std::vector<std::string> allowed = {};
  duration first_retry = std::chrono::milliseconds{500};
  duration longest_retry = std::chrono::seconds{30};
  /// After so much silence the server is asked whether it is there, and after as much
  /// again the stream is over.
  duration silence = std::chrono::seconds{15};
};

/// An account's stream: dials, and again when it is lost; carries the elements of many
/// links, each with its peer, and ends those whose peer has gone.
class xmpp_stream_state {
public:
  static inline const char* name = "link";

  using pointer = xmpp_stream_actor::stateful_pointer<xmpp_stream_state>;
  /// Somebody calls: his link, which is to be sent open_link, and his JID.
  using callback = std::function<void(link_actor, bytes)>;

  /// Without a call-back nobody is served.
  void start(pointer self, link_actor tcp, xmpp_stream_settings x, callback called);

  // Of the TCP link.
  void connected();
  void disconnected(const error& why);
  void received(byte_view octets);

  // Of the links that are carried: the sender of the message.
  void call(const xmpp_call& x);
  void send(const bytes& frames);
  void close();
  void hold(bool on);
  caf::typed_response_promise<link_drained> drain();
  void left(const caf::down_msg& x);

  void tick();

  /// The bus ends: peers are told, and the server.
  void stop();

private:
  using number = xmppsp::router::number;

  struct carried {
    xmpp_link_actor link;
    caf::actor_addr address;
    bool open = false;
    bool held = false;
    bool greeted = false;     ///< the peer hears of our end
    std::string ping = {};    ///< that it is asked by, and
    time_point until = never; ///< has to answer by then
    std::size_t waiting = 0;  ///< octets that wait to be sent
    std::vector<caf::typed_response_promise<link_drained>> drains = {};
  };

  struct outgoing {
    number by;
    std::string to, xml;
  };

  void dial();
  void take_events();
  void online(const xmpp_online& x);
  void begin(number who);
  void greet(carried& x, const std::string& peer);
  void opened(number who);
  void answered(const xmpp_pong& x);
  carried* pinged(const std::string& jid, const std::string& ping);
  void end_late(time_point now);
  void tell_closed(number who);
  void tell_seldom(std::size_t& count, const std::string& text);
  void came(xmpp_element& x);
  void called(number who, const xmpp_element& x);
  void deliver(number to, std::string_view xml);
  void hand_over();
  void gone(const xmpp_unreachable& x);
  void lost(error why);
  void end(number who, const error& why);
  void forget(number who);
  void pump();
  void drained(carried& x);
  void flush();
  void hold_where_needed();
  carried* sender();
  bool is_allowed(const std::string& jid) const;
  void log_warning(const std::string& text) const;

  pointer self_ = nullptr;
  link_actor tcp_;
  xmpp_stream_settings settings_;
  callback called_;
  std::unique_ptr<xmpp_client> client_; ///< while the TCP link is open
  bool online_ = false;
  bool dialing_ = false;
  error why_lost_;
  backoff backoff_{{}, {}};
  std::minstd_rand dice_;
  time_point redial_ = never;
  time_point online_since_ = {};
  time_point heard_ = {};
  bool asked_ = false; ///< whether the server is there
  xmppsp::router router_;
  std::map<number, carried> links_;
  std::map<caf::actor_addr, number> by_address_;
  std::set<caf::actor_addr> watched_; ///< links whose end is told, also between calls
  number came_for_ = 0;               ///< whose the frames are that were taken apart
  bytes came_;
  std::deque<outgoing> queue_;
  std::size_t in_flight_ = 0; ///< octets, given to the TCP link since it was drained
  bool draining_ = false;
  bool held_ = false;
  std::size_t forged_ = 0, unreadable_ = 0, turned_away_ = 0;
  alarm alarm_;
};

xmpp_stream_actor::behavior_type
xmpp_stream(xmpp_stream_actor::stateful_pointer<xmpp_stream_state> self, link_actor tcp,
            xmpp_stream_settings settings, xmpp_stream_state::callback called);

} // namespace bus
