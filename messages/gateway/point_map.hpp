#pragma once

#include "messages/bus/point.hpp"

#include <limits>
#include <optional>

namespace bus {

/// Whose point a value goes to: it says how quality and time are written.
enum class map_target : std::uint8_t {
  iec104,   ///< beside the value, each change an event
  iec61850, ///< as attributes of their own
  mms,      ///< not at all
};

/// What becomes of a value between two points of different types.
struct conversion {
  double scale = 1, offset = 0; ///< of numbers: to = from * scale + offset

  /// What the target takes, the bus's word: boolean, double-point, integer, unsigned,
  /// float, bit-string or structure; as it is with any other, and where it is empty.
  std::string type = {};

  /// What a number's target holds, beside what its type does.
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
};

/// A value for the target, and its quality. Without a value the target keeps its own:
/// there was none, or what it is in the target's type is not known.
struct converted {
  std::optional<value> what = {};
  bus::quality quality = {};
  bool fits = true; ///< false where nothing of such a type goes there at all
};

/// Quality passes as it is; a doubt adds to it: a number that the target does not hold
/// is its limit, questionable and overflow; NaN, and a switch between its positions
/// where only on and off go, are invalid.
converted convert(const conversion& x, const sample& from);

/// A command's value: what is doubtful fails with invalid_value, what does not go
/// there with type_mismatch. Positions are on or off where no type is told.
result<value> convert_command(const conversion& x, const value& from);

/// A point that tells what a reference names, and which part of it that is.
struct telling_point {
  std::string ref;
  std::vector<std::string> part = {};
  bool operator==(const telling_point&) const = default;
};

/// The reference itself; of IEC 61850 also the objects that it is in, which reports
/// tell as a whole: of `"ied1:LD0/MMXU1.TotW.mag.f[MX]"` the last is
/// `"ied1:LD0/MMXU1.TotW[MX]"` with the part mag, f.
std::vector<telling_point> points_telling(const std::string& ref);

/// A sample's part, with its quality and time.
std::optional<sample> part(const sample& x, const std::vector<std::string>& names);

} // namespace bus
