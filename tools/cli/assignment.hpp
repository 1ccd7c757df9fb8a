#pragma once

#include "tools/cli/trouble.hpp"

#include <string_view>
#include <vector>

namespace bus::cli {

/// One value to write.
struct assignment {
  std::string ref;
  std::string value; ///< JSON text

  bool operator==(const assignment&) const = default;
};

/// What a person typed, as JSON: as it is where it is JSON, else as a string.
std::string to_json_value(std::string_view typed);

/// `REF=VALUE`, split at the first `=`.
outcome<assignment> parse_assignment(std::string_view text);

/// `REF=VALUE...`, or the two words `REF VALUE`.
outcome<std::vector<assignment>>
parse_assignments(const std::vector<std::string>& words);

/// What is written beside each value, where it is not empty.
struct beside_values {
  std::string validity; ///< the word of a quality
  std::string time;
};

/// The params of `write`.
std::string write_params(const std::vector<assignment>& what, const beside_values& x);

} // namespace bus::cli
