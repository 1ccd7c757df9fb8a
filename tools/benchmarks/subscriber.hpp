#pragma once

#include "tools/benchmarks/child.hpp"
#include "tools/benchmarks/scoreboard.hpp"

namespace bus::benchmarks {

/// Receives all that is published at the endpoint: counts what stands under
/// `data/`, notes when the first came, and what the numbers of the bodies tell
/// to be missing. Never returns.
void subscribe(const std::string& endpoint, scoreboard& to);

/// The same in a process of its own.
inline child subscriber(const std::string& endpoint, scoreboard& to) {
  return child{[&](channel&) { subscribe(endpoint, to); }};
}

} // namespace bus::benchmarks
