#include "actors/link/xmpp_client.hpp"

// What stands in for xmpp_client.cpp in a program without gloox.

namespace bus {

bool has_xmpp() {
  return false;
}

class xmpp_client::stream {};

xmpp_client::xmpp_client(const xmpp_account&) {}

xmpp_client::~xmpp_client() = default;

std::optional<xmpp_event> xmpp_client::next_event() {
  return xmpp_over{{errc::unsupported, "xmpp", "this program is built without XMPP"}};
}

bytes xmpp_client::take_output() {
  return {};
}

void xmpp_client::start() {}
void xmpp_client::receive(byte_view) {}
void xmpp_client::send(std::string_view, std::string_view) {}
void xmpp_client::greet(std::string_view) {}
void xmpp_client::ping(std::string_view, std::string_view) {}
void xmpp_client::close() {}

} // namespace bus
