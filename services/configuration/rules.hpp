#pragma once

#include "services/configuration/findings.hpp"

namespace bus::configuration {

/// One value at its place in the file, against one schema object.
struct place {
  const rapidjson::Value& x;
  const rapidjson::Value& schema;
  const trail& path;

  bool is_secret() const;

  /// The value, as a mistake's text begins.
  std::string subject() const;
};

void tell(findings& out, const place& at, std::string what);

/// A keyword that looks at one value and at nothing in it: adds what it finds.
using value_rule = void (*)(const place& at, const rapidjson::Value& keyword,
                            findings& out);

/// Null, if the word is no such keyword.
value_rule find_value_rule(std::string_view word);

} // namespace bus::configuration
