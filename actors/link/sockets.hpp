#pragma once

#include "actors/descriptor.hpp"
#include "messages/modbus/address.hpp"
#include "messages/result.hpp"

#include <string>

namespace bus {

/// Whether the text is an IPv4 or IPv6 address and needs no looking up.
bool is_numeric_host(const std::string& host);

/// Looks a host name up; blocks.
result<std::string> look_up(const std::string& host);

/// Begins to connect; the descriptor turns writable when that is done, and
/// connect_result() tells how it went. Keep-alive and a bound on unacknowledged
/// data are set, so that a peer that vanished is noticed.
result<descriptor> begin_connect(const std::string& numeric_host, std::uint16_t port);
result<void> connect_result(const descriptor& socket);

/// Listens on a numeric address; port 0 takes a free one.
result<descriptor> listen_on(const std::string& numeric_host, std::uint16_t port);
result<std::uint16_t> bound_port(const descriptor& socket);
result<descriptor> accept_from(const descriptor& listening);

/// 4 or 16 octets; none where it has no such address.
bytes peer_address(const descriptor& socket);

/// Opens and configures a serial line by libmodbus.
result<descriptor> open_serial(const modbus::serial_line& x);

/// A pseudo terminal's master side, set raw, with its slave's path.
struct pseudo_terminal {
  descriptor master;
  descriptor slave; ///< held open, so that a client may come and go
  std::string path;
};
result<pseudo_terminal> open_pseudo_terminal();

} // namespace bus
