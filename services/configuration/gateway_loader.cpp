#include "services/configuration/gateway_loader.hpp"

#include "services/configuration/map_loader.hpp"
#include "services/configuration/modbus_loader.hpp"
#include "services/configuration/wording.hpp"

namespace bus::configuration {

namespace {

using rapidjson::Value;

iec61850_server_settings* find_server(station_settings& in, const std::string& name) {
  for (auto& one : in.servers)
    if (one.name() == name)
      return std::get_if<iec61850_server_settings>(&one.objects);
  return nullptr;
}

template <class Settings>
Settings* find_connection(station_settings& in, const std::string& name) {
  for (auto& one : in.connections)
    if (one.name == name)
      return std::get_if<Settings>(&one.protocol);
  return nullptr;
}

std::string names_of(const std::vector<mms::vmd_description::domain>& x) {
  auto out = std::string{};
  for (auto& one : x)
    if (!one.name.empty())
      out += (out.empty() ? "" : ", ") + one.name;
  return out;
}

} // namespace

void give_points(gateway_settings& from, modbus_settings& to) {
  for (auto i = std::size_t{0}; i < from.translations.size(); ++i) {
    auto& point = from.translations[i].point;
    point.name = translated_point_name(from.name, i);
    to.points.push_back(point);
    to.units.emplace_back();
  }
}

void gateway_loader::tell(const section& x, const char* key, const trail& path,
                          std::string text) {
  wrong_.add(file_.at(*x.find(key)), trail{path, key}.to_string(), std::move(text));
}

void gateway_loader::read(const Value& list, const trail& path, station_settings& to) {
  check_names(list, path, file_, wrong_);
  auto number = std::size_t{0};
  for (auto& one : list.GetArray()) {
    auto here = trail{path, number++};
    auto protocol = section{&one}.text("protocol");
    if (protocol == "iec61850")
      bridge(section{&one}, here, to);
    else if (protocol != "map")
      translating_gateway(section{&one}, here, to);
  }
  read_maps(list, path, to);
}

/// Last: they tell what the other gateways have.
void gateway_loader::read_maps(const Value& list, const trail& path,
                               station_settings& to) {
  auto maps = map_loader{file_, wrong_, to};
  auto number = std::size_t{0};
  for (auto& one : list.GetArray()) {
    auto here = trail{path, number++};
    if (section{&one}.text("protocol") == "map")
      to.maps.push_back(maps.read(section{&one}, here));
  }
  notices_ = maps.take_notices();
}

void gateway_loader::translating_gateway(const section& x, const trail& here,
                                         station_settings& to) {
  auto& out = to.gateways.emplace_back();
  out.name = x.text("name");
  out.server = x.text("server");
  out.client = x.text("client");
  auto* server = find_server(to, out.server);
  auto* client = find_connection<modbus_settings>(to, out.client);
  if (!are_found(x, here, server, client, "Modbus"))
    return;
  out.translations =
    iec61850_.translations(x.list("translations"), here, *server->objects);
  give_points(out, *client);
  for (auto& one : out.translations)
    feed(x, here, out.name, one.attribute.substr(0, one.attribute.find('/')), false);
}

/// A server's logical devices that are those of a device.
void gateway_loader::bridge(const section& x, const trail& here, station_settings& to) {
  auto& out = to.bridges.emplace_back();
  out.name = x.text("name");
  out.server = x.text("server");
  out.client = x.text("client");
  auto* server = find_server(to, out.server);
  auto* client = find_connection<iec61850_settings>(to, out.client);
  if (!are_found(x, here, server, client, "IEC 61850"))
    return;
  if (server->how.commands == iec61850::command_policy::follow)
    tell(x, "server", here,
         in_quotes(out.server)
           + " accepts commands by itself (commands.decide: follow), expected "
             "ask: the device decides them");
  read_devices(x, here, *server->objects, out);
  for (auto& [name, of_device] : out.logical_devices) {
    feed(x, here, out.name, name, true);
    server->how.relayed.insert(name);
  }
  out.objects = server->objects;
  out.decision_timeout = server->how.decision_timeout;
  out.oper_timeout = server->how.oper_timeout;
  auto is_told = !client->client.reports.empty() || !client->client.polls.empty();
  out.poll_interval = x.seconds(
    "poll_interval", is_told ? duration{} : duration{std::chrono::seconds{5}});
}

void gateway_loader::read_devices(const section& x, const trail& here,
                                  const iec61850::server_description& of,
                                  iec61850_bridge_settings& out) {
  auto& domains = of.objects.domains;
  auto path = trail{here, "logical_devices"};
  auto devices = x.find("logical_devices");
  if (devices && devices->IsObject())
    for (auto& one : devices->GetObject()) {
      auto name = std::string{one.name.GetString()};
      if (std::ranges::none_of(domains, [&](auto& y) { return y.name == name; }))
        wrong_.add(file_.at(one.value), trail{path, name}.to_string(),
                   in_quotes(name)
                     + " is no logical device of the server, expected one of "
                     + names_of(domains));
      else
        out.logical_devices[name] = one.value.GetString();
    }
  if (out.logical_devices.empty())
    for (auto& domain : domains)
      if (!domain.name.empty())
        out.logical_devices[domain.name] = domain.name;
}

bool gateway_loader::are_found(const section& x, const trail& here,
                               const iec61850_server_settings* server, bool has_client,
                               const char* protocol) {
  if (wrong_.touches(here))
    return false;
  if (!server)
    tell(x, "server", here,
         in_quotes(x.text("server"))
           + " is no IEC 61850 server of this file, expected the name of one");
  if (!has_client)
    tell(x, "client", here,
         in_quotes(x.text("client")) + " is no " + protocol
           + " connection of this file, expected the name of one");
  return server && has_client && !server->objects->objects.domains.empty();
}

/// What a bridge feeds no other gateway does.
void gateway_loader::feed(const section& x, const trail& here,
                          const std::string& gateway, const std::string& device,
                          bool is_bridge) {
  auto [known, fresh] =
    fed_.emplace(std::pair{x.text("server"), device}, std::pair{gateway, is_bridge});
  auto& [other, other_is_bridge] = known->second;
  if (fresh || other == gateway || (!is_bridge && !other_is_bridge)
      || wrong_.touches(here))
    return;
  tell(x, "server", here,
       in_quotes(device) + " is fed by the gateway " + in_quotes(other)
         + ", expected logical devices of its own");
}

} // namespace bus::configuration
