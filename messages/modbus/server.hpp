#pragma once

#include "messages/modbus/codec.hpp"

#include <map>
#include <optional>

namespace bus::modbus {

/// The data of one Modbus server: four tables and FIFO queues, each address
/// present only where it was mapped. Answers every request of types.hpp as the
/// standard's state diagrams have it (6): function, address, quantity, value.
class register_image {
public:
  /// Maps `quantity` addresses, zero at first. Past 65535 fails.
  result<void> map(table where, std::uint16_t address, std::uint16_t quantity);

  void set_bit(table where, std::uint16_t address, bool on);
  void set_register(table where, std::uint16_t address, std::uint16_t content);
  std::optional<bool> bit(table where, std::uint16_t address) const;
  std::optional<std::uint16_t> register_at(table where, std::uint16_t address) const;

  /// A queue's pointer register address and its content, oldest first.
  void set_queue(std::uint16_t address, registers content);

  /// Objects of device identification (6.21): 0 vendor, 1 product, 2 revision...
  void set_identification(std::map<std::uint8_t, std::string> objects);

  response serve(const request& x);

  /// Decodes, serves and encodes: a PDU in, a PDU out.
  bytes serve(byte_view pdu);

private:
  struct servant;

  std::map<std::uint16_t, bool> coils_, discrete_inputs_;
  std::map<std::uint16_t, std::uint16_t> holding_, inputs_;
  std::map<std::uint16_t, registers> queues_;
  std::map<std::uint8_t, std::string> identification_;
};

} // namespace bus::modbus
