#include "services/configuration/iec104_types.hpp"
#include "services/configuration/schema_store.hpp"
#include "services/configuration/station_loader.hpp"

#include "messages/iec104/type_info.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::configuration {

namespace {

using namespace std::chrono_literals;
using iec104::type_id;

std::string told(const std::string& text) {
  auto read = load_station(text, "f", {});
  auto out = std::string{};
  if (!read)
    for (auto& x : read.error())
      out += to_string(x) + "\n";
  return out;
}

station_settings loaded(const std::string& text) {
  BOOST_REQUIRE_EQUAL(told(text), "");
  return std::move(load_station(text, "f", {})->station);
}

const std::string client_head = "connections:\n- name: rtu1\n  protocol: iec104\n"
                                "  tcp: {host: h}\n";

/// Lines of a connection, from line 5 on.
std::string client(const std::string& lines) {
  return client_head + lines;
}

/// One point in line 5.
std::string client_point(const std::string& point) {
  return client("  points: [{" + point + "}]\n");
}

/// The section `iec104` in line 5.
std::string client_key(const std::string& keys) {
  return client("  iec104: {" + keys + "}\n");
}

/// Lines of a server, from line 5 on.
std::string server(const std::string& lines) {
  return "servers:\n- name: out\n  protocol: iec104\n  tcp: {host: h}\n" + lines;
}

/// One point in line 5.
std::string server_point(const std::string& point) {
  return server("  points: [{" + point + "}]\n");
}

const iec104_client_settings& client_of(const station_settings& x) {
  return std::get<iec104_settings>(x.connections.at(0).protocol).client;
}

const iec104_server_settings& server_of(const station_settings& x) {
  return std::get<iec104_server_settings>(x.servers.at(0).objects);
}

struct example {
  const char* about;
  std::string text;
  std::string expected;
};

const auto points = std::string{"f:5:13: connections[0].points[0]"};

const example of_clients[] = {
  {"no station", "connections: [{name: a, protocol: iec104}]\n",
   "f:1:15: connections[0]: tcp is missing, expected a mapping\n"},
  {"a second t2", client_key("t1: 5, t2: 5"),
   "f:5:19: connections[0].iec104.t2: 5 is not less than t1, expected less than 5\n"},
  {"a t1 below the usual t2", client_key("t1: 9.5"),
   "f:5:12: connections[0].iec104.t1: 9.5 is not more than t2, expected more than "
   "10\n"},
  {"a w above k", client_key("k: 4, w: 5"),
   "f:5:18: connections[0].iec104.w: 5 is more than k, expected at most 4\n"},
  {"a k below the usual w", client_key("k: 4"),
   "f:5:12: connections[0].iec104.k: 4 is less than w, expected at least 8\n"},
  {"a common address twice", client_key("common_addresses: [1, 2, 1]"),
   "f:5:37: connections[0].iec104.common_addresses[2]: 1 stands twice, expected it "
   "once\n"},
  {"all common addresses", client_key("common_addresses: [65535]"),
   "f:5:31: connections[0].iec104.common_addresses[0]: 65535 is too large, expected at "
   "most 65534\n"},
  {"an interval of what is off",
   client_key("interrogation_interval: 60, general_interrogation: false,\n"
              "   counter_interval: 60, clock_interval: 60"),
   "f:5:12: connections[0].iec104.interrogation_interval: general_interrogation is "
   "off, expected general_interrogation: true\n"
   "f:6:4: connections[0].iec104.counter_interval: counter_interrogation is off, "
   "expected counter_interrogation: true\n"
   "f:6:26: connections[0].iec104.clock_interval: clock_synchronization is off, "
   "expected clock_synchronization: true\n"},
  {"a time zone by name", client_key("time_zone: Europe/Berlin"),
   "f:5:12: connections[0].iec104.time_zone: \"Europe/Berlin\" does not fit, expected "
   "UTC, or hours and minutes such as +01:00\n"},
  {"a time zone that is none", client_key("time_zone: '+ab:cd'"),
   "f:5:12: connections[0].iec104.time_zone: \"+ab:cd\" does not fit, expected UTC, or "
   "hours and minutes such as +01:00\n"},
  {"one address twice", client("  redundant_tcp: [{host: h, port: 2404}]\n"),
   "f:5:19: connections[0].redundant_tcp[0]: \"h:2404\" stands twice, expected "
   "different addresses of the station\n"},
  {"more than eight addresses",
   client("  redundant_tcp: [{host: a}, {host: b}, {host: c}, {host: d}, {host: e}, "
          "{host: f}, {host: g}, {host: i}]\n"),
   "f:5:3: connections[0].redundant_tcp: has 8 items, expected at most 7\n"},
  {"reconnecting the wrong way round", client("  reconnect: {first: 5, longest: 1}\n"),
   "f:5:25: connections[0].reconnect: first is longer than longest, expected first up "
   "to longest\n"},
  {"a point without an object", client_point("address: '1', type: M_SP_NA_1"),
   points
     + ".address: \"1\" does not fit, expected a common address and an object "
       "address, such as 1/100\n"},
  {"object 0", client_point("address: 1/0, type: M_SP_NA_1"),
   points
     + ".address: \"1/0\" is no point's address, expected 1 to 65534, /, and 1 to "
       "16777215\n"},
  {"an object past 24 bits", client_point("address: 1/16777216, type: M_SP_NA_1"),
   points
     + ".address: \"1/16777216\" is no point's address, expected 1 to 65534, /, "
       "and 1 to 16777215\n"},
  {"another common address", client_point("address: 2/1, type: M_SP_NA_1"),
   points + ".address: 2 is not in iec104.common_addresses, expected 1\n"},
  {"an address twice",
   client("  points:\n  - {address: 1/1, type: M_SP_NA_1}\n  - {address: 1/2, command: "
          "C_SC_NA_1}\n  - {address: 01/01, command: C_SC_NA_1}\n"),
   "f:8:6: connections[0].points[2].address: \"1/1\" is the address of another one in "
   "line 6, expected different addresses\n"},
  {"neither type nor command", client_point("address: 1/1"),
   points + ": type and command are missing, expected one of them, or both\n"},
  {"a scale of a boolean",
   client_point("address: 1/1, type: M_SP_NA_1, scale: 2, offset: 1"),
   "f:5:44: connections[0].points[0].scale: goes with numbers only, expected none, or "
   "a type such as M_ME_NC_1 or C_SE_NC_1\n"
   "f:5:54: connections[0].points[0].offset: goes with numbers only, expected none, or "
   "a type such as M_ME_NC_1 or C_SE_NC_1\n"},
  {"a scale of zero", client_point("address: 1/1, type: M_ME_NC_1, scale: 0"),
   "f:5:44: connections[0].points[0].scale: 0 makes all values the same, expected "
   "another number\n"},
  {"keys of a command without one",
   client_point("address: 1/1, type: M_SP_NA_1, select: true, terminates: false, "
                "qualifier: 1"),
   "f:5:44: connections[0].points[0].select: nothing is commanded here, expected the "
   "key command\n"},
  {"a qualifier without a command",
   client_point("address: 1/1, type: M_SP_NA_1, terminates: false, qualifier: 1"),
   "f:5:44: connections[0].points[0].terminates: nothing is commanded here, expected "
   "the key command\n"
   "f:5:63: connections[0].points[0].qualifier: nothing is commanded here, expected "
   "the key command\n"},
  {"a bitstring that selects",
   client_point("address: 1/1, command: C_BO_NA_1, select: true"),
   "f:5:47: connections[0].points[0].select: \"C_BO_NA_1\" cannot select, expected no "
   "select, or C_SC to C_SE\n"},
  {"a qualifier of a bitstring",
   client_point("address: 1/1, command: C_BO_NA_1, qualifier: 1"),
   "f:5:47: connections[0].points[0].qualifier: \"C_BO_NA_1\" has no qualifier, "
   "expected none\n"},
  {"a qualifier that is too large",
   client_point("address: 1/1, command: C_DC_TA_1, qualifier: 32"),
   "f:5:47: connections[0].points[0].qualifier: 32 is too large for \"C_DC_TA_1\", "
   "expected at most 31\n"},
  {"a parameter of no kind", client_point("address: 1/1, command: P_ME_NC_1"),
   points
     + ": qualifier is missing, expected 1 (threshold), 2 (filter), 3 (low limit) "
       "or 4 (high limit)\n"},
  {"a parameter that is terminated",
   client_point("address: 1/1, command: P_ME_NC_1, qualifier: 1, terminates: true"),
   "f:5:61: connections[0].points[0].terminates: \"P_ME_NC_1\" is not terminated, "
   "expected false\n"},
};

const example of_servers[] = {
  {"no points", server("  points: []\n"),
   "f:5:3: servers[0].points: has 0 items, expected at least 1\n"},
  {"a t0", server("  iec104: {t0: 1}\n  points: [{address: 1/1, type: M_SP_NA_1}]\n"),
   "f:5:12: servers[0].iec104.t0: unknown key, expected one of k, w, t1, t2, t3, "
   "time_zone, summer_time, event_buffer, max_groups, max_peers, background_interval, "
   "clock, commands (did you mean t1?)\n"},
  {"a parameter that is shown",
   server("  points:\n  - {address: 1/1, command: P_ME_NC_1, feedback: 1/2}\n"
          "  - {address: 1/2, type: M_ME_NC_1}\n"),
   "f:6:40: servers[0].points[0].feedback: \"P_ME_NC_1\" is shown by no point, "
   "expected "
   "no feedback\n"},
  {"a group twice", server_point("address: 1/1, type: M_SP_NA_1, groups: [3, 3]"),
   "f:5:56: servers[0].points[0].groups[1]: 3 stands twice, expected it once\n"},
  {"a group too many", server_point("address: 1/1, type: M_SP_NA_1, groups: [17]"),
   "f:5:53: servers[0].points[0].groups[0]: 17 is too large, expected at most 16\n"},
  {"a group of totals", server_point("address: 1/1, type: M_IT_NA_1, groups: [4, 5]"),
   "f:5:56: servers[0].points[0].groups[1]: 5 is no group of integrated totals, "
   "expected 1 to 4\n"},
  {"a protection event that is interrogated",
   server_point("address: 1/1, type: M_EP_TD_1, groups: [1], cycle: 1"),
   "f:5:44: servers[0].points[0].groups: \"M_EP_TD_1\" is told when it happens, and "
   "only then, expected no groups\n"
   "f:5:57: servers[0].points[0].cycle: \"M_EP_TD_1\" is told when it happens, and "
   "only then, expected no cycle\n"},
  {"a deadband of a boolean",
   server_point("address: 1/1, type: M_SP_NA_1, deadband: 1"),
   "f:5:44: servers[0].points[0].deadband: goes with numbers only, expected none, or a "
   "type such as M_ME_NC_1\n"},
  {"what is told of a command",
   server_point("address: 1/1, command: C_SC_NA_1, spontaneous: false"),
   "f:5:47: servers[0].points[0].spontaneous: nothing is told of this point, expected "
   "the key type\n"},
  {"a feedback without a command",
   server_point("address: 1/1, type: M_SP_NA_1, feedback: 1/1"),
   "f:5:44: servers[0].points[0].feedback: nothing is commanded here, expected the key "
   "command\n"},
  {"a feedback that is nowhere",
   server_point("address: 1/1, command: C_SC_NA_1, feedback: 1/2"),
   "f:5:47: servers[0].points[0].feedback: \"1/2\" is no point of this server, "
   "expected the address of one\n"},
  {"a feedback of another type",
   server("  points:\n  - {address: 1/1, command: C_DC_NA_1, feedback: 1/2}\n"
          "  - {address: 1/2, type: M_ME_NC_1}\n"),
   "f:6:40: servers[0].points[0].feedback: \"1/2\" is told as \"M_ME_NC_1\", expected "
   "a "
   "type that shows \"C_DC_NA_1\": M_SP or M_DP\n"},
  {"a feedback that is not told",
   server("  points:\n  - {address: 1/1, command: C_SE_NC_1, feedback: 1/2}\n"
          "  - {address: 1/2, command: C_SC_NA_1}\n"),
   "f:6:40: servers[0].points[0].feedback: \"1/2\" is not told, expected a type that "
   "shows \"C_SE_NC_1\": M_ME\n"},
  {"a feedback that is wrong itself",
   server("  points:\n  - {address: 1/1, command: C_SC_NA_1, feedback: 1/2}\n"
          "  - {address: 1/2, type: M_SP_TB_1, cycle: -1}\n"),
   "f:7:37: servers[0].points[1].cycle: -1 is too small, expected at least 0\n"},
  {"a client of no address",
   server("  redundancy_groups: [{name: a, clients: [10.0.0.256]}]\n"
          "  points: [{address: 1/1, type: M_SP_NA_1}]\n"),
   "f:5:43: servers[0].redundancy_groups[0].clients[0]: \"10.0.0.256\" is no address, "
   "expected an IPv4 or IPv6 address\n"},
  {"a client of two groups",
   server("  redundancy_groups:\n  - {name: a, clients: [10.0.0.1, 'fe80::1']}\n"
          "  - {name: b, clients: ['::ffff:10.0.0.1', 'fe80:0::1']}\n"
          "  points: [{address: 1/1, type: M_SP_NA_1}]\n"),
   "f:7:25: servers[0].redundancy_groups[1].clients[0]: \"::ffff:10.0.0.1\" is a "
   "group's client already, in line 6, expected it once\n"
   "f:7:44: servers[0].redundancy_groups[1].clients[1]: \"fe80:0::1\" is a group's "
   "client already, in line 6, expected it once\n"},
  {"a group's name twice",
   server("  redundancy_groups:\n  - {name: a, clients: [10.0.0.1]}\n"
          "  - {name: a, clients: [10.0.0.2]}\n"
          "  points: [{address: 1/1, type: M_SP_NA_1}]\n"),
   "f:7:6: servers[0].redundancy_groups[1].name: \"a\" is the name of another one in "
   "line 6, expected different names\n"},
  {"more groups than there may be",
   server("  iec104: {max_groups: 1}\n"
          "  redundancy_groups:\n  - {name: a, clients: [10.0.0.1]}\n"
          "  - {name: b, clients: [10.0.0.2]}\n"
          "  points: [{address: 1/1, type: M_SP_NA_1}]\n"),
   "f:6:3: servers[0].redundancy_groups: has 2 items, expected at most 1, or a larger "
   "iec104.max_groups\n"},
  {"a file's name twice",
   server("  points: [{address: 1/1, type: M_SP_NA_1}]\n"
          "  files: [{address: 1/9, path: a}, {address: 1/9, name: 2, path: b},\n"
          "    {address: 1/9, path: c}]\n"),
   "f:7:6: servers[0].files[2].address: \"1/9/1\" is the name of another one in line "
   "6, expected different names\n"},
  {"a file of no station, and at no address",
   server("  points: [{address: 1/1, type: M_SP_NA_1}]\n"
          "  files: [{address: 2/9, path: a}, {address: 1/0, path: b}]\n"),
   "f:6:12: servers[0].files[0].address: no point has the common address 2, expected "
   "one of the points'\n"
   "f:6:37: servers[0].files[1].address: \"1/0\" is no point's address, expected 1 to "
   "65534, /, and 1 to 16777215\n"},
};

/// The properties of a schema that have a default, as flow YAML.
std::string defaults(const char* schema) {
  auto out = std::string{};
  for (auto& one : (*schemas().find(schema))["properties"].GetObject()) {
    auto& x = *schemas().resolve(one.value);
    if (!x.HasMember("default") || x["default"].IsArray())
      continue;
    auto& value = x["default"];
    out += (out.empty() ? "" : ", ") + std::string{one.name.GetString()} + ": ";
    out += value.IsString() ? "'" + std::string{value.GetString()} + "'"
           : value.IsBool() ? (value.GetBool() ? "true" : "false")
           : value.IsInt()  ? std::to_string(value.GetInt())
                            : std::to_string(value.GetDouble());
  }
  return out;
}

bool same(const iec104::session_settings& x, const iec104::session_settings& y) {
  return x.k == y.k && x.w == y.w && x.t0 == y.t0 && x.t1 == y.t1 && x.t2 == y.t2
         && x.t3 == y.t3;
}

bool same(const iec104::zone& x, const iec104::zone& y) {
  return x.ahead == y.ahead && x.summer_time == y.summer_time;
}

} // namespace

