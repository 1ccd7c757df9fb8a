#pragma once

#include "tools/benchmarks/bench.hpp"

#include <atomic>

namespace bus::benchmarks {

/// A number that one process writes and others read.
class alignas(64) counter {
public:
  void add(std::uint64_t x) { set(get() + x); }
  void set(std::uint64_t x) { value_.store(x, std::memory_order_relaxed); }
  std::uint64_t get() const { return value_.load(std::memory_order_relaxed); }

private:
  std::atomic<std::uint64_t> value_{0};
};

/// What the processes of one measurement count.
struct scoreboard {
  counter done;     ///< what is measured
  counter missed;   ///< what was published and did not arrive
  counter first_at; ///< nanoseconds of the steady clock, which all share
};

/// A scoreboard in memory that later children share.
class shared_scoreboard {
public:
  shared_scoreboard();
  shared_scoreboard(const shared_scoreboard&) = delete;
  shared_scoreboard& operator=(const shared_scoreboard&) = delete;
  ~shared_scoreboard();

  scoreboard* operator->() const { return board_; }
  scoreboard& operator*() const { return *board_; }

private:
  scoreboard* board_;
};

/// Waits until the counter moves; throws where it does not.
void await(const counter& x);

/// How much it grows a second, once it has begun to.
double rate_of(const counter& x, const settings& with);

} // namespace bus::benchmarks
