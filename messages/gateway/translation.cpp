#include "messages/gateway/translation.hpp"

#include <cmath>
#include <limits>

namespace bus {

namespace {

std::optional<std::int64_t> whole(const value& x) {
  auto number = to_number(x);
  if (!number || !std::isfinite(*number) || std::abs(*number) > 9e15)
    return std::nullopt;
  return static_cast<std::int64_t>(std::llround(*number));
}

template <class T>
bool holds(std::int64_t x) {
  return x >= std::numeric_limits<T>::min() && x <= std::numeric_limits<T>::max();
}

/// The number in a value, also of one that is in a structure alone.
const value& only_part(const value& x) {
  auto* parts = std::get_if<std::shared_ptr<const structure>>(&x);
  return parts && *parts && (*parts)->size() == 1 ? only_part((**parts)[0].second) : x;
}

std::optional<value> convert(translated_type to, const value& x) {
  if (to == translated_type::float32) {
    auto number = to_number(x);
    return number ? std::optional<value>{*number} : std::nullopt;
  }
  auto number = whole(x);
  if (!number)
    return std::nullopt;
  switch (to) {
  case translated_type::boolean: return value{*number != 0};
  case translated_type::int8:
    return holds<std::int8_t>(*number) ? std::optional<value>{*number} : std::nullopt;
  default:
    return holds<std::int32_t>(*number) ? std::optional<value>{*number} : std::nullopt;
  }
}

} // namespace

result<modbus::point> point_of(modbus::table table, std::uint16_t address,
                               std::uint16_t quantity, translated_type type) {
  auto out = modbus::point{};
  out.from = table;
  out.address = address;
  auto is_bit = table == modbus::table::coil || table == modbus::table::discrete_input;
  auto no = [](const char* expected) {
    return fail(errc::invalid_value, "", expected);
  };
  if (is_bit) {
    out.format = modbus::format::boolean;
    if (quantity != 1)
      return no("expected modbus_quantity 1 of a bit");
  } else if (type == translated_type::float32) {
    out.format = quantity == 4   ? modbus::format::float64
                 : quantity == 2 ? modbus::format::float32
                                 : modbus::format::int16;
    if (quantity != 1 && quantity != 2 && quantity != 4)
      return no("expected modbus_quantity 2 or 4 of a float, or 1 of a whole number");
  } else {
    out.format = quantity == 1   ? modbus::format::int16
                 : quantity == 2 ? modbus::format::int32
                                 : modbus::format::int64;
    if (quantity != 1 && quantity != 2 && quantity != 4)
      return no("expected modbus_quantity 1, 2 or 4 of a whole number");
  }
  out.writable =
    table == modbus::table::coil || table == modbus::table::holding_register;
  return out;
}

translated to_attribute(const translation& x, const sample& from) {
  auto out = translated{std::nullopt, from.quality};
  if (from.quality.validity() == validity::invalid
      || std::holds_alternative<std::monostate>(from.value))
    return out;
  out.what = convert(x.type, from.value);
  if (!out.what)
    out.quality = quality::make(validity::questionable, quality::out_of_range);
  return out;
}

result<value> to_device(const translation& x, const value& from) {
  auto given = only_part(from);
  if (auto* position = std::get_if<double_point>(&given))
    given = *position == double_point::on;
  auto out = convert(x.type, given);
  if (!out)
    return fail(errc::invalid_value, x.attribute, "no value of the translation's type");
  return *out;
}

std::string translated_point_name(const std::string& gateway, std::size_t number) {
  return gateway + '-' + std::to_string(number + 1);
}

value quality_value(const quality& x) {
  auto bits = std::string{x.bits & 2 ? '1' : '0', x.bits & 1 ? '1' : '0'};
  for (auto bit = 2u; bit < 13; ++bit)
    bits += x.bits >> bit & 1 ? '1' : '0';
  return bus::bit_string{std::move(bits)};
}

} // namespace bus
