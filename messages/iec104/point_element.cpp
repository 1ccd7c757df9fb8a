#include "messages/iec104/codec.hpp"
#include "messages/iec104/concepts.hpp"
#include "messages/iec104/point.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace bus::iec104 {

namespace {

constexpr auto normal_value = 32768.0;

auto mismatch(std::string expected) {
  return fail(errc::type_mismatch, "iec104.value", "expected " + std::move(expected));
}

auto unfit() {
  return fail(errc::invalid_value, "iec104.value", "does not fit the element");
}

result<void> read(const value& from, bool& to) {
  auto* x = std::get_if<bool>(&from);
  if (!x)
    return mismatch("a boolean");
  to = *x;
  return {};
}

result<void> read(const value& from, bus::double_point& to) {
  // A position's words, as JSON brings them.
  constexpr auto words =
    std::array<std::string_view, 4>{"intermediate", "off", "on", "bad"};
  auto* word = std::get_if<std::string>(&from);
  auto known = word ? std::ranges::find(words, *word) : words.end();
  if (auto* x = std::get_if<bus::double_point>(&from))
    to = *x;
  else if (known != words.end())
    to = static_cast<bus::double_point>(known - words.begin());
  else if (auto* on = std::get_if<bool>(&from))
    to = *on ? bus::double_point::on : bus::double_point::off;
  else
    return mismatch("a position");
  return {};
}

/// Whole numbers from `least` to `most`.
template <class T>
result<void> read(const value& from, T& to, std::int64_t least, std::int64_t most) {
  if (!is_number(from))
    return mismatch("a number");
  auto x = *to_number(from); // exact: larger ones than a double holds do not fit
  if (!(x >= static_cast<double>(least) && x <= static_cast<double>(most))
      || x != std::trunc(x))
    return unfit();
  to = static_cast<T>(x);
  return {};
}

template <class T>
result<void> read_whole(const value& from, T& to) {
  using limits = std::numeric_limits<T>;
  return read(from, to, limits::min(), limits::max());
}

result<void> read_normalized(const value& from, std::int16_t& to) {
  if (!is_number(from))
    return mismatch("a number");
  auto raw = std::round(*to_number(from) * normal_value);
  if (!(raw >= -normal_value && raw < normal_value))
    return unfit();
  to = static_cast<std::int16_t>(raw);
  return {};
}

result<void> read_float(const value& from, float& to) {
  if (auto* same = std::get_if<float>(&from)) {
    to = *same;
    return {};
  }
  if (auto* word = std::get_if<std::string>(&from)) { // as JSON brings them
    constexpr auto infinity = std::numeric_limits<float>::infinity();
    for (auto [text, x] :
         {std::pair{"NaN", std::numeric_limits<float>::quiet_NaN()},
          std::pair{"Infinity", infinity}, std::pair{"-Infinity", -infinity}})
      if (*word == text) {
        to = x;
        return {};
      }
  }
  if (!is_number(from))
    return mismatch("a number");
  auto x = *to_number(from);
  if (std::isfinite(x) && std::abs(x) > std::numeric_limits<float>::max())
    return unfit();
  to = static_cast<float>(x);
  return {};
}

template <class T>
result<void> read_bits(const value& from, T& to) {
  auto* text = std::get_if<std::string>(&from); // as JSON brings them
  auto* string = std::get_if<bit_string>(&from);
  if (!text && !string)
    return is_number(from) ? read_whole(from, to) : mismatch("a bit string");
  auto& bits = text ? *text : string->bits;
  if (bits.find_first_not_of("01") != bits.npos)
    return mismatch("a bit string");
  if (bits.size() > static_cast<std::size_t>(std::numeric_limits<T>::digits))
    return unfit();
  auto raw = std::uint32_t{0};
  for (auto i = std::size_t{0}; i < bits.size(); ++i)
    raw |= bits[i] == '1' ? 1u << i : 0u;
  to = static_cast<T>(raw);
  return {};
}

/// Takes members off a structure; keeps the first that is wrong.
class members {
public:
  explicit members(const value& from) {
    auto* x = std::get_if<std::shared_ptr<const structure>>(&from);
    if (x && *x)
      all_ = x->get();
    else
      outcome_ = mismatch("a structure");
  }

