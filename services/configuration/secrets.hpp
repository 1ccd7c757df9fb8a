#pragma once

#include "services/configuration/schema_store.hpp"

namespace bus::configuration {

/// Puts the content of files into a document: where the schema knows a key `x`
/// but no `x_file`, the member `x_file: PATH` becomes `x` with the text of the
/// file, without the end of its last line.
void read_secrets(document& x, std::string_view schema_id, const schema_store& store,
                  const environment& from, mistake_list& wrong);

} // namespace bus::configuration
