#pragma once

#include "actors/descriptor.hpp"
#include "messages/modbus/address.hpp"
#include "tools/simulator/device_name.hpp"
#include "tools/simulator/simulated_line.hpp"

#include <memory>

namespace bus::simulator {

/// An address that clients can reach, and the devices there.
struct open_address {
  std::string endpoint; ///< an address's text, or a pseudo terminal's path
  bool listens = false; ///< else `carrier` carries bytes itself
  descriptor carrier;   ///< listening socket, or a pseudo terminal's master
  descriptor slave;     ///< held open, so that clients may come and go
  device_name name;

  /// Shared by the peers of the address, without a lock: all of them live on
  /// one loop.
  std::shared_ptr<simulated_line> line;
};

/// Listens, or makes a pseudo terminal and links it at the serial device's
/// path. Port 0 takes a free one. May block to look a host name up.
result<open_address> open(const modbus::address& x);

} // namespace bus::simulator
