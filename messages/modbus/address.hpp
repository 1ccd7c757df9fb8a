#pragma once

#include "messages/modbus/framing.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace bus::modbus {

struct tcp_endpoint {
  std::string host;
  std::uint16_t port = 502;
  bool operator==(const tcp_endpoint&) const = default;
};

struct serial_line {
  std::string device; ///< `"/dev/ttyS0"`
  int baudrate = 19200;
  char parity = 'E'; ///< N, E or O
  int data_bits = 8; ///< ascii: 7
  int stop_bits = 1; ///< 2 by default where there is no parity
  bool rs485 = false;
  bool operator==(const serial_line&) const = default;
};

/// A device's address (seed 6.2.3): `tcp://host:port`,
/// `rtu:///dev/ttyS0?baudrate=9600`, `ascii:///dev/ttyS0?...`, and RTU or ASCII frames
/// in a TCP stream: `rtu+tcp://host:port`, `ascii+tcp://host:port`. IPv6 hosts stand in
/// brackets. Serial parameters: baudrate, parity (none, even, odd), data_bits,
/// stop_bits, mode (rs232, rs485).
struct address {
  framing how = framing::mbap;
  std::variant<tcp_endpoint, serial_line> where;
  bool operator==(const address&) const = default;
};

/// The silence between two RTU frames: 3.5 characters, 1.75 ms over 19200 Bd
/// (MODBUS over Serial Line V1.02, 2.5.1.1).
duration silence(const serial_line& x);

result<address> parse_address(std::string_view text);

/// The same line in the same words, so that equal lines have equal texts.
std::string to_string(const address& x);

} // namespace bus::modbus
