#pragma once

#include "messages/xmppsp/types.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace bus::xmppsp {

/// A JID without its resource.
std::string_view bare(std::string_view jid);

/// Which of the connections that share an XMPP stream an element is for: by the
/// sender's JID, which the XMPP server vouches for, and the ids (schemas/xmppsp.md,
/// rules 1 and 6).
class router {
public:
  using number = std::uint64_t; ///< of a connection, from 1

  /// A connection of ours to `peer`. Where that is a bare JID the first resource that
  /// answers is the peer from then on.
  number call(std::string peer);

  /// What a connection sends tells its id.
  void sent(number by, const heading& x);

  void remove(number x);

  struct for_connection {
    number who;
  };
  /// A connect of somebody new, who has this number from now on.
  struct caller {
    number who;
  };
  struct dropped {
    bool forged = false; ///< of a connection that is another JID's
  };
  /// To be answered with an abort, `unknown-connection`.
  struct unknown {};
  using target = std::variant<for_connection, caller, dropped, unknown>;

  target route(const std::string& from, const heading& x);

  /// The connections to a JID; to all of its resources where it has none.
  std::vector<number> connections_to(std::string_view jid) const;

  /// Empty where there is none.
  const std::string& peer_of(number x) const;

  /// The ids of a connection's ends, ours first; empty where they are not known.
  std::pair<std::string_view, std::string_view> ids_of(number x) const;

  std::size_t size() const { return connections_.size(); }

private:
  struct connection {
    std::string peer;
    std::string id, peer_id; ///< empty where they are not known
  };

  target of_called(const std::string& from, const heading& x);

  std::map<number, connection> connections_;
  std::map<std::string, number, std::less<>> by_id_;
  std::map<std::pair<std::string, std::string>, number> by_caller_; ///< JID, its id
  number last_ = 0;
};

} // namespace bus::xmppsp
