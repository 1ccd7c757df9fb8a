#include "services/configuration/station_loader.hpp"

#include "services/configuration/endpoint.hpp"
#include "services/configuration/gateway_loader.hpp"
#include "services/configuration/iec104_loader.hpp"
#include "services/configuration/iec61850_loader.hpp"
#include "services/configuration/loading.hpp"
#include "services/configuration/mms_loader.hpp"
#include "services/configuration/modbus_loader.hpp"
#include "services/configuration/reconnect.hpp"
#include "services/configuration/review.hpp"
#include "services/configuration/validator.hpp"
#include "services/configuration/wording.hpp"

#include <map>

namespace bus::configuration {

namespace {

using rapidjson::Value;

constexpr auto no_xmpp = "this program is built without XMPP (STATIONBUS_XMPP=OFF)";

/// Builds the settings and checks what no schema can.
class station_reader {
public:
  station_reader(const document& file, mistake_list& wrong, const environment& from)
    : file_{file},
      wrong_{wrong},
      associations_{file_, wrong_, from, from.xmpp ? "" : no_xmpp},
      iec61850_{file_, wrong_, associations_, from} {}

  station_file read() {
    auto root = section{&file_.root()};
    auto out = station_file{};
    if (file_.root().IsObject() && !root.has("connections") && !root.has("servers"))
      wrong_.add({}, "", "connections is missing, expected a list");
    out.station.name = name_ = root.text("name", out.station.name);
    state_ = root.text("state");
    out.station.loops = root.integer("loops", out.station.loops);
    out.station.zmq = zmq(root["zmq"]);
    out.station.connections = connections(root.list("connections"));
    out.station.servers = servers(root.list("servers"), root.list("connections"));
    gateways_.read(root.list("gateways"), trail{root_, "gateways"}, out.station);
    out.notices = gateways_.take_notices();
    out.logging = logging(root["logging"]);
    return out;
  }

  /// The seed's stand-alone gateway (hat://modbus61850.yaml#): one server, one device,
  /// between them the translations. The bus's endpoints are the usual ones, or those
  /// that the clients' variables name.
  station_file read_gateway(const environment& from) {
    auto root = section{&file_.root()};
    auto out = station_file{};
    auto& station = out.station;
    station.name = name_ = "modbus61850";
    auto variable = [&](const char* name, std::string& to) {
      if (auto found = from.variable ? from.variable(name) : std::nullopt)
        to = *found;
    };
    variable("STATIONBUS_PUBLISH", station.zmq.publish);
    variable("STATIONBUS_REQUEST", station.zmq.request);
    auto& client = station.connections.emplace_back();
    client.name = "client";
    client.protocol = modbus_settings_of(root["client"], trail{root_, "client"});
    auto server = trail{root_, "server"};
    check_xmpp(root["server"], server);
    station.servers.push_back(iec61850_.server(root["server"], server, state_));
    auto& objects = std::get<iec61850_server_settings>(station.servers.front().objects);
    objects.name = "server";
    auto& gateway = station.gateways.emplace_back();
    gateway.name = "modbus61850";
    gateway.server = "server";
    gateway.client = "client";
    if (!wrong_.empty())
      return out;
    gateway.translations =
      iec61850_.translations(root.list("translations"), root_, *objects.objects);
    give_points(gateway, std::get<modbus_settings>(client.protocol));
    return out;
  }

private:
  /// The seed's sections are open, and their texts any text.
  void check_xmpp(const section& server, const trail& path) {
    for (auto [key, schema] : {std::pair{"xmpp", "hat://xmpp.yaml#"},
                               std::pair{"xmppsp", "hat://server/xmppsp.yaml#"}}) {
      auto here = trail{path, key};
      auto* found = server.find(key);
      if (found && !wrong_.touches(here))
        validate(file_, *found, here, schema, schemas(), wrong_);
    }
  }

  static logging_settings logging(const section& x) {
    auto out = logging_settings{};
    out.file = x.text("file");
    out.default_level = x.text("default_level", out.default_level);
    out.file_size = x.number("file_size", out.file_size);
    out.file_count = static_cast<std::size_t>(
      std::clamp(x.number("file_count", static_cast<double>(out.file_count)), 0., 1e9));
    if (auto levels = x.find("levels"); levels && levels->IsObject())
      for (auto& one : levels->GetObject())
        if (one.value.IsString())
          out.levels[one.name.GetString()] = one.value.GetString();
    return out;
  }

