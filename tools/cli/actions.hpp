#pragma once

#include "tools/cli/client_options.hpp"
#include "tools/cli/console.hpp"
#include "tools/cli/trouble.hpp"

#include <functional>

namespace bus::cli {

/// Adds the commands that one connection is asked to do: controls, reports, data
/// sets, setting groups, files, logs, and the process's side of commands.
void add_actions(CLI::App& to, std::function<outcome<exit_code>()>& chosen);

} // namespace bus::cli
