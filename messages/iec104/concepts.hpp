#pragma once

#include "messages/iec104/elements.hpp"

#include <concepts>

namespace bus::iec104 {

// Elements that hold the same kind of value.

template <class T, class... All>
concept AnyOf = (std::same_as<T, All> || ...);

template <class T>
concept OnOff = AnyOf<T, single_point, single_command>;

template <class T>
concept Position = AnyOf<T, double_point, double_command>;

template <class T>
concept Bits = AnyOf<T, bitstring32, bitstring_command>;

template <class T>
concept Normalized = AnyOf<T, normalized, normalized_without_quality, set_normalized,
                           parameter_normalized>;

template <class T>
concept Scaled = AnyOf<T, scaled, set_scaled, parameter_scaled>;

template <class T>
concept Float = AnyOf<T, short_float, set_float, parameter_float>;

template <class T>
concept Protection = AnyOf<T, protection_event, protection_start, protection_output>;

template <class T>
concept HasQuality = requires(T x) {
  { x.quality } -> std::same_as<quality_descriptor&>;
};

/// Whose quality has OV.
template <class T>
concept HasOverflow =
  HasQuality<T> && !Protection<T> && !AnyOf<T, single_point, double_point>;

} // namespace bus::iec104
