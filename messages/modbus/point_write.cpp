#include "messages/modbus/words.hpp"

#include <bit>
#include <cmath>
#include <limits>

namespace bus::modbus {

namespace {

auto out_of_range(const point& x) {
  return fail(errc::invalid_value, "modbus.point.range", x.name);
}

auto wrong_type(const point& x) {
  return fail(errc::type_mismatch, "modbus.point.type", x.name);
}

/// The number as the device counts it, before rounding.
result<double> unscaled(const point& x, const value& v) {
  auto number = to_number(v);
  if (!number)
    return wrong_type(x);
  return is_plain(x) ? *number : (*number - x.offset) / x.scale;
}

template <class T, class Given>
result<std::uint64_t> exact(const point& x, Given given) {
  if (!std::in_range<T>(given))
    return out_of_range(x);
  return static_cast<std::uint64_t>(given);
}

template <class T>
result<std::uint64_t> nearest(const point& x, const value& v) {
  using limits = std::numeric_limits<T>;
  auto number = unscaled(x, v);
  if (!number)
    return tl::make_unexpected(number.error());
  auto rounded = std::round(*number);
  auto end = std::ldexp(1.0, limits::digits);
  if (!(rounded >= static_cast<double>(limits::min()) && rounded < end))
    return out_of_range(x);
  return static_cast<std::uint64_t>(static_cast<T>(rounded));
}

/// Integers stay exact as long as nothing is to be scaled.
template <class T>
result<std::uint64_t> integer(const point& x, const value& v) {
  auto* with_sign = std::get_if<std::int64_t>(&v);
  auto* without = std::get_if<std::uint64_t>(&v);
  if (with_sign && is_plain(x))
    return exact<T>(x, *with_sign);
  if (without && is_plain(x))
    return exact<T>(x, *without);
  return nearest<T>(x, v);
}

result<std::uint64_t> single(const point& x, const value& v) {
  auto to_bits = [](float y) { return std::uint64_t{std::bit_cast<std::uint32_t>(y)}; };
  if (auto* same = std::get_if<float>(&v); same && is_plain(x))
    return to_bits(*same);
  auto number = unscaled(x, v);
  if (!number)
    return tl::make_unexpected(number.error());
  if (std::isfinite(*number) && std::abs(*number) > std::numeric_limits<float>::max())
    return out_of_range(x);
  return to_bits(static_cast<float>(*number));
}

result<std::uint64_t> pack_bcd(const point& x, const value& v) {
  auto left = integer<std::uint64_t>(x, v);
  if (!left)
    return left;
  auto out = std::uint64_t{0};
  for (auto shift = 0; shift < 16 * x.quantity; shift += 4, *left /= 10)
    out |= *left % 10 << shift;
  if (*left > 0)
    return out_of_range(x);
  return out;
}

result<bool> to_bool(const point& x, const value& v) {
  if (auto* same = std::get_if<bool>(&v))
    return *same;
  auto number = to_number(v);
  if (!number)
    return wrong_type(x);
  if (*number != 0 && *number != 1)
    return out_of_range(x);
  return *number == 1;
}

result<std::uint64_t> to_raw(const point& x, const value& v) {
  switch (x.format) {
  case format::int16: return integer<std::int16_t>(x, v);
  case format::int32: return integer<std::int32_t>(x, v);
  case format::uint32: return integer<std::uint32_t>(x, v);
  case format::int64: return integer<std::int64_t>(x, v);
  case format::uint64: return integer<std::uint64_t>(x, v);
  case format::float32: return single(x, v);
  case format::float64:
    return unscaled(x, v).map([](double y) { return std::bit_cast<std::uint64_t>(y); });
  case format::bcd: return pack_bcd(x, v);
  default: return integer<std::uint16_t>(x, v);
  }
}

result<registers> text_registers(const point& x, const value& v) {
  auto* text = std::get_if<std::string>(&v);
  if (!text)
    return wrong_type(x);
  if (text->size() > 2u * x.quantity || text->find('\0') != text->npos
      || !is_utf8(*text))
    return out_of_range(x);
  auto padded = *text;
  padded.resize(2u * x.quantity);
  auto from = reader{as_bytes(padded)};
  auto out = registers(x.quantity);
  for (auto& content : out)
    content = in_order(x, from.u16());
  return out;
}

/// The elements of an array of the point's quantity.
result<const array*> elements(const point& x, const value& v) {
  auto* list = std::get_if<std::shared_ptr<const array>>(&v);
  if (!list || !*list)
    return wrong_type(x);
  if ((*list)->size() != x.quantity)
    return out_of_range(x);
  return list->get();
}

result<registers> number_registers(const point& x, const value& v) {
  auto list = elements(x, v);
  if (!list)
    return tl::make_unexpected(list.error());
  auto out = registers{};
  for (const auto& element : **list) {
    auto content = integer<std::uint16_t>(x, element);
    if (!content)
      return tl::make_unexpected(content.error());
    out.push_back(in_order(x, static_cast<std::uint16_t>(*content)));
  }
  return out;
}

result<registers> to_registers(const point& x, const value& v) {
  if (x.format == format::string)
    return text_registers(x, v);
  if (x.format == format::raw && x.quantity > 1)
    return number_registers(x, v);
  if (x.format == format::boolean)
    return to_bool(x, v).map([](bool on) { return registers{on}; });
  return to_raw(x, v).map([&](auto raw) { return split(x, raw, width(x)); });
}

result<bits> to_bits(const point& x, const value& v) {
  if (width(x) == 1)
    return to_bool(x, v).map([](bool on) { return bits{on}; });
  auto list = elements(x, v);
  if (!list)
    return tl::make_unexpected(list.error());
  auto out = bits{};
  for (const auto& element : **list) {
    auto on = to_bool(x, element);
    if (!on)
      return tl::make_unexpected(on.error());
    out.push_back(*on);
  }
  return out;
}

std::uint16_t mask_of(const point& x) {
  return in_order(x, static_cast<std::uint16_t>(1u << (x.bit & 15)));
}

request write_of(const point& x, bits content) {
  if (content.size() == 1 && x.writer != write_with::multiple)
    return write_coil{x.address, content[0]};
  return write_coils{x.address, std::move(content)};
}

request write_of(const point& x, registers content) {
  auto size = static_cast<std::uint16_t>(content.size());
  if (x.writer == write_with::exchange)
    return exchange_registers{x.address, size, x.address, std::move(content)};
  if (size == 1 && x.writer != write_with::multiple)
    return write_register{x.address, content[0]};
  return write_registers{x.address, std::move(content)};
}

request mask_write(const point& x, bool on) {
  auto mask = mask_of(x);
  return mask_register{x.address, static_cast<std::uint16_t>(~mask),
                       on ? mask : std::uint16_t{0}};
}

} // namespace

result<request> encode_write(const point& x, const value& v) {
  auto as_request = [&](auto content) { return write_of(x, std::move(content)); };
  if (!x.writable || (x.from != table::coil && x.from != table::holding_register))
    return fail(errc::access_denied, "modbus.point.write", x.name);
  if (width(x) == 0)
    return out_of_range(x);
  if (is_bits(x.from))
    return to_bits(x, v).map(as_request);
  if (x.format == format::bit)
    return to_bool(x, v).map([&](bool on) { return mask_write(x, on); });
  return to_registers(x, v).map(as_request);
}

std::uint16_t with_bit(const point& x, std::uint16_t read, bool on) {
  auto mask = mask_of(x);
  return static_cast<std::uint16_t>(on ? read | mask : read & ~mask);
}

} // namespace bus::modbus
