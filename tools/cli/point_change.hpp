#pragma once

#include "tools/cli/json_access.hpp"

#include <optional>
#include <vector>

namespace bus::cli {

/// A point's value as the bus told it, in text for people.
struct point_change {
  std::uint64_t seq = 0;
  std::string epoch = {};
  std::string ref = {};
  std::string value = {};
  std::string quality = {};
  std::string validity = {};
  std::string time = {}; ///< RFC 3339
};

/// From the body of `data/<ref>/`; nothing where it is none.
std::optional<point_change> decode_change(const json_value& body);

/// From the result of `snapshot`: all its points, true at its seq.
struct point_snapshot {
  std::uint64_t seq = 0;
  std::string epoch = {};
  std::vector<point_change> points = {};
};

point_snapshot decode_snapshot(const json_value& result);

} // namespace bus::cli
