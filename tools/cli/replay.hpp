#pragma once

#include "tools/cli/client_options.hpp"
#include "tools/cli/console.hpp"
#include "tools/cli/trouble.hpp"

namespace bus::cli {

struct replay_options {
  std::uint64_t from = 0;
  std::string epoch = {};  ///< empty: the one that is running
  std::string prefix = {}; ///< of references, or of topics
};

/// The topics that a prefix of references stands for: `"data/pv1:"`. One that
/// is of topics already stays as it is.
std::string topic_prefix(const std::string& prefix);

/// Prints what the bus has kept, up to what it had published when asked.
outcome<exit_code> replay(const client_options& x, const replay_options& what,
                          const console& to);

} // namespace bus::cli
