#include "services/configuration/iec104_types.hpp"

#include "messages/iec104/codec.hpp"
#include "messages/iec104/concepts.hpp"
#include "messages/iec104/point.hpp"

namespace bus::configuration {

namespace {

using iec104::Bits;
using iec104::element;
using iec104::Float;
using iec104::Normalized;
using iec104::OnOff;
using iec104::Position;
using iec104::regulating_step;
using iec104::Scaled;
using iec104::step_position;
using iec104::type_id;

element element_of(type_id x) {
  auto object = make_object(x);
  return object ? std::move(object->element) : element{};
}

template <class T>
bool holds(type_id x) {
  return std::holds_alternative<T>(element_of(x));
}

/// Whether the trait is true of both.
template <template <class> class Trait>
bool both(const element& x, const element& y) {
  auto look = [](const auto& one) { return Trait<std::decay_t<decltype(one)>>::value; };
  return std::visit(look, x) && std::visit(look, y);
}

template <class T>
struct is_switch : std::bool_constant<OnOff<T> || Position<T>> {};

template <class T>
struct is_bits : std::bool_constant<Bits<T>> {};

template <class T>
struct is_measured : std::bool_constant<Normalized<T> || Scaled<T> || Float<T>> {};

} // namespace

bool is_written(type_id x) {
  return is_parameter(x) || name(x).starts_with("C_SE") || name(x).starts_with("C_BO");
}

bool has_number(type_id x) {
  auto of = element_of(x);
  return is_total(x) || both<is_measured>(of, of);
}

bool has_select(type_id x) {
  auto of = element_of(x);
  return set_select(of, true);
}

std::optional<int> largest_qualifier(type_id x) {
  if (is_parameter(x))
    return x == type_id::p_ac_na_1 ? 255 : 63;
  auto of = element_of(x);
  if (set_qualifier(of, 127))
    return 127;
  return set_qualifier(of, 31) ? std::optional{31} : std::nullopt;
}

bool shows(type_id x, type_id command) {
  auto shown = element_of(x), commanded = element_of(command);
  if (is_parameter(command))
    return false;
  if (std::holds_alternative<regulating_step>(commanded))
    return holds<step_position>(x);
  return both<is_switch>(shown, commanded) || both<is_bits>(shown, commanded)
         || both<is_measured>(shown, commanded);
}

bool moves(type_id x) {
  auto of = element_of(x);
  return has_number(x) || both<is_switch>(of, of) || holds<step_position>(x);
}

value value_of(type_id x) {
  return to_value(element_of(x)).value_or(value{});
}

} // namespace bus::configuration
