#include "services/configuration/simulator_loader.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::configuration {

namespace {

using namespace std::chrono_literals;
using namespace simulator;

std::string told(const std::string& text) {
  auto read = load_simulator(text, "f", {});
  auto out = std::string{};
  if (!read)
    for (auto& x : read.error())
      out += to_string(x) + "\n";
  return out;
}

std::string device(const std::string& rest) {
  return "devices:\n"
         "- name: a\n"
         "  protocol: modbus\n"
         "  modbus: {address: 'tcp://127.0.0.1:1502'}\n"
         + rest;
}

} // namespace

BOOST_AUTO_TEST_SUITE(configuration_simulator)

BOOST_AUTO_TEST_CASE(reads_devices_waves_and_faults) {
  auto read = load_simulator(R"(
devices:
- name: pv1
  protocol: modbus
  modbus: {address: 'tcp://127.0.0.1:1502', device_id: 3}
  points:
  - {name: power, table: HOLDING_REGISTER, address: 100, format: float32, unit: kW,
     wave: {kind: sine, period: 10, low: -5, high: 5}}
  - {name: breaker, table: COIL, address: 3, writable: true}
  faults:
  - {kind: delay, seconds: 2.5, from: 10, to: 20, probability: 0.5}
  - {kind: exception, code: 6}
- name: meter
  protocol: modbus
  modbus: {address: 'rtu:///tmp/line?baudrate=9600'}
  faults: [{kind: wrong_crc}]
)",
                             "f", {});
  BOOST_REQUIRE(read);
  BOOST_TEST(read->devices.size() == 2);
  auto& x = read->devices[0];
  BOOST_TEST(x.name == "pv1");
  BOOST_TEST(int{x.device_id} == 3);
  BOOST_TEST((x.points[0].wave.what == wave::kind::sine));
  BOOST_TEST((x.points[0].wave.period == 10s));
  BOOST_TEST(x.points[0].wave.low == -5);
  BOOST_TEST(x.points[0].wave.high == 5);
  BOOST_TEST((x.points[1].wave.what == wave::kind::constant));
  BOOST_TEST((x.faults[0].what == fault::kind::delay));
  BOOST_TEST((x.faults[0].delay == 2500ms));
  BOOST_TEST((x.faults[0].from == 10s && x.faults[0].to == 20s));
  BOOST_TEST(x.faults[0].probability == 0.5);
  BOOST_TEST(int{x.faults[1].code} == 6);
  BOOST_TEST((x.faults[1].to == duration::max()));
  BOOST_TEST((read->devices[1].address.how == modbus::framing::rtu));
}

BOOST_AUTO_TEST_CASE(reads_controlled_stations) {
  auto read = load_simulator(R"(
devices:
- name: rtu1
  protocol: iec104
  tcp: {host: 127.0.0.1, port: 12404}
  iec104: {k: 4, w: 2, commands: {travel: 0.5}}
  redundancy_groups: [{name: a, clients: [127.0.0.1]}]
  interval: 0.2
  points:
  - {address: 1/200, command: C_SC_NA_1, feedback: 1/1}
  - {address: 1/1, type: M_DP_TB_1, wave: {kind: square}}
  - {address: 1/100, type: M_ME_NC_1, groups: [2], wave: {kind: sine, low: -1, high: 1}}
  faults:
  - {kind: stalled_window, from: 10, to: 20, probability: 0.5}
  - {kind: silence}
)",
                             "f", {});
  BOOST_REQUIRE(read);
  BOOST_REQUIRE(read->iec104_devices.size() == 1);
  auto& x = read->iec104_devices[0];
  BOOST_TEST(x.server.name == "rtu1");
  BOOST_TEST((x.host == "127.0.0.1" && x.port == 12404 && x.interval == 200ms));
  BOOST_TEST((x.server.how.commands == iec104::command_policy::follow));
  BOOST_TEST((x.server.how.travel == 500ms && x.server.session.k == 4));
  BOOST_TEST((x.server.station->points.size() == 3));
  BOOST_TEST((x.server.station->groups.size() == 1));
  BOOST_REQUIRE(x.moving.size() == 2);
  BOOST_TEST((x.moving[0].point == 1 && x.moving[0].wave.what == wave::kind::square));
  BOOST_TEST((x.moving[1].point == 2 && x.moving[1].wave.low == -1));
  BOOST_REQUIRE(x.faults.size() == 2);
  BOOST_TEST((x.faults[0].what == iec104_fault::kind::stalled_window));
  BOOST_TEST((x.faults[0].from == 10s && x.faults[0].to == 20s));
  BOOST_TEST(x.faults[0].probability == 0.5);
  BOOST_TEST((x.faults[1].what == iec104_fault::kind::silence));
  BOOST_TEST((x.faults[1].to == duration::max() && x.faults[1].probability == 1));
}

