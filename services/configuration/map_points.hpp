#pragma once

#include "actors/supervisor/station.hpp"
#include "services/configuration/value_kind.hpp"

#include <tl/expected.hpp>

#include <map>

namespace bus::configuration {

/// An end of a map's rule.
struct map_point {
  std::string ref; ///< whole, as the bus writes it
  value_kind kind = {};
  std::string quality = {}, time = {};    ///< whole, beside it, of an IEC 61850 server
  map_target target = map_target::iec104; ///< of whose server it is
  double least = conversion{}.least, most = conversion{}.most; ///< of what it holds
  std::string lacks = {}; ///< what it cannot tell, or why nothing comes
  bool may_operate = false, may_write = false; ///< of a command's target
  bool operates = false;                       ///< where nothing is said
};

/// What references name among the connections and servers of a station, by the four
/// parts they play in a map. Why they do not fit is told as a mistake's text.
class map_points {
public:
  using outcome = tl::expected<map_point, std::string>;

  explicit map_points(station_settings& of)
    : of_{of} {}

  /// Tells values. Where it is a register without a name, it becomes a point of its
  /// connection, so that it is polled.
  outcome value_source(const std::string& ref);

  /// Is set, of a server.
  outcome value_target(const std::string& ref);

  /// Is commanded by clients, of a server.
  outcome command_source(const std::string& ref);

  /// Is operated or written.
  outcome command_target(const std::string& ref);

  /// The gateway that a server's object is of already; empty where there is none.
  std::string owner_of(const std::string& ref, bool is_command) const;

private:
  outcome source(modbus_settings& of, const std::string& ref);
  outcome source(mms_settings& of, const std::string& ref);
  outcome source(iec61850_settings& of, const std::string& ref);
  outcome source(iec104_settings& of, const std::string& ref);

  outcome target(modbus_settings& of, const std::string& ref);
  outcome target(mms_settings& of, const std::string& ref);
  outcome target(iec61850_settings& of, const std::string& ref);
  outcome target(iec104_settings& of, const std::string& ref);

  /// Of a server, told or set.
  outcome served(mms_server_settings& of, const std::string& ref, bool is_told);
  outcome served(iec61850_server_settings& of, const std::string& ref, bool is_told);
  outcome served(iec104_server_settings& of, const std::string& ref, bool is_told);

  outcome commanded(mms_server_settings& of, const std::string& ref);
  outcome commanded(iec61850_server_settings& of, const std::string& ref);
  outcome commanded(iec104_server_settings& of, const std::string& ref);

  connection_settings* connection(const std::string& ref) const;
  server_settings* server(const std::string& ref) const;
  tl::unexpected<std::string> unknown(const std::string& ref, bool is_of_server) const;
  const mms::vmd* objects(const std::string& server, const mms::vmd_description& of);

  station_settings& of_;
  std::map<std::string, result<mms::vmd>> objects_; ///< by server
};

} // namespace bus::configuration
