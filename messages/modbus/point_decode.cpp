#include "messages/modbus/point.hpp"
#include "messages/modbus/words.hpp"

#include <bit>
#include <cmath>
#include <string>

namespace bus::modbus {

namespace {

using register_view = std::span<const std::uint16_t>;

/// A scale of 0.1 means tenths: 204 / 10 is the number nearest to 20.4, which
/// 204 * 0.1 is not.
double times_scale(double raw, double scale) {
  auto parts = std::round(1 / scale);
  return parts * scale == 1 ? raw / parts : raw * scale;
}

template <class T>
result<value> scaled(const point& x, T raw) {
  if (x.scale == 1 && x.offset == 0)
    return value{raw};
  return value{times_scale(static_cast<double>(raw), x.scale) + x.offset};
}

template <class Narrow>
result<value> signed_number(const point& x, register_view from) {
  return scaled(x, std::int64_t{static_cast<Narrow>(join(x, from))});
}

result<value> unsigned_number(const point& x, register_view from) {
  return scaled(x, join(x, from));
}

result<value> decode_bcd(const point& x, register_view from) {
  auto out = std::uint64_t{0};
  auto packed = join(x, from);
  for (auto shift = 16 * static_cast<int>(from.size()); (shift -= 4) >= 0;) {
    auto digit = packed >> shift & 15;
    if (digit > 9)
      return fail(errc::invalid_value, "modbus.point.bcd", x.name);
    out = out * 10 + digit;
  }
  return scaled(x, out);
}

result<value> decode_string(const point& x, register_view from) {
  auto out = std::string{};
  for (auto content : from) {
    auto word = in_order(x, content);
    out += static_cast<char>(word >> 8);
    out += static_cast<char>(word & 0xff);
  }
  out.resize(std::min(out.find('\0'), out.size()));
  if (!is_utf8(out))
    return fail(errc::invalid_value, "modbus.point.utf8", x.name);
  return value{std::move(out)};
}

template <class Element>
value to_array(register_view from, Element element) {
  auto out = std::make_shared<array>();
  out->reserve(from.size());
  for (auto content : from)
    out->push_back(element(content));
  return value{std::shared_ptr<const array>{std::move(out)}};
}

value numbers(const point& x, register_view from) {
  return to_array(
    from, [&](auto content) { return value{std::uint64_t{in_order(x, content)}}; });
}

result<value> decode_bits(const point& x, register_view from) {
  auto to_bool = [](auto content) { return value{content != 0}; };
  if (from.size() < width(x))
    return fail(errc::invalid_value, "modbus.point.width", x.name);
  return width(x) > 1 ? to_array(from.first(width(x)), to_bool) : to_bool(from[0]);
}

result<value> decode_words(const point& x, register_view from) {
  switch (x.format) {
  case format::boolean: return value{from[0] != 0};
  case format::bit: return value{(in_order(x, from[0]) >> (x.bit & 15) & 1) != 0};
  case format::int16: return signed_number<std::int16_t>(x, from);
  case format::int32: return signed_number<std::int32_t>(x, from);
  case format::int64: return signed_number<std::int64_t>(x, from);
  case format::uint16:
  case format::uint32:
  case format::uint64: return unsigned_number(x, from);
  case format::float32:
    return scaled(x, std::bit_cast<float>(static_cast<std::uint32_t>(join(x, from))));
  case format::float64: return scaled(x, std::bit_cast<double>(join(x, from)));
  case format::string: return decode_string(x, from);
  case format::bcd: return decode_bcd(x, from);
  case format::raw: break;
  }
  return from.size() == 1 ? value{join(x, from)} : numbers(x, from);
}

} // namespace

result<value> decode(const point& x, std::span<const std::uint16_t> from) {
  if (x.from == table::queue)
    return numbers(x, from);
  if (is_bits(x.from))
    return decode_bits(x, from);
  auto size = width(x);
  if (size == 0 || from.size() < size)
    return fail(errc::invalid_value, "modbus.point.width", x.name);
  return decode_words(x, from.first(size));
}

result<value> decode(const point& x, bool from) {
  auto content = std::uint16_t{from};
  return decode(x, std::span{&content, 1});
}

} // namespace bus::modbus
