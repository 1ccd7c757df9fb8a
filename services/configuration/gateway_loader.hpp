#pragma once

#include "services/configuration/iec61850_loader.hpp"

#include <map>

namespace bus::configuration {

/// What copies values and commands between the connections and the servers of a
/// station, which are there already.
class gateway_loader {
public:
  gateway_loader(const document& file, mistake_list& wrong, iec61850_loader& iec61850)
    : file_{file},
      wrong_{wrong},
      iec61850_{iec61850} {}

  void read(const rapidjson::Value& list, const trail& path, station_settings& to);

  /// What the gateways that were read cannot tell.
  std::vector<std::string> take_notices() { return std::exchange(notices_, {}); }

private:
  void read_maps(const rapidjson::Value& list, const trail& path, station_settings& to);
  void translating_gateway(const section& x, const trail& here, station_settings& to);
  void bridge(const section& x, const trail& here, station_settings& to);
  void read_devices(const section& x, const trail& here,
                    const iec61850::server_description& of,
                    iec61850_bridge_settings& out);
  bool are_found(const section& x, const trail& here,
                 const iec61850_server_settings* server, bool has_client,
                 const char* protocol);
  void feed(const section& x, const trail& here, const std::string& gateway,
            const std::string& device, bool is_bridge);
  void tell(const section& x, const char* key, const trail& path, std::string text);

  const document& file_;
  mistake_list& wrong_;
  iec61850_loader& iec61850_;
  /// By server and logical device: a gateway, and whether it is a bridge.
  std::map<std::pair<std::string, std::string>, std::pair<std::string, bool>> fed_;
  std::vector<std::string> notices_;
};

/// Each translation reads or writes a point of the connection that is the gateway's
/// own.
void give_points(gateway_settings& from, modbus_settings& to);

} // namespace bus::configuration
