#pragma once

#include "services/configuration/document.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bus::configuration {

/// A schema as it stands in schemas/, compiled into the program.
struct embedded_schema {
  std::string_view file; ///< `"connection/modbus.yaml"`
  std::string_view text;
};

/// Written by embed_schemas.cmake.
const std::vector<embedded_schema>& embedded_schemas();

/// Schemas by id. They are parsed once and never change.
class schema_store {
public:
  explicit schema_store(const std::vector<embedded_schema>& from);

  /// All ids: `"hat://logging.yaml#"`.
  std::vector<std::string> ids() const;

  /// A schema, or a part of one: `"hat://x.yaml#/definitions/y"`. Null, if
  /// there is none.
  const rapidjson::Value* find(std::string_view reference) const;

  /// Follows `$ref` for as long as there is one; null, if it leads nowhere.
  const rapidjson::Value* resolve(const rapidjson::Value& schema) const;

private:
  std::map<std::string, document, std::less<>> schemas_; // by id without "#"
};

/// The embedded ones.
const schema_store& schemas();

} // namespace bus::configuration
