#include "messages/gateway/point_map.hpp"

#include <algorithm>
#include <cmath>

namespace bus {

namespace {

enum class doubt : std::uint8_t { none, overflow, unknown, misfit };

struct attempt {
  std::optional<value> what = {};
  doubt why = doubt::none;
};

constexpr auto no_number = std::numeric_limits<double>::quiet_NaN();

const structure* members_of(const value& x) {
  auto* parts = std::get_if<std::shared_ptr<const structure>>(&x);
  return parts ? parts->get() : nullptr;
}

/// What counts in a value: that which stands in a structure alone (`f` of an analogue
/// value), and a step's position (IEC 61850-7-3, ValWithTrans).
const value& inner(const value& x) {
  auto* parts = members_of(x);
  if (!parts)
    return x;
  if (parts->size() == 1)
    return inner(parts->front().second);
  auto found = std::ranges::find(*parts, "posVal", &structure::value_type::first);
  return found == parts->end() ? x : found->second;
}

/// A switch's position, also as two bits (IEC 61850-8-1, Dbpos).
std::optional<double_point> position_of(const value& x) {
  if (auto* position = std::get_if<double_point>(&x))
    return *position;
  auto* bits = std::get_if<bit_string>(&x);
  if (!bits || bits->bits.size() != 2)
    return std::nullopt;
  auto both = (bits->bits[0] == '1' ? 2 : 0) + (bits->bits[1] == '1' ? 1 : 0);
  return static_cast<double_point>(both);
}

/// A position is its code, 0 to 3, which IEC 61850 and IEC 60870-5-101 share.
std::optional<double> number_of(const value& x) {
  if (auto position = position_of(x))
    return static_cast<double>(*position);
  auto number = to_number(x);
  return number ? std::optional{*number} : std::nullopt;
}

bool is_plain(const conversion& x) {
  return x.scale == 1 && x.offset == 0;
}

double scaled(const conversion& x, double number) {
  return number * x.scale + x.offset;
}

/// Within the target's limits, and whether it was before.
attempt limited(const conversion& x, double number) {
  if (std::isnan(number))
    return {std::nullopt, doubt::unknown};
  auto out = std::max(x.least, std::min(x.most, number));
  return {out, out == number ? doubt::none : doubt::overflow};
}

template <class T>
attempt saturated(double whole) {
  constexpr auto least = static_cast<double>(std::numeric_limits<T>::min());
  const auto beyond = std::ldexp(1.0, std::numeric_limits<T>::digits);
  if (whole < least)
    return {std::numeric_limits<T>::min(), doubt::overflow};
  if (whole >= beyond)
    return {std::numeric_limits<T>::max(), doubt::overflow};
  return {static_cast<T>(whole), doubt::none};
}

/// The same number in the target's own type, where it is a whole one already: a double
/// would round what is beyond 2^53.
template <class T>
std::optional<value> same_whole(const conversion& x, const value& from) {
  auto fits = [&](auto number) {
    auto about = static_cast<double>(number);
    return std::in_range<T>(number) && about >= x.least && about <= x.most;
  };
  if (!is_plain(x))
    return std::nullopt;
  if (auto* number = std::get_if<std::int64_t>(&from); number && fits(*number))
    return static_cast<T>(*number);
  if (auto* number = std::get_if<std::uint64_t>(&from); number && fits(*number))
    return static_cast<T>(*number);
  return std::nullopt;
}

template <class T>
attempt to_whole(const conversion& x, const value& from) {
  if (auto same = same_whole<T>(x, from))
    return {std::move(same)};
  auto number = number_of(from);
  if (!number)
    return {std::nullopt, doubt::misfit};
  auto within = limited(x, std::round(scaled(x, *number)));
  if (!within.what)
    return within;
  auto out = saturated<T>(std::get<double>(*within.what));
  out.why = std::max(out.why, within.why);
  return out;
}

attempt to_real(const conversion& x, const value& from) {
  auto number = number_of(from);
  if (!number)
    return {std::nullopt, doubt::misfit};
  auto out = limited(x, scaled(x, *number));
  if (std::holds_alternative<float>(from) && is_plain(x) && out.why == doubt::none)
    out.what = from;
  return out;
}

attempt to_boolean(const conversion& x, const value& from) {
  if (auto position = position_of(from)) {
    if (*position != double_point::on && *position != double_point::off)
      return {std::nullopt, doubt::unknown};
    return {*position == double_point::on};
  }
  if (std::holds_alternative<bool>(from))
    return {from};
  auto number = number_of(from);
  if (!number)
    return {std::nullopt, doubt::misfit};
  auto to = scaled(x, *number);
  return std::isnan(to) ? attempt{std::nullopt, doubt::unknown} : attempt{to != 0};
}

attempt to_position(const conversion& x, const value& from) {
  if (auto position = position_of(from))
    return {*position};
  auto out = to_boolean(x, from);
  if (out.what)
    out.what = std::get<bool>(*out.what) ? double_point::on : double_point::off;
  return out;
}

attempt to_bits(const value& from) {
  if (auto* on = std::get_if<bool>(&from))
    return {*on ? double_point::on : double_point::off};
  auto is_bits = std::holds_alternative<bit_string>(from)
                 || std::holds_alternative<double_point>(from)
                 || std::holds_alternative<std::int64_t>(from)
                 || std::holds_alternative<std::uint64_t>(from);
  return is_bits ? attempt{from} : attempt{std::nullopt, doubt::misfit};
}

/// A number becomes a step's position: seven bits (IEC 60870-5-101, 7.2.6.5).
attempt to_structure(const conversion& x, const value& from) {
  if (members_of(from))
    return {from};
  if (!to_number(from))
    return {std::nullopt, doubt::misfit};
  auto step = x;
  step.least = std::max(x.least, -64.0);
  step.most = std::min(x.most, 63.0);
  auto out = to_whole<std::int64_t>(step, from);
  if (out.what)
    out.what = std::make_shared<const structure>(
      structure{{"posVal", std::move(*out.what)}, {"transInd", false}});
  return out;
}

/// As it is, but for a number's scale, also of one that is in a structure alone.
attempt to_any(const conversion& x, const value& from) {
  auto* parts = members_of(from);
  if (parts && parts->size() == 1) {
    auto out = to_any(x, parts->front().second);
    if (out.what)
      out.what = std::make_shared<const structure>(
        structure{{parts->front().first, std::move(*out.what)}});
    return out;
  }
  if (is_plain(x) || !is_number(from))
    return {from};
  return limited(x, scaled(x, to_number(from).value_or(no_number)));
}

attempt try_convert(const conversion& x, const value& from) {
  if (x.type == "boolean")
    return to_boolean(x, inner(from));
  if (x.type == "double-point")
    return to_position(x, inner(from));
  if (x.type == "integer")
    return to_whole<std::int64_t>(x, inner(from));
  if (x.type == "unsigned")
    return to_whole<std::uint64_t>(x, inner(from));
  if (x.type == "float")
    return to_real(x, inner(from));
  if (x.type == "bit-string")
    return to_bits(inner(from));
  if (x.type == "structure")
    return to_structure(x, from);
  return to_any(x, from);
}

quality with_validity(quality x, validity to) {
  return {static_cast<std::uint16_t>((x.bits & ~3u) | static_cast<unsigned>(to))};
}

quality doubted(quality x, doubt why) {
  if (why == doubt::none)
    return x;
  if (why != doubt::overflow)
    return with_validity(x, validity::invalid);
  x.bits |= quality::overflow;
  return x.validity() == validity::good ? with_validity(x, validity::questionable) : x;
}

} // namespace

converted convert(const conversion& x, const sample& from) {
  if (std::holds_alternative<std::monostate>(from.value))
    return {std::nullopt, from.quality};
  auto out = try_convert(x, from.value);
  return {std::move(out.what), doubted(from.quality, out.why),
          out.why != doubt::misfit};
}

result<value> convert_command(const conversion& x, const value& from) {
  auto how = x;
  if (x.type.empty() && std::holds_alternative<double_point>(from))
    how.type = "boolean";
  auto out = try_convert(how, from);
  if (out.why == doubt::misfit)
    return fail(errc::type_mismatch, "gateway.value", "no value of the target's type");
  if (out.why != doubt::none)
    return fail(errc::invalid_value, "gateway.value", "no value that the target holds");
  return std::move(*out.what);
}

std::vector<telling_point> points_telling(const std::string& ref) {
  auto out = std::vector<telling_point>{{ref}};
  auto bracket = ref.rfind('[');
  auto node = ref.find('.', ref.find('/') + 1); // behind it stands the object
  if (bracket == ref.npos || node == ref.npos)
    return out;
  for (auto end = bracket;;) {
    auto dot = ref.rfind('.', end - 1);
    if (dot == ref.npos || dot <= node)
      return out;
    auto part = out.back().part;
    part.insert(part.begin(), ref.substr(dot + 1, end - dot - 1));
    out.push_back({ref.substr(0, dot) + ref.substr(bracket), std::move(part)});
    end = dot;
  }
}

std::optional<sample> part(const sample& x, const std::vector<std::string>& names) {
  auto* at = &x.value;
  for (auto& name : names) {
    auto* all = std::get_if<std::shared_ptr<const structure>>(at);
    if (!all || !*all)
      return std::nullopt;
    at = nullptr;
    for (auto& [key, member] : **all)
      if (key == name)
        at = &member;
    if (!at)
      return std::nullopt;
  }
  return sample{*at, x.quality, x.time};
}

} // namespace bus
