#pragma once

#include "tools/cli/trouble.hpp"

#include <CLI/CLI.hpp>

#include <functional>

namespace bus::cli {

/// What the command line asked for, to be run once it has been read.
using command = std::function<outcome<exit_code>()>;

/// Adds the commands that are clients of a running bus, and `keys`.
void add_commands(CLI::App& to, command& chosen);

/// Reads the command line, runs what it asks for, and tells what went wrong.
/// Returns what the program ends with.
int run_chosen(CLI::App& app, const command& chosen, int argc, char** argv);

} // namespace bus::cli
