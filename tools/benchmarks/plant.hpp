#pragma once

#include "tools/benchmarks/child.hpp"

#include <vector>

namespace bus::benchmarks {

struct plant_settings {
  std::size_t devices = 1;
  std::uint16_t points = 1;      ///< holding registers from 0 on, of each device
  bool moving = false;           ///< a new random value at each request
  std::size_t silent_one_in = 0; ///< every so many devices one never answers
};

bool is_silent(const plant_settings& x, std::size_t device);

/// How punctually a plant's devices were asked; silent ones do not count.
struct punctuality {
  double p50 = 0; ///< milliseconds late
  double p99 = 0;
  std::size_t polls = 0;
};

/// Simulated TCP devices in a process of their own.
class plant {
public:
  explicit plant(plant_settings x);

  const plant_settings& settings() const { return settings_; }
  const std::vector<std::uint16_t>& ports() const { return ports_; }

  void begin_watch();
  punctuality end_watch(); ///< against a poll a second

private:
  plant_settings settings_;
  child process_;
  std::vector<std::uint16_t> ports_;
};

} // namespace bus::benchmarks
