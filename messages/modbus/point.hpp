#pragma once

#include "messages/bus/value.hpp"
#include "messages/modbus/types.hpp"

#include <span>
#include <string>
#include <string_view>

namespace bus::modbus {

/// How a point's bits or registers read as a value. Bit tables are always
/// `boolean`; `registers` is the raw form of references without a point.
enum class format : std::uint8_t {
  boolean,
  int16,
  uint16,
  int32,
  uint32,
  int64,
  uint64,
  float32,
  float64,
  bit,    ///< one bit of a register, `bit` 0 is the least significant
  string, ///< two characters a register, ends at the first NUL
  bcd,    ///< four decimal digits a register
  raw,    ///< one unsigned number, or an array of them if quantity > 1
};

std::string_view name(format x); ///< as in the configuration: `"float32"`
result<format> to_format(std::string_view word);

enum class order : std::uint8_t { big, little };

/// Which function code writes a point.
enum class write_with : std::uint8_t {
  automatic, ///< 5 or 6 for one bit or register, 15 or 16 for more, 22 for a bit
  multiple,  ///< 15 or 16 always
  mask,      ///< 22 (format bit; a device without it is read, changed, written)
  exchange,  ///< 23: written and read back in one transaction
};

/// One configured point of a device; 4-byte words and 2-byte registers each
/// in the order the device uses, the same for reading and writing.
struct point {
  std::string name;
  table from = table::holding_register;
  modbus::format format = format::uint16;
  order word_order = order::big;
  order byte_order = order::big;
  std::uint8_t bit = 0;
  std::uint16_t address = 0;
  std::uint16_t quantity = 1; ///< registers; string, bcd and raw only
  write_with writer = write_with::automatic;
  bool writable = false;
  bool tell_every_poll = false; ///< else only changes beyond the deadband
  float deadband = 0;           ///< in the scaled unit, absolute
  double scale = 1;             ///< value = raw * scale + offset
  double offset = 0;
  duration interval = {}; ///< zero: the device's own
};

/// Registers or bits that a point takes.
std::uint16_t width(const point& x);

/// Told as the device counts it: neither scale nor offset.
bool is_plain(const point& x);

/// Whether name, table, format, bit, quantity and the rest fit together.
result<void> check(const point& x);

/// The bus's word for the type of a point's value: `"float"`, `"boolean"`,
/// `"integer"`, `"unsigned"`, `"string"`, `"array"`; scaled integers are `"float"`.
std::string_view value_type(const point& x);

/// A point's value out of the registers (or bits) of a block, which starts at
/// the point's first. Integers stay integers unless scale or offset are set;
/// float32 stays a float (scaled: a double). A BCD digit over 9 and bytes of a
/// string that are no UTF-8 fail with invalid_value.
result<value> decode(const point& x, std::span<const std::uint16_t> from);
result<value> decode(const point& x, bool from);

/// The request that writes `v` to the point: scale and offset undone, rounded
/// to the nearest raw value, out of range is invalid_value, the wrong kind of
/// value type_mismatch, a point that cannot be written access_denied.
/// Booleans are taken as `true`/`false` and 0/1.
result<request> encode_write(const point& x, const value& v);

/// For a bit of a register where mask write is not supported: the register as
/// it should be written, given what was read.
std::uint16_t with_bit(const point& x, std::uint16_t read, bool on);

/// A reference's path without a configured point: `"holding/100:2"`.
result<point> parse_raw(std::string_view path);

} // namespace bus::modbus
