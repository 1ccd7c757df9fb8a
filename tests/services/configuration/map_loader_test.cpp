#include "services/configuration/station_loader.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::configuration {

namespace {

environment with_files() {
  auto file = [](const std::string& path) {
    return read_file(STATIONBUS_SOURCE_DIR "/deploy/examples/" + path);
  };
  return {{}, file};
}

const std::string ends = R"(connections:
- {name: ied1, protocol: iec61850, tcp: {host: h, port: 102}, reports: [{rcb: LD0/LLN0.RP.u01}]}
- {name: ied2, protocol: iec61850, tcp: {host: h, port: 102}}
- {name: dev1, protocol: mms, tcp: {host: h, port: 102}, polls: [{refs: [LD/a]}]}
- name: pv1
  protocol: modbus
  modbus: {address: "tcp://h:502"}
  points:
  - {name: power, table: HOLDING_REGISTER, address: 1, format: float32}
  - {name: energy, table: INPUT_REGISTER, address: 3, format: uint32}
  - {name: label, table: INPUT_REGISTER, address: 5, format: string, quantity: 4}
  - {name: breaker, table: COIL, address: 1, writable: true}
  - {name: alarm, table: DISCRETE_INPUT, address: 1}
- name: rtu1
  protocol: iec104
  tcp: {host: h}
  points:
  - {address: 1/100, type: M_ME_TF_1}
  - {address: 1/1, type: M_DP_TB_1}
  - {address: 1/3, type: M_ST_TB_1}
  - {address: 1/200, command: C_SC_NA_1}
  - {address: 1/201, command: C_SE_NC_1}
  - {address: 1/202, command: P_ME_NC_1, qualifier: 1}
servers:
- {name: gw, protocol: iec61850, tcp: {host: h, port: 102}, scl: {file: pv-plant.cid}}
- {name: gw2, protocol: iec61850, tcp: {host: h, port: 103}, scl: {file: pv-plant.cid}, commands: {decide: follow}}
- {name: srv, protocol: mms, tcp: {host: h, port: 104},
   vmd: {domains: {LD: {variables: {a: float32, b: boolean, d: bit-string(2), tap: {transInd: boolean, posVal: int8}}}}}}
- name: out
  protocol: iec104
  tcp: {host: h}
  points:
  - {address: 1/1, type: M_SP_TB_1}
  - {address: 1/2, type: M_DP_TB_1}
  - {address: 1/3, type: M_ST_TB_1}
  - {address: 1/4, type: M_BO_TB_1}
  - {address: 1/100, type: M_ME_TF_1}
  - {address: 1/101, type: M_ME_NB_1}
  - {address: 1/102, type: M_ME_ND_1}
  - {address: 1/103, type: M_ME_NC_1}
  - {address: 1/200, command: C_SC_NA_1}
  - {address: 1/201, command: C_SE_NC_1}
  - {address: 1/202, command: C_RC_NA_1}
- {name: out2, protocol: iec104, tcp: {host: h}, iec104: {commands: {decide: follow}},
   points: [{address: 1/200, command: C_SC_NA_1}]}
)";

constexpr auto power = "gw:PVLD0/MMXU1.TotW.mag.f[MX]";
constexpr auto switched = "gw:PVLD0/GGIO1.SPCSO1";

std::string rule(const std::string& from, const std::string& to,
                 const std::string& more = {}) {
  return "  - {from: \"" + from + "\", to: \"" + to + "\"" + more + "}\n";
}

std::string map(const std::string& values, const std::string& commands = {}) {
  return ends + "gateways:\n- name: m\n  protocol: map\n"
         + (values.empty() ? "" : "  values:\n" + values)
         + (commands.empty() ? "" : "  commands:\n" + commands);
}

station_file loaded(const std::string& text) {
  auto read = load_station(text, "f", with_files());
  if (!read)
    for (auto& x : read.error())
      BOOST_TEST_MESSAGE(to_string(x));
  BOOST_REQUIRE(read);
  return std::move(*read);
}

