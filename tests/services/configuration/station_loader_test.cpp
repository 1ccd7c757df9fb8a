#include "services/configuration/station_loader.hpp"

#include "services/configuration/schema_store.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

namespace bus::configuration {

namespace {

using namespace std::chrono_literals;

constexpr auto station = R"(name: substation-7
zmq:
  publish: tcp://127.0.0.1:5560
  request: tcp://127.0.0.1:5561
  encoding: json
logging:
  file: /var/log/stationbus.log
  default_level: INFO
  levels: {connection.ied1: DEBUG}
  file_size: 10240
  file_count: 5
loops: 2

connections:
  - name: pv1
    protocol: modbus
    modbus:
      address: tcp://127.0.0.1:1502
      device_id: 1
      poll_interval: 1.0
      response_timeout: 1.0
    points:
      - {name: active_power, table: HOLDING_REGISTER, address: 100, format: float32, word_order: big,
         scale: 1.0, offset: 0.0, unit: kW, deadband: 0.5, writable: true}
      - {name: breaker, table: COIL, address: 3, writable: true}
      - {name: alarm, table: INPUT_REGISTER, address: 7, format: bit, bit: 4}
)";

const modbus_settings& first_device(const station_file& x) {
  return std::get<modbus_settings>(x.station.connections.at(0).protocol);
}

station_file loaded(const std::string& text, const environment& from = {}) {
  auto out = load_station(text, "f", from);
  if (!out)
    for (auto& x : out.error())
      BOOST_TEST_MESSAGE(to_string(x));
  BOOST_REQUIRE(out);
  return std::move(*out);
}

/// All properties of a schema that have a default, as flow YAML.
std::string defaults(const rapidjson::Value& schema) {
  auto out = std::string{};
  for (auto& one : schema["properties"].GetObject()) {
    auto& x = *schemas().resolve(one.value);
    if (!x.HasMember("default"))
      continue;
    auto& value = x["default"];
    out += std::string{", "} + one.name.GetString() + ": ";
    out += value.IsString() ? "'" + std::string{value.GetString()} + "'"
           : value.IsBool() ? (value.GetBool() ? "true" : "false")
                            : std::to_string(value.GetDouble());
    if (value.IsInt())
      out.erase(out.find_last_of('.'));
  }
  return out;
}

const rapidjson::Value& part(const char* reference) {
  return *schemas().find(reference);
}

} // namespace

BOOST_AUTO_TEST_SUITE(configuration_station)

