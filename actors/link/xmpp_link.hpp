#pragma once

#include "actors/interfaces.hpp"

#include <caf/all.hpp>

namespace bus {

/// One association's share of an XMPP stream.
class xmpp_link_state {
public:
  static inline const char* name = "link";

  using pointer = xmpp_link_actor::stateful_pointer<xmpp_link_state>;

  void use(pointer self, xmpp_stream_actor stream, std::string peer) {
    self_ = self;
    stream_ = std::move(stream);
    peer_ = std::move(peer);
  }

  void open(link_user_actor user);
  void opened();
  void received(bus::received& x);
  void closed(const error& why);
  void close();
  const xmpp_stream_actor& stream() const { return stream_; }

private:
  bool is_called() const { return peer_.empty(); }

  pointer self_ = nullptr;
  xmpp_stream_actor stream_;
  std::string peer_;
  link_user_actor user_;
  std::vector<bus::received> early_; ///< before there was a user
};

/// Reaches a JID on open_link, and again on each later one.
xmpp_link_actor::behavior_type
calling_xmpp_link(xmpp_link_actor::stateful_pointer<xmpp_link_state> self,
                  xmpp_stream_actor stream, std::string peer);

/// One that somebody called; it ends when it is closed.
xmpp_link_actor::behavior_type
called_xmpp_link(xmpp_link_actor::stateful_pointer<xmpp_link_state> self,
                 xmpp_stream_actor stream);

} // namespace bus
