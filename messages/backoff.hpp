#pragma once

#include "messages/time.hpp"

#include <algorithm>

namespace bus {

/// Waits between attempts to connect: doubling from `first` to `longest`, each
/// shortened by up to a quarter at random, so that many devices behind one
/// switch do not all come back at once.
class backoff {
public:
  backoff(duration first, duration longest)
    : first_{first},
      longest_{longest} {}

  /// The next wait; `dice` is a random number from 0 to 1.
  duration next(double dice) {
    wait_ = wait_ == duration{} ? first_ : std::min(wait_ * 2, longest_);
    auto cut = static_cast<double>(wait_.count()) * 0.25 * dice;
    return wait_ - duration{static_cast<duration::rep>(cut)};
  }

  /// An attempt succeeded.
  void reset() { wait_ = {}; }

private:
  duration first_;
  duration longest_;
  duration wait_ = {};
};

} // namespace bus