  zmq_settings zmq(const section& x) {
    auto out = zmq_settings{};
    out.publish = x.text("publish", out.publish);
    out.request = x.text("request", out.request);
    out.high_water_mark = x.integer("high_water_mark", out.high_water_mark);
    out.journal = x.integer("journal", out.journal);
    out.max_pending = x.integer("max_pending", out.max_pending);
    if (x.has("curve"))
      out.curve = curve(x["curve"]);
    check_endpoint(x, "publish", !out.curve);
    check_endpoint(x, "request", !out.curve);
    if (out.publish == out.request)
      tell(x, "request",
           in_quotes(out.request) + " is publish's too, expected another one");
    return out;
  }

  static curve_keys curve(const section& x) {
    auto out = curve_keys{x.text("server_secret_key"), {}};
    for (auto& key : x.list("allowed_clients").GetArray())
      if (key.IsString())
        out.allowed_clients.emplace_back(key.GetString());
    return out;
  }

  void check_endpoint(const section& x, const char* key, bool in_the_clear) {
    auto text = x.text(key);
    if (!x.has(key) || wrong_.touches(trail{zmq_path_, key}))
      return;
    if (!is_endpoint(text))
      tell(x, key,
           in_quotes(text)
             + " has no host or port, expected an endpoint such as "
               "tcp://127.0.0.1:5560");
    else if (in_the_clear && !is_local(text))
      tell(x, key,
           in_quotes(text)
             + " is open to other machines without encryption, "
               "expected a loopback endpoint such as tcp://127.0.0.1:5560, or "
               "keys in zmq.curve (server_secret_key_file, allowed_clients)");
  }

  void tell(const section& zmq, const char* key, std::string text) {
    auto at = zmq.find(key) ? zmq.find(key) : zmq.find("publish");
    wrong_.add(at ? file_.at(*at) : position{}, trail{zmq_path_, key}.to_string(),
               std::move(text));
  }

  std::vector<connection_settings> connections(const Value& list) {
    auto path = trail{root_, "connections"};
    check_names(list, path, file_, wrong_);
    auto out = std::vector<connection_settings>{};
    for (auto& one : list.GetArray())
      out.push_back(connection(section{&one}, trail{path, out.size()}));
    return out;
  }

  connection_settings connection(const section& x, const trail& path) {
    auto out = connection_settings{};
    out.name = x.text("name");
    out.enabled = x.flag("enabled", out.enabled);
    if (x.text("protocol") == "mms") {
      out.protocol = mms_.connection(x, path);
      return out;
    }
    if (x.text("protocol") == "iec61850") {
      out.protocol = iec61850_.connection(x, path, name_, state_);
      return out;
    }
    if (x.text("protocol") == "iec104") {
      out.protocol = iec104_.connection(x, path, state_);
      return out;
    }
    if (x.text("protocol") != "modbus")
      return out; // told, and nothing in it was checked
    auto modbus = modbus_settings_of(x["modbus"], trail{path, "modbus"});
    read_points(x.list("points"), trail{path, "points"}, modbus);
    if (out.enabled)
      check_line(modbus.address, x["modbus"].find("address"), trail{path, "modbus"});
    out.protocol = std::move(modbus);
    return out;
  }

  /// Servers and connections share their names.
  std::vector<server_settings> servers(const Value& list, const Value& connections) {
    auto path = trail{root_, "servers"};
    auto names = std::map<std::string, int>{};
    for (auto& one : connections.GetArray())
      if (auto name = section{&one}.find("name"); name && name->IsString())
        names.emplace(name->GetString(), file_.at(*name).line);
    auto out = std::vector<server_settings>{};
    for (auto& one : list.GetArray()) {
      auto x = section{&one};
      auto here = trail{path, out.size()};
      auto name = x.find("name");
      if (name && name->IsString()) {
        auto [known, fresh] = names.emplace(name->GetString(), file_.at(*name).line);
        if (!fresh)
          wrong_.add(file_.at(*name), trail{here, "name"}.to_string(),
                     in_quotes(name->GetString())
                       + " is the name of another one in line "
                       + std::to_string(known->second) + ", expected different names");
      }
      out.push_back(server(x, here));
    }
    return out;
  }

