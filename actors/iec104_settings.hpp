#pragma once

#include "messages/gateway/point_map.hpp"
#include "messages/iec104/client.hpp"
#include "messages/iec104/session.hpp"
#include "messages/iec104/station.hpp"

#include <memory>
#include <string>
#include <vector>

namespace bus {

/// One controlled station, as a client of it.
struct iec104_client_settings {
  std::string name;
  iec104::session_settings session = {};
  iec104::client_settings client = {};
  std::vector<std::string> units = {}; ///< of the client's points, may be shorter
  std::string state = {}; ///< a folder for events and keys; none where it is empty
  duration first_retry = std::chrono::milliseconds{500};
  duration longest_retry = std::chrono::seconds{30};
};

/// A file that a station of ours gives out.
struct iec104_file {
  iec104::file_name name;
  std::string path; ///< where it is on this machine
};

/// A controlled station of ours.
struct iec104_server_settings {
  std::string name;
  iec104::session_settings session = {};
  std::shared_ptr<const iec104::station_description> station;
  iec104::station_settings how = {};
  std::vector<std::string> units = {}; ///< of the points, may be shorter
  std::string state = {};              ///< a folder for events; none where it is empty
  std::vector<iec104_file> files = {};
  std::size_t max_peers = 100; ///< at once; more are turned away
};

/// `map`: values and commands between any points of a station. `scale`, `offset`,
/// `type`, `least` and `most` are those of a conversion
/// (messages/gateway/point_map.hpp).
struct map_settings {
  using target = map_target;

  struct value_rule {
    std::string from, to; ///< whole references; `to` is of a server
    double scale = 1, offset = 0;
    std::string quality = {}, time = {}; ///< of an IEC 61850 server, whole, beside `to`
    std::string type = {};               ///< what `to` takes, the bus's word
    target kind = target::iec104;        ///< of whose server `to` is
    double least = conversion{}.least, most = conversion{}.most;
  };
  struct command_rule {
    std::string from, to; ///< `from` is a server's: its clients' commands go to `to`
    double scale = 1, offset = 0;
    bool operates = true;  ///< else it is written
    std::string type = {}; ///< as of a value_rule; empty where it is not known
    double least = conversion{}.least, most = conversion{}.most;
  };
  std::string name;
  std::vector<value_rule> values = {};
  std::vector<command_rule> commands = {};
};

} // namespace bus