  template <class Read>
  void take(std::string_view name, const Read& how) {
    if (!outcome_)
      return;
    auto found = std::ranges::find(*all_, name, &structure::value_type::first);
    outcome_ = found == all_->end() ? mismatch(std::string{name}) : how(found->second);
  }

  /// Sets bit `number` of `of` where the member is true.
  void take_bit(std::string_view name, std::uint8_t& of, unsigned number) {
    take(name, [&](const value& x) {
      auto on = false;
      auto read_it = read(x, on);
      of = static_cast<std::uint8_t>(of | (on ? 1u << number : 0u));
      return read_it;
    });
  }

  result<void> outcome() const { return outcome_; }

private:
  const structure* all_ = nullptr;
  result<void> outcome_;
};

void take_elapsed(members& in, std::uint16_t& ms, quality_descriptor& quality) {
  in.take("elapsed_ms", [&](const value& x) { return read_whole(x, ms); });
  in.take_bit("elapsed_invalid", quality.bits, 3);
}

void take_phases(members& in, std::uint8_t& to) {
  in.take_bit("general", to, 0);
  in.take_bit("l1", to, 1);
  in.take_bit("l2", to, 2);
  in.take_bit("l3", to, 3);
}

void take(members& in, protection_event& to) {
  in.take("state", [&](const value& x) { return read(x, to.state); });
  take_elapsed(in, to.elapsed_ms, to.quality);
}

void take(members& in, protection_start& to) {
  take_phases(in, to.events);
  in.take_bit("earth", to.events, 4);
  in.take_bit("reverse", to.events, 5);
  take_elapsed(in, to.duration_ms, to.quality);
}

void take(members& in, protection_output& to) {
  take_phases(in, to.circuits);
  take_elapsed(in, to.operating_ms, to.quality);
}

void take(members& in, packed_points& to) {
  in.take("states", [&](const value& x) { return read_bits(x, to.states); });
  in.take("changed", [&](const value& x) { return read_bits(x, to.changed); });
}

void take(members& in, step_position& to) {
  in.take("posVal", [&](const value& x) { return read(x, to.position, -64, 63); });
  in.take("transInd", [&](const value& x) { return read(x, to.transient); });
}

template <class T>
result<void> assign_members(T& to, const value& from) {
  auto in = members{from};
  take(in, to);
  return in.outcome();
}

template <class T>
result<void> assign(T& to, const value& from) {
  if constexpr (OnOff<T>)
    return read(from, to.on);
  else if constexpr (Position<T>)
    return read(from, to.position);
  else if constexpr (std::is_same_v<T, regulating_step>)
    return read(from, to.step, 1, 2);
  else if constexpr (Bits<T>)
    return read_bits(from, to.bits);
  else if constexpr (Normalized<T>)
    return read_normalized(from, to.raw);
  else if constexpr (Scaled<T>)
    return read_whole(from, to.raw);
  else if constexpr (Float<T>)
    return read_float(from, to.number);
  else if constexpr (std::is_same_v<T, integrated_total>)
    return read_whole(from, to.counter);
  else if constexpr (std::is_same_v<T, step_position>)
    return is_number(from) ? read(from, to.position, -64, 63)
                           : assign_members(to, from);
  else if constexpr (Protection<T> || std::is_same_v<T, packed_points>)
    return assign_members(to, from);
  else
    return fail(errc::unsupported, "iec104.value");
}

} // namespace

result<element> to_element(type_id type, const value& x, const quality& how) {
  auto object = make_object(type);
  if (!object)
    return tl::make_unexpected(object.error());
  auto& out = object->element;
  auto assigned = std::visit([&](auto& y) { return assign(y, x); }, out);
  if (!assigned)
    return tl::make_unexpected(assigned.error());
  set_quality(out, how);
  return std::move(out);
}

} // namespace bus::iec104
