#include "services/configuration/station_loader.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::configuration {

namespace {

using namespace std::chrono_literals;

/// A station with two servers of two logical devices each, and a gateway.
std::string station_with(const std::string& gateways, const std::string& more = {}) {
  auto out = std::string{R"(
connections:
- {name: ied1, protocol: iec61850, tcp: {host: 127.0.0.1, port: 102}, reports: [{rcb: ALD0/LLN0.RP.u01}]}
- {name: ied2, protocol: iec61850, tcp: {host: 127.0.0.1, port: 102}}
- {name: pv1, protocol: modbus, modbus: {address: "tcp://127.0.0.1:1502", device_id: 1}}
servers:
)"};
  for (auto* name : {"out", "other"})
    out += "- {name: " + std::string{name}
           + R"(, protocol: iec61850, tcp: {host: 127.0.0.1, port: 102},
   commands: {timeout: 3, operate_timeout: 20)"
           + more + R"(},
   iec61850: {separator: $, logical_device_separator: "", ied_name: A, references: {}, logical_devices: [
    {name: LD0, elements: [{name: G, type: {tname: structure, elements: [{name: MX, type: {tname: structure,
      elements: [{name: X, type: {tname: float, format_width: 32, exponent_width: 8}}]}}]}}], datasets: []},
    {name: LD1, elements: [{name: G, type: {tname: structure, elements: [{name: MX, type: {tname: structure,
      elements: [{name: X, type: {tname: float, format_width: 32, exponent_width: 8}}]}}]}}], datasets: []}]}}
)";
  return out + "gateways:\n" + gateways;
}

std::string bridge(const std::string& name, const std::string& more = {},
                   const std::string& client = "ied1") {
  return "- {name: " + name + ", protocol: iec61850, client: " + client + more + "}\n";
}

const auto translating = std::string{R"(
- {name: pv, protocol: modbus61850, server: out, client: pv1, translations: [
    {direction: modbus_to_iec61850, iec61850_logical_device: ALD0, iec61850_address: [G, MX, X],
     iec61850_type: float, modbus_type: HOLDING_REGISTER, modbus_address: 1, modbus_quantity: 2}]}
)"};

std::string first_mistake(const std::string& text) {
  auto read = load_station(text, "f", {});
  return read ? std::string{}
              : read.error().front().path + ": " + read.error().front().text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(configuration_gateways)

BOOST_AUTO_TEST_CASE(a_bridge_has_its_servers_model_and_times) {
  auto read = load_station(station_with(bridge("b", ", server: out")), "f", {});
  BOOST_REQUIRE_MESSAGE(read,
                        first_mistake(station_with(bridge("b", ", server: out"))));
  auto& station = read->station;
  BOOST_REQUIRE(station.bridges.size() == 1);
  auto& x = station.bridges[0];
  BOOST_TEST(x.name == "b");
  BOOST_TEST(x.server == "out");
  BOOST_TEST(x.client == "ied1");
  BOOST_TEST(
    (x.logical_devices == mirror::devices{{"ALD0", "ALD0"}, {"ALD1", "ALD1"}}));
  BOOST_TEST((x.decision_timeout == 3s));
  BOOST_TEST((x.oper_timeout == 20s));
  BOOST_TEST((x.poll_interval == 0s)); // its reports tell
  auto& server = std::get<iec61850_server_settings>(station.servers[0].objects);
  BOOST_TEST(x.objects == server.objects);
  BOOST_TEST((server.how.relayed == std::set<std::string>{"ALD0", "ALD1"}));
  auto& other = std::get<iec61850_server_settings>(station.servers[1].objects);
  BOOST_TEST(other.how.relayed.empty());
}

BOOST_AUTO_TEST_CASE(a_server_may_be_of_several_devices) {
  auto read = load_station(
    station_with(bridge("b", ", server: out, logical_devices: {ALD1: XLD0}")
                 + bridge("c",
                          ", server: out, logical_devices: {ALD0: ALD0}, "
                          "poll_interval: 0.5",
                          "ied2")
                 + bridge("d", ", server: other", "ied2")),
    "f", {});
  BOOST_REQUIRE(read);
  auto& all = read->station.bridges;
  BOOST_REQUIRE(all.size() == 3);
  BOOST_TEST((all[0].logical_devices == mirror::devices{{"ALD1", "XLD0"}}));
  BOOST_TEST((all[1].poll_interval == 500ms));
  BOOST_TEST((all[2].poll_interval == 5s)); // nothing else tells
}

BOOST_AUTO_TEST_CASE(tell_what_does_not_go_together) {
  auto told = [](const std::string& gateways, const std::string& more = {}) {
    return first_mistake(station_with(gateways, more));
  };
  BOOST_TEST(told(bridge("b", ", server: nowhere"))
             == "gateways[0].server: \"nowhere\" is no IEC 61850 server of this file, "
                "expected the name of one");
  BOOST_TEST(told(bridge("b", ", server: out", "pv1"))
             == "gateways[0].client: \"pv1\" is no IEC 61850 connection of this file, "
                "expected the name of one");
  BOOST_TEST(told(bridge("b", ", server: out, logical_devices: {LD0: LD0}"))
             == "gateways[0].logical_devices.LD0: \"LD0\" is no logical device of the "
                "server, expected one of ALD0, ALD1");
  BOOST_TEST(told(bridge("b", ", server: out"), ", decide: follow")
             == "gateways[0].server: \"out\" accepts commands by itself "
                "(commands.decide: follow), expected ask: the device decides them");
  BOOST_TEST(told(bridge("b")) == "gateways[0]: server is missing, expected a string");
  BOOST_TEST(told("- {name: b, protocol: iec104}\n").find("gateways[0].protocol: ")
             == 0);
  BOOST_TEST(told(bridge("b", ", server: out, translations: []")).find("unknown key")
             != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_two_feed_the_same) {
  auto text = std::string{"gateways[1].server: \"ALD0\" is fed by the gateway "};
  auto rest = std::string{", expected logical devices of its own"};
  BOOST_TEST(first_mistake(station_with(bridge("b", ", server: out")
                                        + bridge("c", ", server: out", "ied2")))
             == text + "\"b\"" + rest);
  BOOST_TEST(first_mistake(station_with(bridge("b", ", server: out") + translating))
             == text + "\"b\"" + rest);
  BOOST_TEST(first_mistake(station_with(translating + bridge("b", ", server: out")))
             == text + "\"pv\"" + rest);
  BOOST_TEST(
    first_mistake(station_with(
      translating + bridge("b", ", server: out, logical_devices: {ALD1: ALD0}")))
    == "");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::configuration
