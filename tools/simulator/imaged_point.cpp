#include "tools/simulator/imaged_point.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace bus::simulator {

namespace {

using modbus::format;

struct span_of_values {
  double least;
  double most;
};

/// The largest whole number below `end` that a double holds.
double last_before(double end) {
  return std::min(end - 1, std::nextafter(end, 0.0));
}

template <class T>
span_of_values limits_of() {
  using limits = std::numeric_limits<T>;
  return {static_cast<double>(limits::min()),
          last_before(std::ldexp(1.0, limits::digits))};
}

span_of_values limits_of(const modbus::point& x) {
  switch (x.format) {
  case format::int16: return limits_of<std::int16_t>();
  case format::int32: return limits_of<std::int32_t>();
  case format::uint32: return limits_of<std::uint32_t>();
  case format::int64: return limits_of<std::int64_t>();
  case format::uint64: return limits_of<std::uint64_t>();
  case format::bcd: return {0, last_before(std::pow(10.0, 4 * x.quantity))};
  case format::float32:
    return {-std::numeric_limits<float>::max(), std::numeric_limits<float>::max()};
  case format::float64:
    return {-std::numeric_limits<double>::max(), std::numeric_limits<double>::max()};
  default: return limits_of<std::uint16_t>();
  }
}

/// As many characters as there is room for.
std::string as_text(double x, std::size_t room) {
  char text[32];
  auto end =
    std::to_chars(std::begin(text), std::end(text), x, std::chars_format::general, 6)
      .ptr;
  return {text, std::min(end, text + std::min(room, sizeof text))};
}

modbus::point as_raw(modbus::point x) {
  if (x.from == modbus::table::queue)
    x.quantity = 1;
  x.name.clear();
  x.from = modbus::table::holding_register;
  x.writer = modbus::write_with::multiple;
  x.writable = true;
  x.scale = 1;
  x.offset = 0;
  return x;
}

} // namespace

imaged_point::imaged_point(const modbus::point& x)
  : table_{x.from},
    width_{modbus::width(x)},
    raw_{as_raw(x)},
    scale_{x.scale},
    offset_{x.offset} {}

double imaged_point::unscaled(double level) const {
  auto [least, most] = limits_of(raw_);
  return std::clamp((level - offset_) / scale_, least, most);
}

value imaged_point::as_value(double level) const {
  if (raw_.format == format::boolean)
    return level >= 0.5;
  if (raw_.format == format::string)
    return as_text(level, 2u * raw_.quantity);
  if (raw_.format == format::raw && raw_.quantity > 1)
    return std::make_shared<const array>(raw_.quantity, value{unscaled(level)});
  return unscaled(level);
}

modbus::registers imaged_point::words(double level) const {
  auto written = modbus::encode_write(raw_, as_value(level));
  auto* out = written ? std::get_if<modbus::write_registers>(&*written) : nullptr;
  return out ? std::move(out->content) : modbus::registers(width_);
}

void imaged_point::put(double level, modbus::register_image& to) const {
  if (modbus::is_bits(table_))
    return put_bits(level >= 0.5, to);
  if (raw_.format == format::bit)
    return put_bit(level >= 0.5, to);
  auto at = raw_.address;
  for (auto word : words(level))
    to.set_register(table_, at++, word);
}

void imaged_point::put_bits(bool on, modbus::register_image& to) const {
  auto at = raw_.address;
  for (auto left = width_; left > 0; --left)
    to.set_bit(table_, at++, on);
}

void imaged_point::put_bit(bool on, modbus::register_image& to) const {
  auto now = to.register_at(table_, raw_.address).value_or(0);
  to.set_register(table_, raw_.address, modbus::with_bit(raw_, now, on));
}

} // namespace bus::simulator
