#include "services/stationbus/check.hpp"

#include "services/configuration/schema_store.hpp"
#include "services/configuration/station_loader.hpp"
#include "services/stationbus/mistakes.hpp"

#include <iostream>

namespace bus {

namespace {

constexpr auto scheme = std::string_view{"hat://"};

std::string counted(std::size_t x, const char* what) {
  return std::to_string(x) + ' ' + what + (x == 1 ? "" : "s");
}

std::size_t points_of(const connection_settings& x) {
  if (auto* modbus = std::get_if<modbus_settings>(&x.protocol))
    return modbus->points.size();
  if (auto* iec104 = std::get_if<iec104_settings>(&x.protocol))
    return iec104->client.client.points.size();
  auto out = std::size_t{0};
  if (auto* mms = std::get_if<mms_settings>(&x.protocol))
    for (auto& poll : mms->polls)
      out += poll.paths.size();
  else
    for (auto& poll : std::get<iec61850_settings>(x.protocol).client.polls)
      out += poll.refs.size();
  return out;
}

/// `"logging.yaml"` of `"hat://logging.yaml#"`, and of itself.
std::string_view file_of(std::string_view id) {
  if (id.starts_with(scheme))
    id.remove_prefix(scheme.size());
  return id.substr(0, id.find('#'));
}

} // namespace

cli::outcome<cli::exit_code> check(const std::string& file) {
  auto loaded = configuration::load_station_file(file, has_xmpp());
  if (!loaded)
    return refused(loaded.error());
  auto points = std::size_t{0};
  for (auto& connection : loaded->station.connections)
    points += points_of(connection);
  std::cout << file << ": ok, "
            << counted(loaded->station.connections.size(), "connection") << ", "
            << counted(points, "point");
  if (auto servers = loaded->station.servers.size(); servers > 0)
    std::cout << ", " << counted(servers, "server");
  std::cout << '\n';
  for (auto& server : loaded->station.servers)
    if (auto* of = std::get_if<iec61850_server_settings>(&server.objects))
      for (auto& notice : of->objects->notices)
        std::cout << server.name() << ": " << notice << '\n';
  for (auto& notice : loaded->notices)
    std::cout << notice << '\n';
  return cli::done;
}

cli::outcome<cli::exit_code> print_schema(const std::string& id) {
  for (auto& schema : configuration::embedded_schemas()) {
    if (id.empty())
      std::cout << scheme << schema.file << "#\n";
    else if (schema.file == file_of(id)) {
      std::cout << schema.text;
      return cli::done;
    }
  }
  if (id.empty())
    return cli::done;
  return cli::give_up(cli::misused, "no schema has the id " + id
                                      + ": `stationbus schema` lists them");
}

} // namespace bus
