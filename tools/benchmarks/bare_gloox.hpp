#pragma once

#include "actors/xmpp_settings.hpp"
#include "tools/benchmarks/child.hpp"
#include "tools/benchmarks/scoreboard.hpp"

#include <vector>

namespace bus::benchmarks {

// What gloox does with nothing around it: its own socket, a blocking loop, messages
// with a body.

/// Sends every message's body back; says `online` once it is.
void echo_messages(channel& to, const xmpp_account& x);

/// Counts the messages that come; says `online` once it is.
void count_messages(channel& to, const xmpp_account& x, counter& done);

/// Milliseconds from each message to its echo, one after the other.
std::vector<double> message_round_trips(const xmpp_account& x, const std::string& peer,
                                        std::size_t octets, duration time);

/// Sends messages of so many octets as fast as it goes, for ever.
void flood_messages(const xmpp_account& x, const std::string& peer, std::size_t octets);

} // namespace bus::benchmarks
