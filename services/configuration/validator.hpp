#pragma once

#include "services/configuration/schema_store.hpp"

namespace bus::configuration {

/// Checks a document against a schema of the store (JSON Schema draft 4) and
/// adds every mistake, one for each thing to correct. Beside the standard's
/// keywords there are (schemas/README.md):
///   `discriminator`  the value of one property chooses a further schema
///   `expected`       what a string should look like, instead of its pattern
///   `format: password`  the value is never shown
void validate(const document& x, std::string_view schema_id, const schema_store& from,
              mistake_list& wrong);

/// The same for a value of the document, which stands at `path`.
void validate(const document& x, const rapidjson::Value& at, const trail& path,
              std::string_view schema_id, const schema_store& from,
              mistake_list& wrong);

/// The keywords that validate() heeds, beside annotations.
bool is_keyword(std::string_view word);

} // namespace bus::configuration
