#pragma once

#include "messages/bytes.hpp"
#include "messages/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace bus::modbus {

// Clause numbers are of the MODBUS Application Protocol Specification V1.1b3.

/// Where a device keeps its data (4.3); the seed's DataType.
enum class table : std::uint8_t {
  coil,
  discrete_input,
  holding_register,
  input_register,
  queue, ///< a FIFO queue behind a pointer register (6.18)
};

/// Whether the table holds bits rather than 16-bit registers.
constexpr bool is_bits(table x) {
  return x == table::coil || x == table::discrete_input;
}

/// As in references: `"coil" "discrete" "holding" "input" "queue"`.
std::string_view name(table x);

/// From a reference's word or the seed's (`"HOLDING_REGISTER"`).
result<table> to_table(std::string_view word);

constexpr std::uint16_t max_read_bits = 2000;         // 6.1
constexpr std::uint16_t max_read_registers = 125;     // 6.3
constexpr std::uint16_t max_write_bits = 1968;        // 6.11
constexpr std::uint16_t max_write_registers = 123;    // 6.12
constexpr std::uint16_t max_exchange_registers = 121; // 6.17, the written ones
constexpr std::uint16_t max_queue = 31;               // 6.18
constexpr std::size_t max_pdu = 253;                  // 4.1

/// Function codes we speak (5).
enum class function : std::uint8_t {
  read_coils = 1,
  read_discrete_inputs = 2,
  read_holding_registers = 3,
  read_input_registers = 4,
  write_single_coil = 5,
  write_single_register = 6,
  write_multiple_coils = 15,
  write_multiple_registers = 16,
  mask_write_register = 22,
  read_write_registers = 23,
  read_fifo_queue = 24,
  encapsulated_interface = 43,
};

/// Exception codes (7).
enum class exception_code : std::uint8_t {
  illegal_function = 1,
  illegal_data_address = 2,
  illegal_data_value = 3,
  server_device_failure = 4,
  acknowledge = 5,
  server_device_busy = 6,
  negative_acknowledge = 7,
  memory_parity_error = 8,
  gateway_path_unavailable = 10,
  gateway_target_failed_to_respond = 11,
};

/// The standard's word with hyphens: `"illegal-data-address"`; an unknown code
/// is `"exception-99"`.
std::string name(exception_code x);

using registers = std::vector<std::uint16_t>;
using bits = std::vector<bool>;

/// Functions 1 to 4 and 24 by table; a queue ignores `quantity`.
struct read_data {
  table from = table::holding_register;
  std::uint16_t address = 0;
  std::uint16_t quantity = 1;
  bool operator==(const read_data&) const = default;
};

struct write_coil { // 5
  std::uint16_t address = 0;
  bool on = false;
  bool operator==(const write_coil&) const = default;
};

struct write_register { // 6
  std::uint16_t address = 0;
  std::uint16_t content = 0;
  bool operator==(const write_register&) const = default;
};

struct write_coils { // 15
  std::uint16_t address = 0;
  bits content = {};
  bool operator==(const write_coils&) const = default;
};

struct write_registers { // 16
  std::uint16_t address = 0;
  registers content = {};
  bool operator==(const write_registers&) const = default;
};

/// The register becomes (register AND and_mask) OR (or_mask AND NOT and_mask).
struct mask_register { // 22
  std::uint16_t address = 0;
  std::uint16_t and_mask = 0xffff;
  std::uint16_t or_mask = 0;
  bool operator==(const mask_register&) const = default;
};

/// Writes first, then reads, in one transaction.
struct exchange_registers { // 23
  std::uint16_t read_address = 0;
  std::uint16_t read_quantity = 1;
  std::uint16_t write_address = 0;
  registers content = {};
  bool operator==(const exchange_registers&) const = default;
};

struct read_identification { // 43/14 (6.21)
  std::uint8_t code = 1;     ///< 1 basic, 2 regular, 3 extended, 4 one object
  std::uint8_t object = 0;
  bool operator==(const read_identification&) const = default;
};

using request =
  std::variant<read_data, write_coil, write_register, write_coils, write_registers,
               mask_register, exchange_registers, read_identification>;

/// A write that the device confirmed.
struct written {
  bool operator==(const written&) const = default;
};

struct identification {
  std::uint8_t code = 1;
  std::uint8_t conformity = 1;
  bool more_follows = false;
  std::uint8_t next_object = 0;
  std::vector<std::pair<std::uint8_t, std::string>> objects = {};
  bool operator==(const identification&) const = default;
};

struct exception {
  std::uint8_t function = 0; ///< without the error bit
  exception_code code = exception_code::illegal_function;
  bool operator==(const exception&) const = default;
};

using response = std::variant<bits, registers, written, identification, exception>;

} // namespace bus::modbus
