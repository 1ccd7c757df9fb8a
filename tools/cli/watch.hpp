#pragma once

#include "tools/cli/client_options.hpp"
#include "tools/cli/console.hpp"
#include "tools/cli/trouble.hpp"

#include <limits>
#include <optional>

namespace bus::cli {

struct watch_options {
  std::string prefix = {};
  std::optional<std::uint64_t> updates = {}; ///< end after so many changes
  std::optional<double> seconds = {};        ///< end after so long
};

/// Shows the points under a prefix and every change of them: on a terminal as a
/// table, else a line each. Until SIGINT, SIGTERM or a limit.
outcome<exit_code> watch(const client_options& x, const watch_options& what,
                         const console& to);

} // namespace bus::cli