/// Without the file and its lines.
std::string told(const std::string& text) {
  auto read = load_station(text, "f", with_files());
  auto out = std::string{};
  if (!read)
    for (auto& x : read.error())
      out += (out.empty() ? "" : "\n") + x.path + ": " + x.text;
  return out;
}

std::string of_value(const std::string& from, const std::string& to,
                     const std::string& more = {}) {
  auto out = told(map(rule(from, to, more)));
  auto head = std::string{"gateways[0].values[0]."};
  return out.starts_with(head) ? out.substr(head.size()) : out;
}

std::string of_command(const std::string& from, const std::string& to,
                       const std::string& more = {}) {
  auto out = told(map({}, rule(from, to, more)));
  auto head = std::string{"gateways[0].commands[0]."};
  return out.starts_with(head) ? out.substr(head.size()) : out;
}

map_settings::value_rule value_rule(const std::string& from, const std::string& to) {
  return loaded(map(rule(from, to))).station.maps.at(0).values.at(0);
}

map_settings::command_rule command_rule(const std::string& from, const std::string& to,
                                        const std::string& more = {}) {
  return loaded(map({}, rule(from, to, more))).station.maps.at(0).commands.at(0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(configuration_map)

BOOST_AUTO_TEST_CASE(reads_rules) {
  auto file = loaded(map(rule("pv1:power", "out:1/100", ", scale: 0.001, offset: 2"),
                         rule("out:1/201", "rtu1:1/201", ", scale: 10, action: write")
                           + rule(switched, "ied1:LD0/CSWI1.Pos")));
  BOOST_REQUIRE(file.station.maps.size() == 1);
  auto& x = file.station.maps[0];
  BOOST_TEST(x.name == "m");
  BOOST_REQUIRE(x.values.size() == 1);
  BOOST_TEST((x.values[0].from == "pv1:power" && x.values[0].to == "out:1/100"));
  BOOST_TEST((x.values[0].scale == 0.001 && x.values[0].offset == 2));
  BOOST_TEST(x.values[0].type == "float");
  BOOST_TEST((x.values[0].quality.empty() && x.values[0].time.empty()));
  BOOST_REQUIRE(x.commands.size() == 2);
  BOOST_TEST((x.commands[0].from == "out:1/201" && x.commands[0].to == "rtu1:1/201"));
  BOOST_TEST((x.commands[0].scale == 10 && !x.commands[0].operates));
  BOOST_TEST((x.commands[1].from == switched && x.commands[1].operates));
  BOOST_TEST(file.station.gateways.empty());
  BOOST_TEST(file.notices.empty());
}

BOOST_AUTO_TEST_CASE(an_attribute_has_quality_and_time_beside_it) {
  auto x = value_rule("rtu1:01/100", "gw:PVLD0/MMXU1$MX$TotW$mag$f");
  BOOST_TEST(x.from == "rtu1:1/100");
  BOOST_TEST(x.to == power);
  BOOST_TEST(x.quality == "gw:PVLD0/MMXU1.TotW.q[MX]");
  BOOST_TEST(x.time == "gw:PVLD0/MMXU1.TotW.t[MX]");
  BOOST_TEST(x.type == "float");
}

BOOST_AUTO_TEST_CASE(a_target_says_what_it_takes) {
  auto type = [](const char* from, const char* to) {
    return value_rule(from, to).type;
  };
  BOOST_TEST(type("pv1:alarm", "out:1/1") == "boolean");
  BOOST_TEST(type("pv1:alarm", "out:1/2") == "double-point");
  BOOST_TEST(type("rtu1:1/3", "out:1/3") == "structure");
  BOOST_TEST(type("pv1:energy", "out:1/4") == "bit-string");
  BOOST_TEST(type("pv1:energy", "out:1/101") == "integer");
  BOOST_TEST(type("rtu1:1/1", "srv:LD/d") == "double-point");
  BOOST_TEST(type("pv1:alarm", "gw:PVLD0/GGIO1.SPCSO1.stVal[ST]") == "boolean");
}

BOOST_AUTO_TEST_CASE(anything_that_is_there_is_a_source) {
  for (auto* from :
       {"ied1:LD0/MMXU1.TotW.mag.f[MX]", "dev1:LD/a", "pv1:power", "pv1:holding/7",
        "rtu1:1/9999", "gw:PVLD0/MMXU1.Hz.mag.f[MX]", "srv:LD/a", "out:1/101"})
    BOOST_TEST(value_rule(from, "out:1/100").from == from);
  BOOST_TEST(value_rule("ied1:LD0/MMXU1$MX$TotW$mag$f", "out:1/100").from
             == "ied1:LD0/MMXU1.TotW.mag.f[MX]");
}

BOOST_AUTO_TEST_CASE(a_register_that_is_mapped_is_polled) {
  auto file = loaded(
    map(rule("pv1:holding/7", "out:1/100") + rule("pv1:holding/7", "out:1/101")));
  auto& modbus = std::get<modbus_settings>(file.station.connections[3].protocol);
  BOOST_REQUIRE(modbus.points.size() == 6);
  BOOST_TEST(modbus.points[5].name == "holding/7");
  BOOST_TEST(modbus.points[5].address == 7);
  BOOST_TEST(modbus.units.size() == 6);
}

BOOST_AUTO_TEST_CASE(tells_sources_and_targets_that_are_not_there) {
  BOOST_TEST(of_value("pv2:power", "out:1/100")
             == "from: \"pv2\" is no connection or server of this file, expected the "
                "name of one (did you mean pv1?)");
  BOOST_TEST(of_value("pv1:power", "pv1:breaker")
             == "to: \"pv1\" is no server of this file, expected one of gw, gw2, srv, "
                "out, out2");
  BOOST_TEST(of_value("pv1:powr", "out:1/100")
             == "from: \"pv1:powr\" is no point of its connection, expected one of its "
                "points, or a place such as holding/100 (did you mean power?)");
  BOOST_TEST(
    of_value("ied1:LD0/MMXU1.TotW", "out:1/100")
    == "from: \"ied1:LD0/MMXU1.TotW\" names no data, expected LD/LN.DO.DA[FC]");
  BOOST_TEST(of_value("dev1:LD", "out:1/100")
             == "from: \"dev1:LD\" names no variable, expected DOMAIN/ITEM");
  BOOST_TEST(of_value("rtu1:1", "out:1/100")
             == "from: \"rtu1:1\" names no point, expected an address such as 1/100");
  BOOST_TEST(of_value("rtu1:2/1", "out:1/100")
             == "from: \"rtu1:2/1\" has a common address that the connection has not, "
                "expected one of its iec104.common_addresses");
  BOOST_TEST(of_value("pv1:power", "out:1/999")
             == "to: \"out:1/999\" is no point that the server tells, expected the "
                "address of one with the key type");
  BOOST_TEST(
    of_value("pv1:power", "out:1/201").starts_with("to: \"out:1/201\" is no "));
  BOOST_TEST(of_value("pv1:power", "gw:PVLD0/MMXU9.TotW.mag.f[MX]")
             == "to: \"gw:PVLD0/MMXU9.TotW.mag.f[MX]\" is no attribute of the server, "
                "expected LD/LN.DO.DA[FC] of one");
  BOOST_TEST(of_value("pv1:breaker", "gw:PVLD0/GGIO1.SPCSO1.Oper.ctlVal[CO]")
               .starts_with("to: \"gw:PVLD0/GGIO1.SPCSO1.Oper.ctlVal[CO]\" is no "));
  BOOST_TEST(
    of_value("pv1:power", "srv:LD/x")
    == "to: \"srv:LD/x\" is no variable of the server, expected DOMAIN/ITEM of "
       "one");
  BOOST_TEST(of_value("srv:LD/tap", "out:1/3")
             == "from: \"srv:LD/tap\" is a structure, expected one of its components");
  BOOST_TEST(of_value("gw:PVLD0/MMXU1.TotW.mag[MX]", "out:1/100")
             == "from: \"gw:PVLD0/MMXU1.TotW.mag[MX]\" is a structure, expected one of "
                "its attributes");
  BOOST_TEST(of_value("out:1/100", "out:1/100")
             == "to: \"out:1/100\" is the source, too, expected another point");
  BOOST_TEST(of_value("power", "out:1/100")
             == "from: \"power\" does not fit, expected a reference such as "
                "pv1:active_power");
}

BOOST_AUTO_TEST_CASE(tells_kinds_that_do_not_go_together) {
  auto pairs = std::initializer_list<std::array<const char*, 2>>{
    {"pv1:alarm", "out:1/2"},   {"pv1:alarm", "out:1/100"}, {"rtu1:1/1", "out:1/1"},
    {"pv1:energy", "out:1/3"},  {"rtu1:1/3", "srv:LD/tap"}, {"pv1:power", "out:1/101"},
    {"pv1:alarm", "srv:LD/b"},  {"pv1:alarm", "srv:LD/d"},  {"rtu1:1/9", "out:1/4"},
    {"out:1/101", "out:1/100"},
  };
  for (auto [from, to] : pairs)
    BOOST_TEST(of_value(from, to) == "", from << " to " << to);
  BOOST_TEST(of_value("pv1:label", "out:1/100")
             == "from: \"pv1:label\" is a string, expected a number or a boolean for "
                "\"out:1/100\"");
  BOOST_TEST(of_value("pv1:holding/1:4", "out:1/1")
             == "from: \"pv1:holding/1:4\" is an array, expected a boolean or a "
                "double-point for \"out:1/1\"");
  BOOST_TEST(of_value("pv1:power", "out:1/1")
             == "from: \"pv1:power\" is a float, expected a boolean or a double-point "
                "for \"out:1/1\"");
  BOOST_TEST(of_value("rtu1:1/1", "out:1/100")
             == "from: \"rtu1:1/1\" is a double-point, expected a number or a boolean "
                "for \"out:1/100\"");
  BOOST_TEST(of_value("pv1:power", "out:1/3")
             == "from: \"pv1:power\" is a float, expected a structure of posVal, "
                "transInd or a whole number for \"out:1/3\"");
  BOOST_TEST(of_value("pv1:alarm", "out:1/2", ", scale: 2")
             == "scale: \"out:1/2\" takes a boolean or a double-point from a boolean, "
                "expected no scale and no offset");
  BOOST_TEST(of_value("pv1:energy", "out:1/4", ", offset: 2")
             == "offset: \"out:1/4\" takes a bit-string or a whole number from an "
                "unsigned, expected no scale and no offset");
  BOOST_TEST(of_value("pv1:power", "out:1/100", ", scale: 0")
             == "scale: 0 makes all values the same, expected another number");
  BOOST_TEST(of_value("pv1:alarm", "out:1/100", ", scale: 100") == "");
}

BOOST_AUTO_TEST_CASE(a_command_goes_where_it_is_taken) {
  auto operates = [](const char* from, const char* to, const char* more = "") {
    return command_rule(from, to, more).operates;
  };
  BOOST_TEST(!operates("out:1/200", "pv1:breaker"));
  BOOST_TEST(!operates("out:1/201", "pv1:holding/9"));
  BOOST_TEST(operates("out:1/200", "rtu1:1/200"));
  BOOST_TEST(operates("out:1/201", "rtu1:1/201"));
  BOOST_TEST(!operates("out:1/201", "rtu1:1/201", ", action: write"));
  BOOST_TEST(!operates("out:1/201", "rtu1:1/202"));
  BOOST_TEST(operates("out:1/200", "ied1:LD0/CSWI1.Pos"));
  BOOST_TEST(!operates("out:1/201", "ied1:LD0/DRCC1.MaxWLim.setMag.f[SP]"));
  BOOST_TEST(!operates("out:1/200", "dev1:LD/b"));
  BOOST_TEST(!operates("out:1/200", "srv:LD/b"));
  BOOST_TEST(!operates("out:1/202", "srv:LD/a"));
  BOOST_TEST(!operates(switched, "out:1/1"));
  BOOST_TEST(operates(switched, "rtu1:1/200", ", action: operate"));
}

BOOST_AUTO_TEST_CASE(tells_commands_that_lead_nowhere) {
  BOOST_TEST(
    of_command("pv1:breaker", "rtu1:1/200")
    == "from: \"pv1\" is no server of this file, expected one of gw, gw2, srv, "
       "out, out2");
  BOOST_TEST(of_command("out:1/100", "rtu1:1/201")
             == "from: \"out:1/100\" is no point that the server's clients command, "
                "expected the address of one with the key command");
  BOOST_TEST(of_command("out2:1/200", "pv1:breaker")
             == "from: \"out2:1/200\" is of a server that accepts commands by itself "
                "(commands.decide: follow), expected ask");
  BOOST_TEST(of_command("gw2:PVLD0/GGIO1.SPCSO1", "pv1:breaker")
             == "from: \"gw2:PVLD0/GGIO1.SPCSO1\" is of a server that accepts commands "
                "by itself (commands.decide: follow), expected ask");
  BOOST_TEST(of_command("gw:PVLD0/MMXU1.TotW", "pv1:breaker")
             == "from: \"gw:PVLD0/MMXU1.TotW\" is no object of the server that can be "
                "controlled, expected LD/LN.DO of one with Oper");
  BOOST_TEST(
    of_command("srv:LD/b", "pv1:breaker")
    == "from: \"srv:LD/b\" is of an MMS server, which has no commands, expected "
       "a point of an IEC 60870-5-104 server or an object of an IEC 61850 "
       "server");
  BOOST_TEST(
    of_command("out:1/201", "pv1:power")
    == "to: \"pv1:power\" cannot be written, expected a point that is writable: "
       "true");
  BOOST_TEST(of_command("out:1/201", "pv1:input/1")
             == "to: \"pv1:input/1\" cannot be written, expected a point that is "
                "writable: true");
  BOOST_TEST(
    of_command("out:1/201", "rtu1:1/100")
    == "to: \"rtu1:1/100\" is not commanded, expected a point of its connection "
       "with the key command");
  BOOST_TEST(of_command("out:1/201", "ied1:LD0/CSWI1")
             == "to: \"ied1:LD0/CSWI1\" names nothing to operate or write, expected "
                "LD/LN.DO, or LD/LN.DO.DA[FC]");
  BOOST_TEST(of_command("out:1/200", "pv1:breaker", ", action: operate")
             == "action: \"pv1:breaker\" is written, expected write, or no action");
  BOOST_TEST(of_command("out:1/200", "rtu1:1/200", ", action: write")
             == "action: \"rtu1:1/200\" is operated, expected operate, or no action");
  BOOST_TEST(of_command("out:1/201", "pv1:breaker")
             == "from: \"out:1/201\" is a float, expected a boolean or a double-point "
                "for \"pv1:breaker\"");
}

BOOST_AUTO_TEST_CASE(a_step_is_written_as_a_number) {
  BOOST_TEST(of_command("out:1/202", "pv1:holding/9") == "");
  BOOST_TEST(of_command("out:1/202", "rtu1:1/200")
             == "from: \"out:1/202\" is a regulating-step, expected a boolean or a "
                "double-point for \"rtu1:1/200\"");
}

BOOST_AUTO_TEST_CASE(nothing_is_fed_or_commanded_twice) {
  auto second = "- name: n\n  protocol: map\n  values:\n"
                + rule("pv1:energy", "out:01/100") + "  commands:\n"
                + rule("out:1/200", "rtu1:1/200");
  BOOST_TEST(
    told(map(rule("pv1:power", "out:1/100"), rule("out:1/200", "pv1:breaker")) + second)
    == "gateways[1].values[0].to: \"out:1/100\" is fed in line 50 already, "
       "expected one source\n"
       "gateways[1].commands[0].from: \"out:1/200\" is commanded in line 52 "
       "already, expected one target");
}

BOOST_AUTO_TEST_CASE(what_another_gateway_has_is_its_own) {
  auto bridge =
    std::string{"- {name: b, protocol: iec61850, server: gw, client: ied1}\n"};
  BOOST_TEST(told(map(rule("pv1:power", power), rule(switched, "pv1:breaker")) + bridge)
             == "gateways[0].values[0].to: \"" + std::string{power}
                  + "\" is fed by the gateway \"b\", expected one source\n"
                    "gateways[0].commands[0].from: \""
                  + switched
                  + "\" is commanded by the gateway \"b\", expected one target");
  auto translating = std::string{R"(
- {name: t, protocol: modbus61850, server: gw, client: pv1, translations: [
    {direction: modbus_to_iec61850, iec61850_logical_device: PVLD0, iec61850_address: [MMXU1, MX, TotW, mag, f],
     iec61850_type: float, modbus_type: HOLDING_REGISTER, modbus_address: 100, modbus_quantity: 2},
    {direction: iec61850_to_modbus, iec61850_logical_device: PVLD0, iec61850_address: [GGIO1, CO, SPCSO1, Oper, ctlVal],
     iec61850_type: bool, modbus_type: COIL, modbus_address: 3, modbus_quantity: 1}]}
)"};
  BOOST_TEST(told(map(rule("pv1:power", power)
                        + rule("pv1:power", "gw:PVLD0/MMXU1.Hz.mag.f[MX]"),
                      rule(switched, "pv1:breaker"))
                  + translating)
             == "gateways[0].values[0].to: \"" + std::string{power}
                  + "\" is fed by the gateway \"t\", expected one source\n"
                    "gateways[0].commands[0].from: \""
                  + switched
                  + "\" is commanded by the gateway \"t\", expected one target");
}

BOOST_AUTO_TEST_CASE(an_empty_map_is_a_mistake) {
  BOOST_TEST(
    told(map({}))
    == "gateways[0]: values and commands are missing, expected one of them, or "
       "both");
}

BOOST_AUTO_TEST_CASE(notes_what_is_not_told) {
  auto notices = [](const std::string& values) { return loaded(map(values)).notices; };
  using texts = std::vector<std::string>;
  BOOST_TEST((notices(rule("pv1:power", "out:1/101"))
              == texts{"m: out:1/101 is told without time, as M_ME_NB_1"}));
  BOOST_TEST((notices(rule("pv1:power", "out:1/102"))
              == texts{"m: out:1/102 is told without quality and time, as M_ME_ND_1"}));
  BOOST_TEST((notices(rule("pv1:power", "srv:LD/a") + rule("pv1:alarm", "srv:LD/b"))
              == texts{"m: srv:LD/a (and 1 more) takes neither quality nor time"}));
  BOOST_TEST((notices(rule("ied2:LD0/MMXU1.TotW.mag.f[MX]", "out:1/100"))
              == texts{"m: ied2:LD0/MMXU1.TotW.mag.f[MX] is of a connection without "
                       "reports and polls: nothing tells it"}));
  BOOST_TEST(
    (notices(rule("dev1:LD/b", "out:1/100"))
     == texts{"m: dev1:LD/b is in no poll of its connection: nothing tells it"}));
  BOOST_TEST((notices(rule("pv1:power", power)) == texts{}));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::configuration
