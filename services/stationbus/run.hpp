#pragma once

#include "tools/cli/trouble.hpp"

namespace bus {

/// Runs the station that the file configures until SIGINT or SIGTERM; then it
/// drains and ends with 0. Ends with 1 if the bus cannot start or fails.
cli::outcome<cli::exit_code> run(const std::string& file);

} // namespace bus
