#pragma once

#include "messages/xmppsp/codec.hpp"

#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace bus::xmppsp {

enum class role : std::uint8_t { initiator, responder };

/// 128 random bits in hexadecimal digits.
std::string random_id();

struct settings {
  /// What is written; both are read.
  xmppsp::encoding encoding = xmppsp::encoding::base64;

  /// Octets of an element's text, from 1,024 to largest_element. An XMPP server
  /// bounds the whole stanza, often at 65,536 (RFC 6120, 13.12: at 10,000 or more).
  std::size_t max_element = 60'000;

  /// Octets of user data, whatever the number of elements that carry them.
  std::size_t max_user_data = 1'048'576;

  /// A connection's id, which no other connection of this end has (is_id()).
  std::function<std::string()> make_id = random_id;
};

// What an element brought. User data stand until the next one is received.

struct none {};
struct connect_indication {
  byte_view user_data;
  encoding prefers = encoding::base64; ///< of the peer's
};
struct accepted {
  byte_view user_data;
};
struct refused {
  error why;
  byte_view user_data;
};
struct data_indication {
  byte_view user_data;
};
struct finish_indication {
  byte_view user_data;
};
struct finish_confirm {
  byte_view user_data;
};
struct aborted {
  reason why = reason::user_abort;
  bool by_user = false;
  byte_view user_data;
};
using event = std::variant<none, connect_indication, accepted, refused, data_indication,
                           finish_indication, finish_confirm, aborted>;

/// One end of one session connection: which element may come when, in which order,
/// and what of it is a part of what. Elements to be sent are taken with
/// take_output(), one `<message>` each.
class session {
public:
  /// Keeps to `x`, which many sessions share.
  session(role who, const settings& x)
    : settings_{&x},
      role_{who} {}

  /// An error ends the connection; the abort that tells the peer is in the output.
  /// What is not for this connection, or came before, is counted and none.
  result<event> receive(std::string_view xml);

  result<void> connect(byte_view user_data);
  result<void> accept(byte_view user_data);
  result<void> refuse(reason why, byte_view user_data);
  result<void> send(byte_view user_data);
  result<void> finish(byte_view user_data);
  result<void> finished(byte_view user_data); ///< the answer of a finish

  /// User data that one element does not hold are left out.
  void abort(byte_view user_data);
  void abort_by_provider(reason why);

  std::vector<std::string> take_output() { return std::exchange(out_, {}); }

  /// How the two ends are named; empty where that is not known yet.
  const std::string& id() const { return id_; }
  const std::string& peer_id() const { return peer_id_; }

  /// Elements that were dropped: told before, and of other connections.
  std::uint64_t duplicates() const { return duplicates_; }
  std::uint64_t strays() const { return strays_; }

private:
  enum class state : std::uint8_t {
    idle,
    calling,
    called,
    open,
    finishing,
    asked_to_finish,
    over
  };

  bool is_ours(const element& x) const;
  bool fits(element_kind x) const;
  event drop_stray(const element& x);
  event take_abort(const element& x);
  result<event> take_next(const element& x);
  result<event> take_whole(const element& x, byte_view user_data);
  result<event> called(const element& x, byte_view user_data);

  result<void> name_myself();
  result<void> go(state from, state to, element x, byte_view user_data);
  result<void> put(element x, byte_view user_data);
  bool put_xml(element& x, byte_view user_data);
  void put_abort(element x, byte_view user_data);
  tl::unexpected<error> broken(reason why, error what);
  std::size_t max_element() const;

  const settings* settings_;
  role role_;
  state state_ = state::idle;
  std::string id_, peer_id_;
  std::uint64_t sent_ = 0, received_ = 0;
  std::uint64_t duplicates_ = 0, strays_ = 0;
  bytes scratch_;                       ///< user data of the element at hand
  bytes parts_;                         ///< of segments
  std::optional<element_kind> partial_; ///< whose segments they are
  std::vector<std::string> out_;
};

} // namespace bus::xmppsp
