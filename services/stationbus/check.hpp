#pragma once

#include "tools/cli/trouble.hpp"

namespace bus {

/// Tells whether the bus would run with this file: all its mistakes, or what it
/// configures.
cli::outcome<cli::exit_code> check(const std::string& file);

/// Prints a schema as it stands in schemas/, or all ids for an empty `id`.
cli::outcome<cli::exit_code> print_schema(const std::string& id);

} // namespace bus
