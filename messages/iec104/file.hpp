#pragma once

#include "messages/bytes.hpp"
#include "messages/iec104/address.hpp"
#include "messages/time.hpp"

#include <functional>
#include <vector>

namespace bus::iec104 {

// Files of a controlled station (7.2.6.33 on, 7.4.11): told section by section, and
// each section segment by segment.

/// A device's address, and the name of one of its files (7.2.6.33): 1 a transparent
/// file, 2 disturbance data, 3 a sequence of events, 4 recorded analogue values.
/// `"1/30000/2"` on the bus.
struct file_name {
  address at;
  std::uint16_t name = 1;
  auto operator<=>(const file_name&) const = default;
};

std::string to_string(const file_name& x);

/// Fails with invalid_value.
result<file_name> to_file_name(std::string_view text);

/// As a directory tells it.
struct file_entry {
  file_name name;
  std::uint32_t size = 0; ///< octets
  utc_time made = {};
  bool operator==(const file_entry&) const = default;
};

/// What a station gives out. Reading fails with not_found, or as the disk does.
struct file_source {
  std::function<std::vector<file_entry>()> list;
  std::function<result<bytes>(const file_name& x)> read;
};

constexpr std::size_t largest_file = 0xff'ffff; ///< its length has 24 bits

/// SCQ (7.2.6.30)
enum class file_order : std::uint8_t {
  directory = 0,
  select = 1,
  call = 2,
  deactivate = 3,
  remove = 4,
  select_section = 5,
  call_section = 6,
  deactivate_section = 7,
};

/// LSQ (7.2.6.31)
enum class file_end : std::uint8_t {
  file = 1,
  file_deactivated = 2,
  section = 3,
  section_deactivated = 4,
};

/// AFQ (7.2.6.32), its first four bits.
enum class file_receipt : std::uint8_t {
  file = 1,
  file_failed = 2,
  section = 3,
  section_failed = 4,
};

/// The bit of FRQ and SRQ that refuses (7.2.6.28 and 29).
constexpr auto not_ready = std::uint8_t{0x80};

/// CHS: the octets' sum modulo 256 (7.2.6.37).
std::uint8_t checksum(byte_view x);

} // namespace bus::iec104
