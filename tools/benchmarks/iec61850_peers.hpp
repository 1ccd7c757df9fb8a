#pragma once

#include "actors/supervisor/station.hpp"
#include "tools/benchmarks/child.hpp"
#include "tools/benchmarks/scoreboard.hpp"

#include <vector>

namespace bus::benchmarks {

/// IEC 61850 servers with a data set of measurements each, and how they change.
struct ied_settings {
  std::size_t servers = 1;
  std::size_t points = 100; ///< of each, objects with mag.f, q and t
  bool objects = false;     ///< the data set has these, else their mag.f only
  std::size_t changing = 0; ///< points of each that change at once
  duration interval = {};   ///< between changes; zero: as fast as it goes
  bool stamped = false;     ///< the first point's value is the steady clock, in ns
  /// Called by this account instead of TCP: then there is one server.
  std::optional<xmpp_account> xmpp = {};
  xmppsp::encoding encoding = {};
};

/// Our servers in a process of their own, without a bus.
class ied_process {
public:
  explicit ied_process(const ied_settings& x);

  /// None over XMPP.
  const std::vector<std::uint16_t>& ports() const { return ports_; }
  const child& process() const { return process_; }

private:
  child process_;
  std::vector<std::uint16_t> ports_;
};

/// A station with a connection to each, `d0`, `d1`, ..., which receives its reports.
class ied_station {
public:
  explicit ied_station(const std::vector<std::uint16_t>& ports);

  /// Over XMPP; all connections share their account's stream. Without `reports` none
  /// is enabled.
  ied_station(const std::vector<xmpp_settings>& ways, xmppsp::encoding encoding,
              bool reports = true);

  const std::string& publish() const { return publish_; }
  const std::string& request() const { return request_; }
  const child& process() const { return process_; }

private:
  child process_;
  std::string publish_, request_;
};

} // namespace bus::benchmarks