BOOST_AUTO_TEST_CASE(reads_the_example) {
  auto x = loaded(station);
  BOOST_TEST(x.station.name == "substation-7");
  BOOST_TEST(x.station.loops == 2);
  BOOST_TEST(x.logging.levels.at("connection.ied1") == "DEBUG");
  BOOST_TEST(x.station.connections.size() == 1);
  BOOST_TEST(x.station.connections[0].name == "pv1");
  auto& device = first_device(x);
  BOOST_TEST(to_string(device.address) == "tcp://127.0.0.1:1502");
  BOOST_TEST(device.points.size() == 3);
  BOOST_TEST(device.units == (std::vector<std::string>{"kW", "", ""}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(reads_points_with_their_formats) {
  auto x = loaded(station);
  auto& points = first_device(x).points;
  BOOST_TEST((points[0].format == modbus::format::float32));
  BOOST_TEST(points[0].deadband == 0.5f);
  BOOST_TEST(points[0].writable);
  BOOST_TEST((points[1].from == modbus::table::coil));
  BOOST_TEST((points[1].format == modbus::format::boolean));
  BOOST_TEST((points[2].format == modbus::format::bit));
  BOOST_TEST(int{points[2].bit} == 4);
}

BOOST_AUTO_TEST_CASE(reads_every_key_of_a_device_and_a_point) {
  auto x = loaded(R"(
connections:
- name: a
  enabled: false
  protocol: modbus
  modbus:
    address: rtu:///dev/ttyS0?baudrate=9600&parity=none
    device_id: 7
    poll_interval: 0.25
    response_timeout: 0.5
    max_outstanding: 4
    max_gap: 0
    max_registers: 10
    max_bits: 16
    max_backoff: 60
    reconnect: {first: 1, longest: 10}
  points:
  - {name: q, table: QUEUE, address: 9}
  - {name: s, table: HOLDING_REGISTER, address: 1, format: string, quantity: 8,
     byte_order: little, word_order: little, interval: 5, mode: poll, writable: true,
     write_with: exchange}
)");
  BOOST_TEST(!x.station.connections[0].enabled);
  auto& device = first_device(x);
  BOOST_TEST(int{device.device_id} == 7);
  BOOST_TEST((device.poller.interval == 250ms));
  BOOST_TEST((device.response_timeout == 500ms));
  BOOST_TEST(device.max_outstanding == 4);
  BOOST_TEST(device.poller.limits.max_gap == 0);
  BOOST_TEST(device.poller.limits.max_registers == 10);
  BOOST_TEST(device.poller.limits.max_bits == 16);
  BOOST_TEST((device.poller.max_backoff == 60s));
  BOOST_TEST((device.reconnect.first == 1s));
  BOOST_TEST((device.reconnect.longest == 10s));
  BOOST_TEST((device.points[0].format == modbus::format::raw));
  auto& text = device.points[1];
  BOOST_TEST(text.quantity == 8);
  BOOST_TEST((text.byte_order == modbus::order::little));
  BOOST_TEST((text.word_order == modbus::order::little));
  BOOST_TEST((text.interval == 5s));
  BOOST_TEST(text.tell_every_poll);
  BOOST_TEST((text.writer == modbus::write_with::exchange));
}

BOOST_AUTO_TEST_CASE(has_the_defaults_that_the_schemas_tell) {
  auto minimal =
    loaded("connections: [{name: a, protocol: modbus, modbus: {address: 'tcp://h'},"
           " points: [{name: p, table: HOLDING_REGISTER, address: 1}]}]");
  auto point = defaults(part("hat://connection/modbus_point.yaml#"));
  auto bit = point.find(", bit: 0"); // goes with its format only
  point.erase(bit, std::string{", bit: 0"}.size());
  auto& modbus = part("hat://connection/modbus.yaml#/properties/modbus");
  auto full = loaded("loops: 0\n"
                     "name: stationbus\n"
                     "zmq: {"
                     + defaults(part("hat://zmq.yaml#")).substr(2)
                     + "}\n"
                       "logging: {"
                     + defaults(part("hat://logging.yaml#")).substr(2)
                     + "}\n"
                       "connections:\n"
                       "- {name: a, protocol: modbus"
                     + defaults(part("hat://connection/modbus.yaml#"))
                     + ",\n"
                       "   modbus: {address: 'tcp://h', reconnect: {"
                     + defaults(modbus["properties"]["reconnect"]).substr(2) + "}"
                     + defaults(modbus)
                     + "},\n"
                       "   points: [{name: p, table: HOLDING_REGISTER, address: 1"
                     + point + "}]}\n");
  auto &x = minimal.station, &y = full.station;
  BOOST_TEST(x.name == y.name);
  BOOST_TEST(x.loops == y.loops);
  BOOST_TEST(x.zmq.publish == y.zmq.publish);
  BOOST_TEST(x.zmq.request == y.zmq.request);
  BOOST_TEST(x.zmq.high_water_mark == y.zmq.high_water_mark);
  BOOST_TEST(x.zmq.journal == y.zmq.journal);
  BOOST_TEST(x.zmq.max_pending == y.zmq.max_pending);
  BOOST_TEST(minimal.logging.default_level == full.logging.default_level);
  BOOST_TEST(minimal.logging.file_size == full.logging.file_size);
  BOOST_TEST(minimal.logging.file_count == full.logging.file_count);
  BOOST_TEST(x.connections[0].enabled == y.connections[0].enabled);
  auto &a = first_device(minimal), &b = first_device(full);
  BOOST_TEST(a.device_id == b.device_id);
  BOOST_TEST((a.response_timeout == b.response_timeout));
  BOOST_TEST(a.max_outstanding == b.max_outstanding);
  BOOST_TEST((a.poller.interval == b.poller.interval));
  BOOST_TEST((a.poller.max_backoff == b.poller.max_backoff));
  BOOST_TEST(a.poller.limits.max_gap == b.poller.limits.max_gap);
  BOOST_TEST(a.poller.limits.max_registers == b.poller.limits.max_registers);
  BOOST_TEST(a.poller.limits.max_bits == b.poller.limits.max_bits);
  BOOST_TEST((a.reconnect.first == b.reconnect.first));
  BOOST_TEST((a.reconnect.longest == b.reconnect.longest));
  auto &p = a.points[0], &q = b.points[0];
  BOOST_TEST((p.word_order == q.word_order && p.byte_order == q.byte_order));
  BOOST_TEST((p.quantity == q.quantity && p.scale == q.scale && p.offset == q.offset));
  BOOST_TEST(
    (p.deadband == q.deadband && p.writable == q.writable && p.writer == q.writer));
  BOOST_TEST(p.tell_every_poll == q.tell_every_poll);
  BOOST_TEST(a.units[0] == b.units[0]);
}

BOOST_AUTO_TEST_CASE(lets_connections_share_an_address) {
  loaded(
    "connections:\n"
    "- {name: a, protocol: modbus, modbus: {address: 'rtu:///dev/x?baudrate=9600'}}\n"
    "- {name: b, protocol: modbus, modbus: {address: 'rtu:///dev/x?baudrate=9600'}}\n");
}

BOOST_AUTO_TEST_CASE(takes_local_endpoints_without_and_all_with_curve) {
  for (auto endpoint : {"tcp://127.0.0.1:1", "tcp://127.255.0.9:*", "tcp://localhost:1",
                        "tcp://[::1]:1", "ipc:///run/x", "inproc://x"})
    loaded("connections: []\nzmq: {publish: '" + std::string{endpoint} + "'}\n");
  auto from = environment{{}, [](const std::string& path) -> result<std::string> {
                            BOOST_TEST(path == "/run/secrets/bus");
                            return std::string(40, 's') + "\r\n";
                          }};
  auto x = loaded("connections: []\n"
                  "zmq:\n"
                  "  publish: tcp://*:5560\n"
                  "  curve:\n"
                  "    server_secret_key_file: /run/secrets/bus\n"
                  "    allowed_clients: ['"
                    + std::string(40, 'c') + "']\n",
                  from);
  BOOST_TEST(x.station.zmq.curve->server_secret_key == std::string(40, 's'));
  BOOST_TEST(x.station.zmq.curve->allowed_clients.at(0) == std::string(40, 'c'));
}

BOOST_AUTO_TEST_CASE(reads_files_relative_to_its_own) {
  auto folder =
    std::filesystem::temp_directory_path() / "stationbus_station_loader_test";
  std::filesystem::create_directories(folder);
  std::ofstream{folder / "key"} << std::string(40, 's') << "\n";
  std::ofstream{folder / "station.yaml"}
    << "connections: []\nzmq: {curve: {server_secret_key_file: key, allowed_clients: ['"
    << std::string(40, 'c') << "']}}\n";
  auto x = load_station_file(folder / "station.yaml", true);
  BOOST_TEST(x->station.zmq.curve->server_secret_key == std::string(40, 's'));
  auto none = load_station_file(folder / "none.yaml", true);
  BOOST_TEST(
    to_string(none.error().at(0))
      .ends_with(
        "none.yaml:1:1: cannot be read (No such file or directory), expected a file"));
  std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::configuration
