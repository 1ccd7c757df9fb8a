#pragma once

#include "messages/time.hpp"

#include <csignal>
#include <optional>

namespace bus {

/// SIGINT and SIGTERM for a program that ends in order. Made before other
/// threads start: they inherit that both are blocked.
class end_signals {
public:
  end_signals();

  /// Until one comes; or, where it is given, for so long.
  void wait(std::optional<duration> longest = {}) const;

  /// From here on the next one ends the process at once.
  void let_through() const;

private:
  sigset_t set_ = {};
};

} // namespace bus