  server_settings server(const section& x, const trail& path) {
    if (x.text("protocol") == "mms")
      return mms_.server(x, path);
    if (x.text("protocol") == "iec61850")
      return iec61850_.server(x, path, state_);
    if (x.text("protocol") == "iec104")
      return iec104_.server(x, path, state_);
    return {}; // told, and nothing in it was checked
  }

  modbus_settings modbus_settings_of(const section& x, const trail& path) {
    auto out = modbus_settings{};
    if (x.has("address"))
      out.address = modbus_.address(x, path);
    out.device_id = x.integer("device_id", out.device_id);
    out.response_timeout = x.seconds("response_timeout", out.response_timeout);
    out.max_outstanding = x.integer("max_outstanding", out.max_outstanding);
    out.poller.interval = x.seconds("poll_interval", out.poller.interval);
    out.poller.max_backoff = x.seconds("max_backoff", out.poller.max_backoff);
    auto& limits = out.poller.limits;
    limits.max_gap = x.integer("max_gap", limits.max_gap);
    limits.max_registers = x.integer("max_registers", limits.max_registers);
    limits.max_bits = x.integer("max_bits", limits.max_bits);
    out.reconnect =
      read_reconnect(x["reconnect"], trail{path, "reconnect"}, file_, wrong_);
    return out;
  }

  void read_points(const Value& list, const trail& path, modbus_settings& out) {
    check_names(list, path, file_, wrong_);
    for (auto& one : list.GetArray()) {
      auto x = section{&one};
      out.points.push_back(modbus_.point(x, trail{path, out.points.size()}));
      out.units.push_back(x.text("unit"));
    }
  }

  // Two connections may share a serial line, with one set of parameters.
  void check_line(const modbus::address& x, const Value* at, const trail& path) {
    auto line = std::get_if<modbus::serial_line>(&x.where);
    if (!line || !at)
      return;
    auto text = to_string(x);
    auto [known, fresh] =
      lines_.emplace(line->device, std::pair{text, file_.at(*at).line});
    auto& [first, first_line] = known->second;
    if (!fresh && first != text)
      wrong_.add(file_.at(*at), trail{path, "address"}.to_string(),
                 in_quotes(line->device) + " has other parameters in line "
                   + std::to_string(first_line) + ", expected the same: " + first);
  }

  const document& file_;
  mistake_list& wrong_;
  modbus_loader modbus_{file_, wrong_};
  association_loader associations_;
  mms_loader mms_{file_, wrong_, associations_};
  iec61850_loader iec61850_;
  iec104_loader iec104_{file_, wrong_};
  gateway_loader gateways_{file_, wrong_, iec61850_};
  std::string name_, state_;
  trail root_ = {};
  trail zmq_path_{root_, "zmq"};
  std::map<std::string, std::pair<std::string, int>> lines_;
};

} // namespace

namespace {

/// The seed's gateway file has other sections than a station's.
bool is_gateway(const std::string& text) {
  auto wrong = mistake_list{{}};
  auto content = read_document(text, nullptr, wrong);
  auto root = section{content ? &content->root() : nullptr};
  return root.has("server") && root.has("client") && !root.has("connections");
}

} // namespace

tl::expected<station_file, mistakes> load_station(const std::string& text,
                                                  const std::string& file,
                                                  const environment& from) {
  if (is_gateway(text))
    return load(text, file, from, "hat://modbus61850.yaml#",
                [&](auto& content, auto& wrong) {
                  return station_reader{content, wrong, from}.read_gateway(from);
                });
  return load(text, file, from, "hat://station.yaml#", [&](auto& content, auto& wrong) {
    return station_reader{content, wrong, from}.read();
  });
}

tl::expected<station_file, mistakes> load_station_file(const std::string& path,
                                                       bool xmpp) {
  return load_file(path, [xmpp](auto& text, auto& file, environment from) {
    from.xmpp = xmpp;
    return load_station(text, file, from);
  });
}

} // namespace bus::configuration
