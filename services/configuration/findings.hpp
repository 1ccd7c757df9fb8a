#pragma once

#include "services/configuration/mistake.hpp"
#include "services/configuration/wording.hpp"

namespace bus::configuration {

/// A mistake in the making. Alternatives that expect different things of one
/// value are told as one mistake, with all that was expected.
struct finding {
  const rapidjson::Value* where;
  std::string path;
  std::string what;
  words expected = {}; ///< joined by `join` behind `what`
  enum class join : std::uint8_t { none, one_of, or_else } how = join::none;
  bool of_kind = false; ///< not what the alternative is about (type, enum)
};

using findings = std::vector<finding>;

std::string to_string(const finding& x);

/// What to tell when none of several alternatives fits: all they expect, if
/// they disagree about one value only, else those of the nearest alternative.
findings nearest(std::vector<findings> alternatives);

} // namespace bus::configuration