BOOST_AUTO_TEST_SUITE(configuration_iec104)

BOOST_AUTO_TEST_CASE(tells_what_is_wrong_with_a_connection) {
  for (auto& x : of_clients)
    BOOST_TEST_CONTEXT(x.about)
  BOOST_TEST(told(x.text) == x.expected);
}

BOOST_AUTO_TEST_CASE(tells_what_is_wrong_with_a_server) {
  for (auto& x : of_servers)
    BOOST_TEST_CONTEXT(x.about)
  BOOST_TEST(told(x.text) == x.expected);
}

BOOST_AUTO_TEST_CASE(reads_every_key_of_a_connection) {
  auto station = loaded(R"(
state: /var/lib/bus
connections:
- name: rtu1
  enabled: false
  protocol: iec104
  tcp: {host: 10.0.0.1, port: 12404}
  redundant_tcp: [{host: 10.0.1.1}, {host: 10.0.1.1, port: 12404}]
  iec104:
    common_addresses: [1, 65534]
    originator: 7
    k: 6
    w: 4
    t0: 5
    t1: 4
    t2: 2.5
    t3: 600
    general_interrogation: true
    interrogation_interval: 900
    counter_interrogation: true
    counter_interval: 3600
    freeze: freeze_and_reset
    clock_synchronization: true
    clock_interval: 60
    confirmation_timeout: 3
    termination_timeout: 20
    interrogation_timeout: 40
    time_zone: "-03:30"
    summer_time: europe
  reconnect: {first: 1, longest: 10}
  points:
  - {address: 1/100, type: M_ME_TE_1, scale: 0.1, offset: -10, unit: kV}
  - {address: 65534/16777215, command: C_SC_TA_1, select: true, terminates: false, qualifier: 2}
  - {address: 1/300, type: M_ME_NC_1, command: P_ME_NC_1, qualifier: 4}
  - {address: 1/301, command: P_AC_NA_1}
)");
  BOOST_TEST(!station.connections[0].enabled);
  auto& hosts = std::get<iec104_settings>(station.connections[0].protocol).hosts;
  BOOST_REQUIRE(hosts.size() == 3);
  BOOST_TEST((hosts[0].host == "10.0.0.1" && hosts[0].port == 12404));
  BOOST_TEST((hosts[1].host == "10.0.1.1" && hosts[1].port == 2404));
  auto& x = client_of(station);
  BOOST_TEST(x.name == "rtu1");
  BOOST_TEST(x.state == "/var/lib/bus");
  BOOST_TEST((x.first_retry == 1s && x.longest_retry == 10s));
  auto& session = x.session;
  BOOST_TEST((session.k == 6 && session.w == 4 && session.acknowledges_taken));
  BOOST_TEST((session.t0 == 5s && session.t1 == 4s && session.t2 == 2500ms));
  BOOST_TEST((session.t3 == 600s));
  auto& of = x.client;
  BOOST_TEST((of.common_addresses == std::vector<std::uint16_t>{1, 65534}));
  BOOST_TEST((of.originator == 7 && of.interrogates && of.interrogates_counters));
  BOOST_TEST((of.interrogation_interval == 900s && of.counter_interval == 3600s));
  BOOST_TEST((of.freeze == iec104::freeze::freeze_and_reset));
  BOOST_TEST((of.synchronizes && of.clock_interval == 60s));
  BOOST_TEST((of.confirmation_timeout == 3s && of.termination_timeout == 20s));
  BOOST_TEST((of.interrogation_timeout == 40s));
  BOOST_TEST((of.zone.ahead == -210min && of.zone.summer_time));
  BOOST_REQUIRE(of.points.size() == 4);
  BOOST_TEST((of.points[0].at == iec104::address{1, 100}));
  BOOST_TEST((of.points[0].type == type_id::m_me_te_1 && !of.points[0].command));
  BOOST_TEST((of.points[0].scale == 0.1 && of.points[0].offset == -10));
  BOOST_TEST((of.points[1].at == iec104::address{65534, 16'777'215}));
  BOOST_TEST((of.points[1].command == type_id::c_sc_ta_1 && !of.points[1].type));
  BOOST_TEST((of.points[1].select && !of.points[1].terminates));
  BOOST_TEST((of.points[1].qualifier == 2));
  BOOST_TEST((of.points[2].qualifier == 4 && !of.points[2].terminates));
  BOOST_TEST((of.points[3].qualifier == 3 && !of.points[3].terminates));
  BOOST_TEST((x.units == std::vector<std::string>{"kV", "", "", ""}));
}

