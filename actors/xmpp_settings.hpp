#pragma once

#include <cstdint>
#include <string>

namespace bus {

/// An account at an XMPP server, and how to get there.
struct xmpp_account {
  std::string host;
  std::uint16_t port = 5222;
  std::string jid = {}; ///< with or without a resource
  std::string password = {};
  bool tls = true;          ///< required; else there is none
  std::string ca_file = {}; ///< who may vouch for the server, PEM; empty: the system's
};

/// Whether this program speaks XMPP at all: it is built with gloox, or without.
bool has_xmpp();

} // namespace bus
