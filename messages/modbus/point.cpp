#include "messages/modbus/point.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace bus::modbus {

namespace {

constexpr auto formats = std::array<std::string_view, 13>{
  "boolean", "int16",   "uint16", "int32",  "uint32", "int64", "uint64",
  "float32", "float64", "bit",    "string", "bcd",    "raw",
};

constexpr std::uint16_t max_bcd = 4; // registers: 16 digits

/// What the format takes of registers.
std::uint16_t register_width(const point& x) {
  switch (x.format) {
  case format::int32:
  case format::uint32:
  case format::float32: return 2;
  case format::int64:
  case format::uint64:
  case format::float64: return 4;
  case format::string:
  case format::bcd:
  case format::raw: return x.quantity;
  default: return 1;
  }
}

bool is_number(format x) {
  switch (x) {
  case format::boolean:
  case format::bit:
  case format::string:
  case format::raw: return false;
  default: return true;
  }
}

bool can_write(table x) {
  return x == table::coil || x == table::holding_register;
}

std::uint16_t max_read(table x) {
  return is_bits(x) ? max_read_bits : max_read_registers;
}

std::uint16_t max_write(const point& x) {
  if (is_bits(x.from))
    return max_write_bits;
  return x.writer == write_with::exchange ? max_exchange_registers
                                          : max_write_registers;
}

/// uint16 is what a point without a format has: bits and queues go without.
bool format_fits(const point& x) {
  auto none = x.format == format::uint16 || x.format == format::raw;
  if (is_bits(x.from))
    return none || x.format == format::boolean;
  return x.from != table::queue || none;
}

bool quantity_fits(const point& x) {
  auto size = width(x);
  return size >= 1 && size <= max_read(x.from) && x.address + size <= 0x10000
         && (x.format != format::bcd || size <= max_bcd)
         && (!x.writable || size <= max_write(x));
}

bool scale_fits(const point& x) {
  auto finite = std::isfinite(x.scale) && std::isfinite(x.offset) && x.scale != 0;
  auto scalable = is_number(x.format) && !is_bits(x.from) && x.from != table::queue;
  return finite && (scalable || is_plain(x));
}

bool writer_fits(const point& x) {
  auto is_bit = x.format == format::bit;
  switch (x.writer) {
  case write_with::automatic: return true;
  case write_with::multiple: return !is_bit;
  case write_with::mask: return is_bit;
  case write_with::exchange: return !is_bit && !is_bits(x.from);
  }
  return false;
}

/// The first thing that does not fit; null when all does.
const char* misfit(const point& x) {
  if (x.name.empty())
    return "name";
  if (!format_fits(x))
    return "format";
  if (!quantity_fits(x))
    return "quantity";
  if (x.format == format::bit && x.bit > 15)
    return "bit";
  if (!scale_fits(x))
    return "scale";
  if (!(x.deadband >= 0))
    return "deadband";
  if (x.interval < duration{})
    return "interval";
  if (x.writable && !can_write(x.from))
    return "writable";
  return writer_fits(x) ? nullptr : "writer";
}

std::string_view register_type(const point& x) {
  switch (x.format) {
  case format::boolean:
  case format::bit: return "boolean";
  case format::int16:
  case format::int32:
  case format::int64: return "integer";
  case format::float32:
  case format::float64: return "float";
  case format::string: return "string";
  case format::raw: return x.quantity > 1 ? "array" : "unsigned";
  default: return "unsigned";
  }
}

/// A decimal number of 16 bits, without sign.
result<std::uint16_t> number(std::string_view text) {
  auto out = std::uint16_t{0};
  auto end = text.data() + text.size();
  auto [at, why] = std::from_chars(text.data(), end, out);
  if (why != std::errc{} || at != end)
    return fail(errc::invalid_value, "modbus.reference", std::string{text});
  return out;
}

} // namespace

bool is_plain(const point& x) {
  return x.scale == 1 && x.offset == 0;
}

std::string_view name(format x) {
  return formats.at(static_cast<std::size_t>(x));
}

result<format> to_format(std::string_view word) {
  auto found = std::find(formats.begin(), formats.end(), word);
  if (found == formats.end())
    return fail(errc::invalid_value, "modbus.format", std::string{word});
  return static_cast<format>(found - formats.begin());
}

std::uint16_t width(const point& x) {
  if (x.from == table::queue)
    return 1;
  if (is_bits(x.from))
    return x.format == format::raw ? x.quantity : std::uint16_t{1};
  return register_width(x);
}

result<void> check(const point& x) {
  if (auto what = misfit(x))
    return fail(errc::invalid_value, std::string{"modbus.point."} + what, x.name);
  return {};
}

std::string_view value_type(const point& x) {
  if (x.from == table::queue)
    return "array";
  if (is_bits(x.from))
    return width(x) > 1 ? "array" : "boolean";
  return is_number(x.format) && !is_plain(x) ? "float" : register_type(x);
}

result<point> parse_raw(std::string_view path) {
  auto slash = path.find('/');
  auto colon = path.find(':');
  auto from = to_table(path.substr(0, slash));
  if (slash == path.npos || !from || name(*from) != path.substr(0, slash))
    return fail(errc::not_found, "modbus.reference", std::string{path});
  auto digits = colon == path.npos ? colon : colon - slash - 1;
  auto address = number(path.substr(slash + 1, digits));
  auto quantity = colon == path.npos ? result<std::uint16_t>{std::uint16_t{1}}
                                     : number(path.substr(colon + 1));
  if (!address || !quantity)
    return tl::make_unexpected((address ? quantity : address).error());
  auto out = point{};
  out.name = path;
  out.from = *from;
  out.format = format::raw;
  out.address = *address;
  out.quantity = *quantity;
  out.writable = can_write(*from) && *quantity <= max_write(out);
  return check(out).map([&] { return out; });
}

} // namespace bus::modbus
