#include "tools/simulator/moving_objects.hpp"

#include "messages/iec104/codec.hpp"
#include "messages/iec104/concepts.hpp"
#include "tools/simulator/waves.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace bus::simulator {

namespace {

constexpr auto normal_value = 32768.0; // a normalized value's unit is 2^-15

/// What stays constant says itself what it is: on from 0.5, as everywhere here.
bool is_on(double level, const wave& x) {
  if (x.what == wave::kind::constant)
    return level >= 0.5;
  return level > std::midpoint(x.low, x.high);
}

value step_at(std::int64_t position) {
  return std::make_shared<const structure>(
    structure{{"posVal", position}, {"transInd", false}});
}

} // namespace

std::optional<std::pair<moving_objects::form, moving_objects::bounds>>
moving_objects::form_of(iec104::type_id type) {
  using found = std::optional<std::pair<form, bounds>>;
  using whole = std::numeric_limits<std::int16_t>;
  using total = std::numeric_limits<std::int32_t>;
  using number = std::numeric_limits<float>;
  auto kind = iec104::make_object(type);
  if (!kind)
    return std::nullopt;
  auto form_for = [](const auto& x) -> found {
    using element = std::decay_t<decltype(x)>;
    if constexpr (std::is_same_v<element, iec104::single_point>)
      return {{form::truth, {}}};
    else if constexpr (std::is_same_v<element, iec104::double_point>)
      return {{form::position, {}}};
    else if constexpr (std::is_same_v<element, iec104::step_position>)
      return {{form::step, {-64, 63}}};
    else if constexpr (std::is_same_v<element, iec104::scaled>)
      return {{form::whole, {whole::min(), whole::max()}}};
    else if constexpr (std::is_same_v<element, iec104::integrated_total>)
      return {{form::whole, {total::min(), total::max()}}};
    else if constexpr (iec104::AnyOf<element, iec104::normalized,
                                     iec104::normalized_without_quality>)
      return {{form::real, {-1, 1 - 1 / normal_value}}};
    else if constexpr (std::is_same_v<element, iec104::short_float>)
      return {{form::real, {number::lowest(), number::max()}}};
    else
      return std::nullopt;
  };
  return std::visit(form_for, kind->element);
}

result<moving_objects> moving_objects::make(const iec104::station_description& station,
                                            const std::vector<iec104_wave>& which) {
  auto out = moving_objects{};
  for (auto& x : which) {
    if (x.point >= station.points.size())
      return fail(errc::not_found, "simulator.point", std::to_string(x.point));
    auto& point = station.points[x.point];
    auto path = to_string(point.at);
    auto as = point.type ? form_of(*point.type) : std::nullopt;
    if (!as)
      return fail(errc::type_mismatch, path, "nothing that moves");
    auto seed = std::hash<std::string>{}(path);
    auto is_step = as->first == form::step; // which has no scale
    out.all_.push_back({std::move(path), x.wave, as->first, as->second,
                        is_step ? 1 : point.scale, is_step ? 0 : point.offset, seed});
  }
  return out;
}

std::vector<moving_objects::change> moving_objects::at_first() const {
  auto out = std::vector<change>{};
  for (auto& x : all_)
    out.push_back(change_of(x, {}));
  return out;
}

std::vector<moving_objects::change> moving_objects::at(duration since_start) const {
  auto out = std::vector<change>{};
  for (auto& x : all_)
    if (x.wave.what != wave::kind::constant)
      out.push_back(change_of(x, since_start));
  return out;
}

moving_objects::change moving_objects::change_of(const one& x, duration since_start) {
  auto to = level(x.wave, since_start, x.seed, 0);
  if (x.as == form::truth)
    return {x.path, is_on(to, x.wave)};
  if (x.as == form::position)
    return {x.path, is_on(to, x.wave) ? double_point::on : double_point::off};
  auto raw = std::clamp((to - x.offset) / x.scale, x.raw.least, x.raw.most);
  if (x.as != form::real)
    raw = std::round(raw);
  if (x.as == form::step)
    return {x.path, step_at(static_cast<std::int64_t>(raw))};
  if (x.scale != 1 || x.offset != 0)
    return {x.path, raw * x.scale + x.offset};
  if (x.as == form::whole)
    return {x.path, static_cast<std::int64_t>(raw)};
  return {x.path, static_cast<float>(raw)};
}

} // namespace bus::simulator
