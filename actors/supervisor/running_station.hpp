#pragma once

#include "actors/supervisor/supervisor.hpp"

#include <functional>

namespace bus {

/// A station at work: its loops, its actors, its endpoints. For programs and
/// for tests that want a whole bus in their own process.
class running_station {
public:
  /// Binds the endpoints and starts everything; fails where an endpoint or a
  /// server's port cannot be bound. `on_failure` is called, on some thread, should the
  /// bus end by itself.
  static result<std::unique_ptr<running_station>>
  start(station_settings x, std::string version, std::function<void()> on_failure = {});

  ~running_station(); ///< stops it

  /// Ends in order: open requests are answered, what was published is sent.
  void stop();

  const std::string& publish_endpoint() const { return publish_; }
  const std::string& request_endpoint() const { return request_; }

  /// Where a server is reached, also where the configuration says 0; 0 for none.
  std::uint16_t server_port(const std::string& name) const {
    auto found = ports_.find(name);
    return found == ports_.end() ? std::uint16_t{0} : found->second;
  }

private:
  struct parts;
  running_station();

  std::unique_ptr<parts> parts_;
  std::string publish_;
  std::string request_;
  std::map<std::string, std::uint16_t> ports_; ///< of the servers
};

} // namespace bus
