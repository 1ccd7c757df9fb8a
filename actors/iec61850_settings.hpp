#pragma once

#include "actors/mms_settings.hpp"
#include "messages/iec61850/server.hpp"
#include "messages/iec61850/subscription.hpp"

namespace bus {

struct iec61850_server_settings {
  std::string name;
  std::shared_ptr<const iec61850::server_description> objects;
  std::shared_ptr<const mms::association_settings> association;
  iec61850::server_options how = {};
  std::string files = {};        ///< a folder; none where it is empty
  std::string state = {};        ///< a folder for report buffers; none where empty
  std::size_t max_peers = 2'000; ///< at once; more are turned away
};

/// References that are read again and again.
struct iec61850_poll {
  std::vector<std::string> refs; ///< of the bus, without the connection's name
  duration interval = std::chrono::seconds{1};
};

struct iec61850_client_settings {
  std::string name;
  duration status_timeout = std::chrono::seconds{10};
  std::vector<iec61850::subscription_settings> reports = {};
  std::vector<iec61850_poll> polls = {};
  std::string state = {}; ///< a folder for positions and keys; none where empty
  std::string identity = "stationbus"; ///< of the origin of commands
  std::int64_t category = 3;           ///< of the origin: remote control
  duration first_retry = std::chrono::milliseconds{500};
  duration longest_retry = std::chrono::seconds{30};
  double phase = 0; ///< of its polls within their intervals, 0 to 1
};

} // namespace bus