BOOST_AUTO_TEST_CASE(reads_every_key_of_a_server) {
  auto station = loaded(R"(
state: /var/lib/bus
servers:
- name: out
  enabled: false
  protocol: iec104
  tcp: {host: 0.0.0.0}
  iec104:
    k: 20
    w: 10
    t1: 20
    t2: 5
    t3: 30
    time_zone: "+01:00"
    event_buffer: 500
    max_groups: 3
    max_peers: 9
    background_interval: 300
    clock: refuse
    commands: {decide: follow, timeout: 3, end_timeout: 20, select_timeout: 30, age: 0, travel: 1.5}
  redundancy_groups:
  - {name: north, clients: [10.0.0.1, "fe80::1"]}
  - {name: south, clients: ["::ffff:10.0.0.2"]}
  files:
  - {address: 1/30000, name: 2, path: /var/records/last.dat}
  - {address: 2/30000, path: notes.txt}
  points:
  - {address: 1/100, type: M_ME_TF_1, groups: [1, 16], spontaneous: false, cycle: 5, deadband: 0.5,
     scale: 0.001, offset: 1, unit: MW}
  - {address: 1/200, command: C_DC_TA_1, select: true, feedback: 1/201}
  - {address: 1/201, type: M_DP_TA_1}
  - {address: 2/1, type: M_EP_TE_1}
  - {address: 2/2, type: M_PS_NA_1, groups: [2]}
)");
  auto& tcp = std::get<tcp_settings>(station.servers[0].carrier);
  BOOST_TEST((tcp.host == "0.0.0.0" && tcp.port == 2404));
  BOOST_TEST(!station.servers[0].enabled);
  BOOST_TEST(station.servers[0].name() == "out");
  auto& x = server_of(station);
  BOOST_TEST((x.state == "/var/lib/bus" && x.max_peers == 9));
  BOOST_TEST((x.session.k == 20 && x.session.w == 10 && x.session.t1 == 20s));
  BOOST_TEST((x.session.t2 == 5s && x.session.t3 == 30s));
  BOOST_TEST(!x.session.acknowledges_taken);
  auto& how = x.how;
  BOOST_TEST((how.zone.ahead == 60min && !how.zone.summer_time));
  BOOST_TEST((how.buffer == 500 && how.most_groups == 3 && how.background == 300s));
  BOOST_TEST((!how.sets_clock && how.commands == iec104::command_policy::follow));
  BOOST_TEST((how.decision_timeout == 3s && how.oper_timeout == 20s));
  BOOST_TEST((how.select_timeout == 30s && how.command_age == 0s));
  BOOST_TEST((how.travel == 1500ms));
  BOOST_REQUIRE(x.files.size() == 2);
  BOOST_TEST((x.files[0].name == iec104::file_name{{1, 30'000}, 2}));
  BOOST_TEST(x.files[0].path == "/var/records/last.dat");
  BOOST_TEST((x.files[1].name == iec104::file_name{{2, 30'000}, 1}));
  auto& groups = x.station->groups;
  BOOST_REQUIRE(groups.size() == 2);
  BOOST_TEST(groups[0].name == "north");
  BOOST_TEST((groups[0].clients[0] == bytes{10, 0, 0, 1}));
  BOOST_TEST((groups[0].clients[1].size() == 16));
  BOOST_TEST((groups[1].clients[0] == bytes{10, 0, 0, 2}));
  auto& all = x.station->points;
  BOOST_REQUIRE(all.size() == 5);
  BOOST_TEST((all[0].groups == 0x8001 && !all[0].spontaneous && all[0].cycle == 5s));
  BOOST_TEST((all[0].deadband == 0.5 && all[0].scale == 0.001 && all[0].offset == 1));
  BOOST_TEST((all[1].command == type_id::c_dc_ta_1 && all[1].select && !all[1].type));
  BOOST_TEST((all[1].feedback == iec104::address{1, 201}));
  BOOST_TEST((all[2].type == type_id::m_dp_ta_1 && all[2].spontaneous));
  BOOST_TEST(x.units[0] == "MW");
}

BOOST_AUTO_TEST_CASE(has_the_defaults_that_the_schemas_tell) {
  auto point = ", points: [{address: 1/1, type: M_ME_NC_1, command: C_SE_NC_1";
  auto of_connection = std::string{"hat://connection/iec104.yaml#/properties/"};
  auto of_server = std::string{"hat://server/iec104.yaml#/properties/"};
  auto few =
    loaded("connections: [{name: a, protocol: iec104, tcp: {host: h}"
           + std::string{point} + "}]}]\n"
           + "servers: [{name: b, protocol: iec104, tcp: {host: h}" + point + "}]}]\n");
  auto all = loaded(
    "connections: [{name: a, protocol: iec104, tcp: {host: h, port: 2404}, iec104: {"
    + defaults((of_connection + "iec104").c_str()) + "}" + point + ", "
    + defaults((of_connection + "points/items").c_str()) + "}]}]\n"
    + "servers: [{name: b, protocol: iec104, tcp: {host: h, port: 2404}, iec104: {"
    + defaults((of_server + "iec104").c_str()) + ", commands: {"
    + defaults((of_server + "iec104/properties/commands").c_str()) + "}}" + point + ", "
    + defaults((of_server + "points/items").c_str()) + "}]}]\n");
  auto &x = client_of(few), &y = client_of(all);
  BOOST_TEST(same(x.session, y.session));
  BOOST_TEST(same(x.client.zone, y.client.zone));
  BOOST_TEST((x.client.common_addresses == y.client.common_addresses));
  BOOST_TEST((x.client.originator == y.client.originator
              && x.client.interrogates == y.client.interrogates
              && x.client.interrogation_interval == y.client.interrogation_interval));
  BOOST_TEST((x.client.interrogates_counters == y.client.interrogates_counters
              && x.client.counter_interval == y.client.counter_interval
              && x.client.freeze == y.client.freeze));
  BOOST_TEST((x.client.synchronizes == y.client.synchronizes
              && x.client.clock_interval == y.client.clock_interval));
  BOOST_TEST((x.client.confirmation_timeout == y.client.confirmation_timeout
              && x.client.termination_timeout == y.client.termination_timeout
              && x.client.interrogation_timeout == y.client.interrogation_timeout));
  auto &a = x.client.points[0], &b = y.client.points[0];
  BOOST_TEST((a.select == b.select && a.terminates == b.terminates
              && a.qualifier == b.qualifier && a.scale == b.scale
              && a.offset == b.offset));
  auto &s = server_of(few), &t = server_of(all);
  BOOST_TEST(same(s.session, t.session));
  BOOST_TEST(same(s.how.zone, t.how.zone));
  BOOST_TEST(s.max_peers == t.max_peers);
  BOOST_TEST((
    s.how.commands == t.how.commands && s.how.decision_timeout == t.how.decision_timeout
    && s.how.travel == t.how.travel && s.how.oper_timeout == t.how.oper_timeout));
  BOOST_TEST((s.how.select_timeout == t.how.select_timeout
              && s.how.command_age == t.how.command_age && s.how.buffer == t.how.buffer
              && s.how.most_groups == t.how.most_groups));
  BOOST_TEST(
    (s.how.background == t.how.background && s.how.sets_clock == t.how.sets_clock));
  auto &c = s.station->points[0], &d = t.station->points[0];
  BOOST_TEST((c.groups == d.groups && c.spontaneous == d.spontaneous
              && c.cycle == d.cycle && c.deadband == d.deadband && c.scale == d.scale
              && c.offset == d.offset && c.select == d.select));
}

BOOST_AUTO_TEST_CASE(knows_all_types_of_points) {
  auto names = [](const char* schema) {
    auto out = std::set<std::string>{};
    for (auto& one : (*schemas().find(schema))["enum"].GetArray())
      out.emplace(one.GetString());
    return out;
  };
  auto told_as = std::set<std::string>{}, commanded = told_as;
  for (auto& one : iec104::type_table) {
    if (is_monitored(one.id))
      told_as.emplace(one.name);
    if (is_point_command(one.id))
      commanded.emplace(one.name);
  }
  auto of_points =
    std::string{"hat://connection/iec104.yaml#/properties/points/items/properties/"};
  BOOST_TEST((names((of_points + "type").c_str()) == told_as));
  BOOST_TEST((names((of_points + "command").c_str()) == commanded));
}

BOOST_AUTO_TEST_CASE(a_command_is_shown_by_what_holds_its_value) {
  BOOST_TEST(shows(type_id::m_sp_tb_1, type_id::c_sc_na_1));
  BOOST_TEST(shows(type_id::m_dp_na_1, type_id::c_sc_ta_1));
  BOOST_TEST(shows(type_id::m_dp_na_1, type_id::c_dc_na_1));
  BOOST_TEST(shows(type_id::m_sp_na_1, type_id::c_dc_na_1));
  BOOST_TEST(shows(type_id::m_st_na_1, type_id::c_rc_na_1));
  BOOST_TEST(!shows(type_id::m_me_nb_1, type_id::c_rc_na_1));
  BOOST_TEST(shows(type_id::m_me_nd_1, type_id::c_se_nc_1));
  BOOST_TEST(!shows(type_id::m_it_na_1, type_id::c_se_nc_1));
  BOOST_TEST(shows(type_id::m_bo_tb_1, type_id::c_bo_na_1));
  BOOST_TEST(!shows(type_id::m_me_nc_1, type_id::p_me_nc_1));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::configuration
