#pragma once

#include "actors/xmpp_settings.hpp"
#include "messages/bytes.hpp"
#include "messages/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace bus {

// What a stream brought.

/// The account's stream is there; `jid` is what the server calls us.
struct xmpp_online {
  std::string jid;
};
/// An element of XMPPSP in a message of `from`, whom the server vouches for.
struct xmpp_element {
  std::string from, xml;
};
/// A ping was answered.
struct xmpp_pong {
  std::string jid, id;
};
/// Somebody has gone, or is not there: what was sent to him was for nothing. `ping`:
/// the ping that tells.
struct xmpp_unreachable {
  std::string jid, cause;
  std::string ping = {};
};
/// The stream is over.
struct xmpp_over {
  error why;
};
using xmpp_event =
  std::variant<xmpp_online, xmpp_element, xmpp_pong, xmpp_unreachable, xmpp_over>;

/// A client's stream at an XMPP server (RFC 6120): TLS, SASL (SCRAM), a resource, then
/// elements of XMPPSP in messages. Octets in, octets out: it has no socket, no thread
/// and no clock. All there is of gloox is behind it.
class xmpp_client {
public:
  explicit xmpp_client(const xmpp_account& x);
  ~xmpp_client();

  /// Once the TCP connection is there.
  void start();

  void receive(byte_view octets);
  std::optional<xmpp_event> next_event();

  /// One `<message>` with an element, or several one behind the other.
  void send(std::string_view to, std::string_view xml);

  /// Tells that we are here; once we are not, `to` hears of it from the server
  /// (RFC 6121, 4.6).
  void greet(std::string_view to);

  /// XEP-0199; to our own server where `to` is empty. An id of ours.
  void ping(std::string_view to, std::string_view id);

  /// Ends the stream in order.
  void close();

  /// What is to be written to the connection.
  bytes take_output();

private:
  class stream;
  std::unique_ptr<stream> stream_;
};

} // namespace bus
