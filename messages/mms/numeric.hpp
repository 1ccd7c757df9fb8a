#pragma once

#include "messages/bus/value.hpp"

#include <cmath>
#include <limits>
#include <optional>

namespace bus::mms {

/// A number of the bus, of whichever kind.
using numeric = std::variant<std::int64_t, std::uint64_t, float, double>;

/// The number that a value is. Texts are those that the bus writes where JSON has no
/// number: digits of what is beyond 2^53, `"NaN"`, `"Infinity"`, `"-Infinity"`.
std::optional<numeric> number_in(const value& x);

/// The same number as a T, where there is one.
template <std::integral T>
std::optional<T> exact(const numeric& x) {
  return std::visit(
    [](auto from) -> std::optional<T> {
      using limits = std::numeric_limits<T>;
      if constexpr (std::is_integral_v<decltype(from)>) {
        if (!std::in_range<T>(from))
          return std::nullopt;
      } else {
        auto end = std::ldexp(1.0, limits::digits);
        auto begin = limits::is_signed ? -end : 0.0;
        if (std::trunc(from) != from || from < begin || from >= end)
          return std::nullopt;
      }
      return static_cast<T>(from);
    },
    x);
}

bool is_integer(const numeric& x);

/// None for a whole number that has more digits than a double.
std::optional<double> to_double(const numeric& x);

/// The nearest; none where it is beyond them all, or a whole number with more digits
/// than a float.
std::optional<float> to_float32(const numeric& x);

} // namespace bus::mms
