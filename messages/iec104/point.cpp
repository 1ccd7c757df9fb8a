#include "messages/iec104/point.hpp"

#include "messages/iec104/codec.hpp"
#include "messages/iec104/concepts.hpp"

#include <array>
#include <memory>

namespace bus::iec104 {

namespace {

constexpr auto normal_value = 32768.0f;

struct pair_of_bits {
  std::uint8_t descriptor;
  std::uint16_t detail;
};

constexpr auto both_ways = std::array{
  pair_of_bits{quality_descriptor::overflow, quality::overflow},
  pair_of_bits{quality_descriptor::not_topical, quality::old_data},
  pair_of_bits{quality_descriptor::substituted, quality::substituted},
  pair_of_bits{quality_descriptor::blocked, quality::operator_blocked},
};

/// Details that make a value doubtful by themselves.
constexpr auto doubts =
  std::uint16_t{quality::overflow | quality::old_data | quality::inconsistent};

quality make_quality(bool invalid, std::uint16_t details) {
  auto questionable = details & doubts ? validity::questionable : validity::good;
  return quality::make(invalid ? validity::invalid : questionable, details);
}

quality quality_from(quality_descriptor x) {
  auto details = 0;
  for (const auto& bit : both_ways)
    details |= x.has(bit.descriptor) ? bit.detail : 0;
  return make_quality(x.has(quality_descriptor::invalid),
                      static_cast<std::uint16_t>(details));
}

quality quality_from(const integrated_total& x) {
  auto details =
    (x.carry ? quality::overflow : 0) | (x.adjusted ? quality::inconsistent : 0);
  return make_quality(x.invalid, static_cast<std::uint16_t>(details));
}

/// Whether `x` is to be told as IV by an element that can tell these doubts.
bool must_be_invalid(const quality& x, std::uint16_t told) {
  if (x.validity() == validity::questionable)
    return (x.bits & told) == 0;
  return x.validity() != validity::good;
}

template <class T>
void put_quality(T& x, const quality& from) {
  constexpr auto has_overflow = HasOverflow<T>;
  auto told = static_cast<std::uint16_t>(quality::old_data
                                         | (has_overflow ? quality::overflow : 0));
  auto bits = must_be_invalid(from, told) ? quality_descriptor::invalid : 0;
  for (const auto& bit : both_ways)
    if (from.has(bit.detail)
        && (has_overflow || bit.descriptor != quality_descriptor::overflow))
      bits |= bit.descriptor;
  // Whether an elapsed time is invalid belongs to the value.
  bits |= x.quality.bits & quality_descriptor::elapsed_invalid;
  x.quality.bits = static_cast<std::uint8_t>(bits);
}

void put_quality(integrated_total& x, const quality& from) {
  x.carry = from.has(quality::overflow);
  x.adjusted = from.has(quality::inconsistent);
  x.invalid = must_be_invalid(from, quality::overflow | quality::inconsistent);
}

bit_string to_bits(std::uint32_t x, std::size_t size) {
  auto out = bit_string{std::string(size, '0')};
  for (auto i = std::size_t{0}; i < size; ++i)
    out.bits[i] = x >> i & 1 ? '1' : '0';
  return out;
}

value make(structure members) {
  return std::make_shared<const structure>(std::move(members));
}

bool elapsed_invalid(quality_descriptor x) {
  return x.has(quality_descriptor::elapsed_invalid);
}

bool bit(unsigned of, unsigned number) {
  return of >> number & 1;
}

value tell(const protection_event& x) {
  return make({{"state", x.state},
               {"elapsed_ms", std::int64_t{x.elapsed_ms}},
               {"elapsed_invalid", elapsed_invalid(x.quality)}});
}

value tell(const protection_start& x) {
  return make({{"general", bit(x.events, 0)},
               {"l1", bit(x.events, 1)},
               {"l2", bit(x.events, 2)},
               {"l3", bit(x.events, 3)},
               {"earth", bit(x.events, 4)},
               {"reverse", bit(x.events, 5)},
               {"elapsed_ms", std::int64_t{x.duration_ms}},
               {"elapsed_invalid", elapsed_invalid(x.quality)}});
}

value tell(const protection_output& x) {
  return make({{"general", bit(x.circuits, 0)},
               {"l1", bit(x.circuits, 1)},
               {"l2", bit(x.circuits, 2)},
               {"l3", bit(x.circuits, 3)},
               {"elapsed_ms", std::int64_t{x.operating_ms}},
               {"elapsed_invalid", elapsed_invalid(x.quality)}});
}

template <class T>
result<value> value_of(const T& x) {
  if constexpr (OnOff<T>)
    return x.on;
  else if constexpr (Position<T>)
    return x.position;
  else if constexpr (std::is_same_v<T, step_position>)
    return make({{"posVal", std::int64_t{x.position}}, {"transInd", x.transient}});
  else if constexpr (std::is_same_v<T, regulating_step>)
    return static_cast<std::int64_t>(x.step);
  else if constexpr (Bits<T>)
    return to_bits(x.bits, 32);
  else if constexpr (Normalized<T>)
    return static_cast<float>(x.raw) / normal_value;
  else if constexpr (Scaled<T>)
    return std::int64_t{x.raw};
  else if constexpr (Float<T>)
    return x.number;
  else if constexpr (std::is_same_v<T, integrated_total>)
    return std::int64_t{x.counter};
  else if constexpr (std::is_same_v<T, packed_points>)
    return make(
      {{"states", to_bits(x.states, 16)}, {"changed", to_bits(x.changed, 16)}});
  else if constexpr (Protection<T>)
    return tell(x);
  else
    return fail(errc::unsupported, "iec104.value");
}

} // namespace

result<value> to_value(const element& x) {
  return std::visit([](const auto& y) { return value_of(y); }, x);
}

std::string_view value_word(type_id type) {
  auto none = make_object(type);
  auto like =
    none ? to_value(none->element) : result<value>{fail(errc::unsupported, "")};
  if (!like)
    return {};
  auto word_of = [](const auto& x) -> std::string_view {
    using kind = std::decay_t<decltype(x)>;
    if constexpr (std::is_same_v<kind, bool>)
      return "boolean";
    else if constexpr (std::is_same_v<kind, bus::double_point>)
      return "double-point";
    else if constexpr (std::is_same_v<kind, std::int64_t>)
      return "integer";
    else if constexpr (std::is_same_v<kind, float>)
      return "float";
    else if constexpr (std::is_same_v<kind, bit_string>)
      return "bit-string";
    else
      return "structure";
  };
  return std::visit(word_of, static_cast<const value::variant&>(*like));
}

quality to_quality(const element& x) {
  return std::visit(
    [](const auto& y) {
      using type = std::decay_t<decltype(y)>;
      if constexpr (HasQuality<type>)
        return quality_from(y.quality);
      else if constexpr (std::is_same_v<type, integrated_total>)
        return quality_from(y);
      else
        return quality::good();
    },
    x);
}

void set_quality(element& x, const quality& to) {
  std::visit(
    [&](auto& y) {
      using type = std::decay_t<decltype(y)>;
      if constexpr (HasQuality<type> || std::is_same_v<type, integrated_total>)
        put_quality(y, to);
    },
    x);
}

bool set_select(element& x, bool select) {
  auto set = [&](auto& y) {
    if constexpr (requires { y.select; }) {
      y.select = select;
      return true;
    } else {
      return false;
    }
  };
  return std::visit(set, x);
}

bool set_qualifier(element& x, std::uint8_t qualifier) {
  auto set = [&](auto& y) {
    if constexpr (requires { y.select; }) {
      using type = std::decay_t<decltype(y)>;
      constexpr auto most = Normalized<type> || Scaled<type> || Float<type> ? 127 : 31;
      if (qualifier > most)
        return false;
      y.qualifier = qualifier;
      return true;
    } else {
      return false;
    }
  };
  return std::visit(set, x);
}

bool is_permitted(const element& x) {
  if (auto* position = std::get_if<double_command>(&x))
    return position->position == bus::double_point::off
           || position->position == bus::double_point::on;
  if (auto* moved = std::get_if<regulating_step>(&x))
    return moved->step == step::lower || moved->step == step::higher;
  return true;
}

} // namespace bus::iec104
