#pragma once

#include "actors/supervisor/station.hpp"
#include "services/configuration/document.hpp"
#include "services/configuration/section.hpp"

#include <map>

namespace bus::configuration {

/// IEC 60870-5-104 connections and servers, read from a document that its schema was
/// checked against.
class iec104_loader {
public:
  iec104_loader(const document& file, mistake_list& wrong)
    : file_{file},
      wrong_{wrong} {}

  /// `state` is a folder for what outlives the program.
  iec104_settings connection(const section& x, const trail& path,
                             const std::string& state);

  server_settings server(const section& x, const trail& path, const std::string& state);

private:
  using known_clients = std::map<bytes, int>; ///< lines, by address

  std::vector<tcp_settings> hosts(const section& x, const trail& path);
  iec104::client_settings client(const section& x, const trail& path);
  std::vector<std::uint16_t> common_addresses(const section& x, const trail& path);
  void check_intervals(const section& x, const trail& path,
                       const iec104::client_settings& of);
  static iec104::station_settings station(const section& x);
  std::vector<iec104::redundancy_group> groups(const rapidjson::Value& list,
                                               const trail& path, std::size_t most);
  std::vector<bytes> group_clients(const rapidjson::Value& list, const trail& path,
                                   known_clients& known);
  iec104::session_settings session(const section& x, const trail& path);
  void check_order(const section& x, const trail& path, const char* less,
                   const char* more, std::pair<double, double> values, bool may_equal);
  void tell(const rapidjson::Value& at, const trail& path, std::string text);

  const document& file_;
  mistake_list& wrong_;
};

} // namespace bus::configuration
