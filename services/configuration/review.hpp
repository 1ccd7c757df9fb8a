#pragma once

#include "services/configuration/schema_store.hpp"

namespace bus::configuration {

/// What both loaders begin with: the document read, its secrets put in, and
/// checked against the schema. Nothing is returned if the text is no YAML.
std::optional<document> review(const std::string& text, const environment& from,
                               std::string_view schema_id, mistake_list& wrong);

} // namespace bus::configuration
