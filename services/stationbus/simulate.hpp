#pragma once

#include "tools/cli/trouble.hpp"

#include <optional>

namespace bus {

/// Plays the devices of a simulator file until SIGINT, SIGTERM or the end of the
/// time, and prints where each is reached.
cli::outcome<cli::exit_code> simulate(const std::string& file,
                                      std::optional<double> seconds);

} // namespace bus