BOOST_AUTO_TEST_CASE(tells_mistakes_of_controlled_stations) {
  auto station = [](const std::string& rest) {
    return "devices:\n- name: a\n  protocol: iec104\n  tcp: {host: h}\n" + rest;
  };
  auto with_point = [&](const std::string& point) {
    return told(station("  points: [{" + point + "}]\n"));
  };
  BOOST_TEST(with_point("address: 1/1, type: M_BO_NA_1, wave: {kind: sine}")
             == "f:5:44: devices[0].points[0].wave: \"M_BO_NA_1\" does not move, "
                "expected a type "
                "with a number, a switch or a step position\n");
  BOOST_TEST(
    with_point("address: 1/1, command: C_SE_NC_1, wave: {kind: sine}")
    == "f:5:47: devices[0].points[0].wave: nothing is told of this point, expected a "
       "type with a number, a switch or a step position\n");
  BOOST_TEST(
    with_point("address: 1/1, type: M_ME_NC_1, wave: {kind: sine, low: 2, high: 1}")
    == "f:5:71: devices[0].points[0].wave.high: 1 is below low, expected at least 2\n");
  BOOST_TEST(with_point("address: 1/1")
             == "f:5:13: devices[0].points[0]: type and command are missing, expected "
                "one of them, or both\n");
  auto point = std::string{"  points: [{address: 1/1, type: M_SP_NA_1}]\n"};
  BOOST_TEST(
    told(station(point + "  faults: [{kind: silence, from: 5, to: 1}]\n"))
    == "f:6:37: devices[0].faults[0].to: 1 is before from, expected at least 5\n");
  BOOST_TEST(
    told(station(point + "  faults: [{kind: wrong_crc}]\n"))
    == "f:6:13: devices[0].faults[0].kind: \"wrong_crc\" is not one of "
       "lost_acknowledgement, stalled_window, wrong_sequence, garbage, silence, "
       "disconnect\n");
  BOOST_TEST(
    told(station(point + "  iec104: {commands: {decide: ask}}\n"))
    == "f:6:23: devices[0].iec104.commands.decide: unknown key, expected one of "
       "timeout, end_timeout, select_timeout, age, travel\n");
}

BOOST_AUTO_TEST_CASE(tells_mistakes_like_a_station) {
  BOOST_TEST(told("devices: []")
             == "f:1:1: devices: has 0 items, expected at least 1\n");
  BOOST_TEST(told(device("  fault: []\n"))
             == "f:5:3: devices[0].fault: unknown key, expected one of name, protocol, "
                "modbus, points, faults (did you mean faults?)\n");
  BOOST_TEST(
    told(device("  faults: [{kind: noise}]\n"))
    == "f:5:13: devices[0].faults[0].kind: \"noise\" is not one of silence, delay, "
       "exception, wrong_length, wrong_crc, wrong_unit, wrong_transaction, garbage, "
       "disconnect\n");
  BOOST_TEST(
    told(device("  faults: [{kind: wrong_crc}]\n"))
    == "f:5:13: devices[0].faults[0].kind: \"wrong_crc\" needs a checksum, expected "
       "it with rtu or ascii addresses only\n");
  BOOST_TEST(
    told(device("  faults: [{kind: silence, from: 5, to: 1}]\n"))
    == "f:5:37: devices[0].faults[0].to: 1 is before from, expected at least 5\n");
  BOOST_TEST(
    told(device(
      "  points:\n"
      "  - {name: p, table: COIL, address: 1, wave: {kind: sine, low: 2, high: 1}}\n"))
    == "f:6:67: devices[0].points[0].wave.high: 1 is below low, expected at least 2\n");
  BOOST_TEST(
    told(device("- name: b\n"
                "  protocol: modbus\n"
                "  modbus: {address: 'tcp://127.0.0.1:1502', device_id: 1}\n"))
    == "f:7:12: devices[1].modbus: another device in line 4 answers at this address "
       "with this device_id, expected one\n");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::configuration
