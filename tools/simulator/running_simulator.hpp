#pragma once

#include "tools/simulator/settings.hpp"
#include "tools/simulator/simulated_line.hpp"

#include <memory>

namespace bus::simulator {

/// A simulator at work: its loops, its actors, its devices. For programs and
/// for tests and benchmarks that want one in their own process.
class running_simulator {
public:
  /// Opens all addresses; fails where one cannot be opened or a device's
  /// settings do not fit. Devices with one address share it, but each with port
  /// 0 gets a free port of its own. `on_request` runs on the loops' threads.
  static result<std::unique_ptr<running_simulator>>
  start(simulator_settings x, unsigned loops = 1, request_observer on_request = {});

  ~running_simulator(); ///< stops it

  /// Closes all connections; serial lines lose their names.
  void stop();

  /// Where clients reach a device: `"tcp://127.0.0.1:40001"`, for serial lines
  /// the pseudo terminal, `"/dev/pts/3"`. Empty for an unknown name.
  std::string endpoint_of(const std::string& device) const;

  /// Requests that reached a device, numbered as in the settings; any thread.
  std::uint64_t requests_served(std::size_t device) const;
  std::uint64_t requests_served() const; ///< all devices

private:
  struct parts;
  struct builder;
  running_simulator();

  std::unique_ptr<parts> parts_;
};

} // namespace bus::simulator
