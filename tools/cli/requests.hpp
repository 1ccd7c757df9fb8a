#pragma once

#include "tools/cli/assignment.hpp"
#include "tools/cli/client_options.hpp"
#include "tools/cli/console.hpp"

namespace bus::cli {

// The commands that ask a running bus once. Each prints the answer; what it
// returns on success is what the program ends with.

outcome<exit_code> show_status(const client_options& x, const console& to);
outcome<exit_code> show_list(const client_options& x, const std::string& prefix,
                             const console& to);
outcome<exit_code> show_level(const client_options& x, const std::string& ref,
                              const console& to);
outcome<exit_code> show_type(const client_options& x, const std::string& ref,
                             const console& to);
outcome<exit_code> read_points(const client_options& x,
                               const std::vector<std::string>& refs,
                               const std::string& source, const console& to);
outcome<exit_code> write_points(const client_options& x,
                                const std::vector<assignment>& what,
                                const beside_values& beside, const console& to);
outcome<exit_code> show_snapshot(const client_options& x, const std::string& prefix,
                                 const console& to);

} // namespace bus::cli
