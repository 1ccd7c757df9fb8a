#pragma once

#include "messages/modbus/types.hpp"

namespace bus::modbus {

// What the request and the response codec share.

constexpr std::uint8_t exception_bit = 0x80;     // 4.1
constexpr std::uint8_t identification_type = 14; // MEI type, 6.21
constexpr std::uint16_t coil_on = 0xff00;        // 6.5
constexpr std::size_t identification_header = 7; // octets before the objects

/// Octets that so many bits take.
constexpr std::size_t octets_of(std::size_t quantity) {
  return (quantity + 7) / 8;
}

/// Bits, the first in the least significant place of the first octet (6.1).
void put_bits(writer& to, const bits& x);
bits take_bits(reader& from, std::size_t quantity);

void put_registers(writer& to, const registers& x);
registers take_registers(reader& from, std::size_t quantity);

/// Whether the quantities are those the standard allows.
bool quantity_fits(const request& x);

/// Whether every address stays below 65536.
bool addresses_fit(const request& x);

} // namespace bus::modbus
