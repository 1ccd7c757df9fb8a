#include "services/configuration/station_loader.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::configuration {

namespace {

environment two_variables() {
  auto variable = [](const std::string& name) -> std::optional<std::string> {
    if (name == "PORT")
      return "1502";
    return name == "WORD" ? std::optional<std::string>{"five"} : std::nullopt;
  };
  auto file = [](const std::string& path) -> result<std::string> {
    if (path == "short.key")
      return "not forty characters\n";
    return fail(errc::not_found, "file", "No such file or directory");
  };
  return {variable, file};
}

std::string told(const std::string& text) {
  auto read = load_station(text, "f", two_variables());
  auto out = std::string{};
  if (!read)
    for (auto& x : read.error())
      out += to_string(x) + "\n";
  return out;
}

/// A station with one connection whose lines stand under `connections`.
std::string station(const std::string& lines) {
  return "connections:\n" + lines;
}

/// A station with one good connection and one point, in line 5.
std::string with_point(const std::string& point) {
  return station("- name: a\n"
                 "  protocol: modbus\n"
                 "  modbus: {address: 'tcp://h:502'}\n"
                 "  points: [{"
                 + point + "}]\n");
}

/// The same for a key of the section `modbus`, in line 5.
std::string with_modbus(const std::string& line) {
  return station("- name: a\n"
                 "  protocol: modbus\n"
                 "  modbus: {address: 'tcp://h:502',\n"
                 "    "
                 + line + "}\n");
}

std::string with_zmq(const std::string& lines) {
  return "connections: []\nzmq:\n" + lines;
}

struct example {
  const char* about;
  std::string text;
  std::string expected;
};

const example examples[] = {
  {"nothing at all", "", "f:1:1: is empty, expected a mapping\n"},
  {"no mapping", "- a\n- b\n", "f:1:1: is a list, expected a mapping\n"},
  {"no connections", "name: x\n", "f:1:1: connections is missing, expected a list\n"},
  {"a flow list that does not end", "connections: [1, 2\n",
   "f:2:1: is no YAML: end of sequence flow not found\n"},
  {"a tab as indentation", "connections:\n\t- a\n",
   "f:2:2: is no YAML: illegal block entry, expected spaces instead of tabs\n"},
  {"a string that does not end", "connections: []\nname: \"x\nloops: 1\n",
   "f:4:1: is no YAML: the file ends within a string, expected a closing quote\n"},
  {"two documents", "connections: []\n---\nconnections: []\n",
   "f:2:1: is no YAML: a second document begins, expected only one\n"},
  {"a key twice", "connections: []\nname: a\nname: b\n",
   "f:3:1: name: the key stands twice, first in line 2, expected it once\n"},
  {"a list as key", "connections: []\n? [a]\n: b\n",
   "f:2:3: a key is no word, expected a string of up to 1024 characters\n"},
  {"an alias within its anchor", "connections: &x [*x]\n",
   "f:1:18: is no YAML: the alias stands within its own anchor\n"},
  {"an unknown anchor", "connections: *x\n",
   "f:1:14: is no YAML: the referenced anchor is not defined\n"},
  {"an unknown tag", "connections: []\nname: !secret x\n",
   "f:2:7: name: the tag \"!secret\" is not known here\n"},
  {"a number that is not finite",
   with_point("name: p, table: COIL, address: 1, offset: .inf"),
   "f:5:55: connections[0].points[0].offset: \".inf\" is out of range, expected a "
   "finite number\n"},
  {"an unknown section", "connections: []\nbridges: []\n",
   "f:2:1: bridges: unknown key, expected one of name, zmq, logging, loops, "
   "state, connections, servers, gateways\n"},
  {"an unknown protocol", station("- {name: a, protocol: goose}\n"),
   "f:2:13: connections[0].protocol: \"goose\" is not served by this version, "
   "expected one of modbus, mms, iec61850, iec104\n"},
  {"an unknown protocol with points",
   station("- {name: a, protocol: dnp3, points: [{address: 1}, 5]}\n"),
   "f:2:13: connections[0].protocol: \"dnp3\" is not served by this version, expected "
   "one of modbus, mms, iec61850, iec104\n"},
  {"no protocol", station("- {name: a}\n"),
   "f:2:3: connections[0]: protocol is missing, expected one of modbus, mms, "
   "iec61850, iec104\n"},
  {"servers that are none",
   "servers:\n- {name: s, protocol: goose}\n- {name: t}\n- 5\n",
   "f:2:13: servers[0].protocol: \"goose\" is not served by this version, expected one "
   "of mms, iec61850, iec104\n"
   "f:3:3: servers[1]: protocol is missing, expected one of mms, iec61850, iec104\n"
   "f:4:3: servers[2]: 5 is an integer, expected a mapping\n"},
  {"a type that is none",
   "servers:\n- {name: s, protocol: mms, tcp: {host: 0.0.0.0, port: 102}, vmd:\n"
   "   {domains: {LD: {variables: {a: real, b: {c: int8, d: 5}}}}}}\n",
   "f:3:32: servers[0].vmd.domains.LD.variables.a: \"real\" is no type, expected "
   "boolean, int8 to int64, uint8 to uint64, float32, float64, bit-string(N), "
   "octet-string(N), visible-string(N), mms-string(N), utc-time, binary-time, "
   "binary-time(4), generalized-time, bcd(N), obj-id\n"
   "f:3:54: servers[0].vmd.domains.LD.variables.b.d: no type, expected a text such as "
   "float32, or a mapping\n"},
  {"what does not fit the variables",
   "servers:\n- {name: s, protocol: mms, tcp: {host: 0.0.0.0, port: 102}, vmd:\n"
   "   {domains: {LD: {variables: {a: int8}, values: {a: 300}}}}}\n",
   "f:3:5: servers[0].vmd.domains: LD: a: expected a number from -128 to 127, "
   "expected what fits the variables\n"},
  {"a server with a connection's name",
   "connections:\n- {name: s, protocol: mms, tcp: {host: 127.0.0.1, port: 102}}\n"
   "servers:\n- {name: s, protocol: mms, tcp: {host: 0.0.0.0, port: 102}, vmd: {}}\n",
   "f:4:4: servers[0].name: \"s\" is the name of another one in line 2, expected "
   "different names\n"},
  {"a connection that is a string", station("- pv1\n"),
   "f:2:3: connections[0]: \"pv1\" is a string, expected a mapping\n"},
  {"a misspelt key", with_modbus("poll_intervall: 5"),
   "f:5:5: connections[0].modbus.poll_intervall: unknown key, expected one of address, "
   "device_id, poll_interval, response_timeout, max_outstanding, max_gap, "
   "max_registers, max_bits, max_backoff, reconnect (did you mean poll_interval?)\n"},
  {"a key that resembles none", with_modbus("colour: red"),
   "f:5:5: connections[0].modbus.colour: unknown key, expected one of address, "
   "device_id, poll_interval, response_timeout, max_outstanding, max_gap, "
   "max_registers, max_bits, max_backoff, reconnect\n"},
  {"a number too large", with_modbus("device_id: 300"),
   "f:5:5: connections[0].modbus.device_id: 300 is too large, expected at most 255\n"},
  {"a number too small", with_modbus("poll_interval: 0"),
   "f:5:5: connections[0].modbus.poll_interval: 0 is too small, expected at least "
   "0.001\n"},
  {"a fraction for an integer", with_modbus("device_id: 1.5"),
   "f:5:5: connections[0].modbus.device_id: 1.5 is a number, expected an integer\n"},
  {"a string for a number", with_modbus("device_id: \"1\""),
   "f:5:5: connections[0].modbus.device_id: \"1\" is a string, expected an integer\n"},
  {"a number for a string", with_zmq("  publish: 5560\n"),
   "f:3:3: zmq.publish: 5560 is an integer, expected a string: put it in quotes\n"},
  {"an empty value", with_modbus("device_id: "),
   "f:5:5: connections[0].modbus.device_id: is empty, expected an integer\n"},
  {"a list for a mapping", with_modbus("reconnect: [1, 2]"),
   "f:5:5: connections[0].modbus.reconnect: is a list, expected a mapping\n"},
  {"no address", station("- name: a\n  protocol: modbus\n  modbus: {}\n"),
   "f:4:3: connections[0].modbus: address is missing, expected a string\n"},
  {"a wrong address",
   station("- name: a\n  protocol: modbus\n  modbus: {address: h:502}\n"),
   "f:4:12: connections[0].modbus.address: \"h:502\" is no Modbus address, expected "
   "tcp://HOST:PORT, rtu:///DEVICE?baudrate=9600&parity=even&stop_bits=1, "
   "ascii:///DEVICE?..., rtu+tcp://HOST:PORT or ascii+tcp://HOST:PORT\n"},
  {"a wrong serial parameter",
   station(
     "- name: a\n  protocol: modbus\n  modbus: {address: 'rtu:///dev/x?baud=1'}\n"),
   "f:4:12: connections[0].modbus.address: \"rtu:///dev/x?baud=1\" is no Modbus "
   "address because of \"baud\", expected tcp://HOST:PORT, "
   "rtu:///DEVICE?baudrate=9600&parity=even&stop_bits=1, ascii:///DEVICE?..., "
   "rtu+tcp://HOST:PORT or ascii+tcp://HOST:PORT\n"},
  {"a connection name with a space",
   station("- name: a b\n  protocol: modbus\n  modbus: {address: 'tcp://h'}\n"),
   "f:2:3: connections[0].name: \"a b\" does not fit, expected a letter, then letters, "
   "digits, _ and -\n"},
  {"an empty connection name",
   station("- name: ''\n  protocol: modbus\n  modbus: {address: 'tcp://h'}\n"),
   "f:2:3: connections[0].name: \"\" is too short, expected a letter, then letters, "
   "digits, _ and -\n"},
  {"a connection name twice",
   station("- &one {name: a, protocol: modbus, modbus: {address: 'tcp://h'}}\n- {name: "
           "a, protocol: modbus, modbus: {address: 'tcp://h'}}\n"),
   "f:3:4: connections[1].name: \"a\" is the name of another one in line 2, expected "
   "different names\n"},
  {"a point name twice",
   with_point("name: p, table: COIL, address: 1}, {name: p, table: COIL, address: 2"),
   "f:5:49: connections[0].points[1].name: \"p\" is the name of another one in line 5, "
   "expected different names\n"},
  {"a misspelt format",
   with_point("name: p, table: HOLDING_REGISTER, address: 1, format: flaot32"),
   "f:5:59: connections[0].points[0].format: \"flaot32\" is not one of boolean, int16, "
   "uint16, int32, uint32, int64, uint64, float32, float64, bit, string, bcd, raw (did "
   "you mean float32?)\n"},
  {"a misspelt table", with_point("name: p, table: holding_register, address: 1"),
   "f:5:22: connections[0].points[0].table: \"holding_register\" is not one of COIL, "
   "DISCRETE_INPUT, HOLDING_REGISTER, INPUT_REGISTER, QUEUE (did you mean "
   "HOLDING_REGISTER?)\n"},
  {"an address past the table", with_point("name: p, table: COIL, address: 65536"),
   "f:5:35: connections[0].points[0].address: 65536 is too large, expected at most "
   "65535\n"},
  {"a number as bit format",
   with_point("name: p, table: COIL, address: 1, format: float32"),
   "f:5:47: connections[0].points[0].format: \"float32\" does not fit the table, "
   "expected boolean\n"},
  {"a point over the table's end",
   with_point("name: p, table: HOLDING_REGISTER, address: 65535, format: int32"),
   "f:5:13: connections[0].points[0].quantity: 2 from address 65535 on do not fit, "
   "expected up to 125 registers, up to address 65535 (4 in bcd; written 123, with "
   "exchange 121)\n"},
  {"a quantity that is not the format's",
   with_point(
     "name: p, table: HOLDING_REGISTER, address: 1, format: float32, quantity: 4"),
   "f:5:76: connections[0].points[0].quantity: 4 does not fit \"float32\", expected 2 "
   "or no quantity\n"},
  {"a bit without its format",
   with_point("name: p, table: HOLDING_REGISTER, address: 1, bit: 4"),
   "f:5:59: connections[0].points[0].bit: it goes with one format only, expected "
   "format: bit\n"},
  {"an input that is writable",
   with_point("name: p, table: INPUT_REGISTER, address: 1, writable: true"),
   "f:5:57: connections[0].points[0].writable: the table cannot be written, expected "
   "COIL or HOLDING_REGISTER\n"},
  {"a scale of zero",
   with_point("name: p, table: INPUT_REGISTER, address: 1, scale: 0"),
   "f:5:57: connections[0].points[0].scale: scale and offset do not fit, expected a "
   "format with numbers, and a scale other than 0\n"},
  {"a writer that does not fit",
   with_point("name: p, table: COIL, address: 1, writable: true, write_with: mask"),
   "f:5:63: connections[0].points[0].write_with: does not fit the format, expected "
   "mask for bit only, exchange for registers only, multiple for all but bit\n"},
  {"an open endpoint", with_zmq("  publish: tcp://*:5560\n"),
   "f:3:3: zmq.publish: \"tcp://*:5560\" is open to other machines without encryption, "
   "expected a loopback endpoint such as tcp://127.0.0.1:5560, or keys in zmq.curve "
   "(server_secret_key_file, allowed_clients)\n"},
  {"a name that only looks like loopback",
   with_zmq("  request: tcp://127.example.org:5561\n"),
   "f:3:3: zmq.request: \"tcp://127.example.org:5561\" is open to other machines "
   "without encryption, expected a loopback endpoint such as tcp://127.0.0.1:5560, or "
   "keys in zmq.curve (server_secret_key_file, allowed_clients)\n"},
  {"an endpoint without port", with_zmq("  publish: tcp://127.0.0.1\n"),
   "f:3:3: zmq.publish: \"tcp://127.0.0.1\" has no host or port, expected an endpoint "
   "such as tcp://127.0.0.1:5560\n"},
  {"an endpoint of another kind", with_zmq("  publish: udp://127.0.0.1:1\n"),
   "f:3:3: zmq.publish: \"udp://127.0.0.1:1\" does not fit, expected an endpoint such "
   "as tcp://127.0.0.1:5560\n"},
  {"one endpoint for both", with_zmq("  publish: tcp://127.0.0.1:5561\n"),
   "f:3:3: zmq.request: \"tcp://127.0.0.1:5561\" is publish's too, expected another "
   "one\n"},
  {"an encoding to come", with_zmq("  encoding: cbor\n"),
   "f:3:3: zmq.encoding: \"cbor\" is not json\n"},
  {"a secret that is too short",
   with_zmq("  curve:\n    server_secret_key: hunter2\n    allowed_clients: [x]\n"),
   "f:4:5: zmq.curve.server_secret_key: the value is too short, expected a Z85 key of "
   "40 characters\n"
   "f:5:23: zmq.curve.allowed_clients[0]: \"x\" is too short, expected a Z85 key of 40 "
   "characters\n"},
  {"a secret file that is too short",
   with_zmq("  curve: {server_secret_key_file: short.key, allowed_clients: []}\n"),
   "f:3:11: zmq.curve.server_secret_key: the value is too short, expected a Z85 key of "
   "40 characters\n"
   "f:3:46: zmq.curve.allowed_clients: has 0 items, expected at least 1\n"},
  {"a secret file that is not there",
   with_zmq("  curve:\n    server_secret_key_file: no.key\n    allowed_clients: []\n"),
   "f:4:5: zmq.curve.server_secret_key_file: \"no.key\" cannot be read (No such file "
   "or directory), expected a file\n"
   "f:5:5: zmq.curve.allowed_clients: has 0 items, expected at least 1\n"},
  {"a secret and its file",
   with_zmq("  curve:\n    server_secret_key: abc\n    server_secret_key_file: "
            "short.key\n    allowed_clients: []\n"),
   "f:4:5: zmq.curve.server_secret_key: the value is too short, expected a Z85 key of "
   "40 characters\n"
   "f:5:5: zmq.curve.server_secret_key_file: stands beside server_secret_key, expected "
   "one of the two\n"
   "f:6:5: zmq.curve.allowed_clients: has 0 items, expected at least 1\n"},
  {"a variable that is not set", "connections: []\nname: ${NOWHERE}\n",
   "f:2:7: name: the environment variable NOWHERE is not set, expected it or "
   "${NOWHERE:-default}\n"},
  {"a variable without a name", "connections: []\nname: ${-x}\n",
   "f:2:7: name: ${-x} names no variable, expected ${NAME} or ${NAME:-default} ($${ "
   "stands for ${ itself)\n"},
  {"a variable without an end", "connections: []\nname: ${PORT\n",
   "f:2:7: name: ${ has no }, expected ${NAME} or ${NAME:-default} ($${ stands for ${ "
   "itself)\n"},
  {"a variable of the wrong type", "connections: []\nloops: ${WORD}\n",
   "f:2:1: loops: \"five\" is a string, expected an integer\n"},
  {"an unknown log level",
   "connections: []\nlogging:\n  levels: {connection.a: LOUD}\n",
   "f:3:12: logging.levels[\"connection.a\"]: \"LOUD\" is not one of NOTSET, CRITICAL, "
   "ERROR, WARNING, INFO, DEBUG\n"},
  {"half a log file", "connections: []\nlogging: {file_count: 1.5}\n",
   "f:2:11: logging.file_count: 1.5 is between the steps, expected a whole number\n"},
  {"reconnecting the wrong way round", with_modbus("reconnect: {first: 5, longest: 1}"),
   "f:5:27: connections[0].modbus.reconnect: first is longer than longest, expected "
   "first up to longest\n"},
  {"one line with two speeds",
   station("- {name: a, protocol: modbus, modbus: {address: "
           "'rtu:///dev/x?baudrate=9600'}}\n- {name: b, protocol: modbus, modbus: "
           "{address: 'rtu:///dev/x'}}\n"),
   "f:3:40: connections[1].modbus.address: \"/dev/x\" has other parameters in line 2, "
   "expected the same: "
   "rtu:///dev/x?baudrate=9600&parity=even&data_bits=8&stop_bits=1&mode=rs232\n"},
  {"mistakes of several kinds, in the order of the file",
   "nam: x\nzmq: {publish: 'tcp://*:1'}\nconnections:\n- {name: 1a, protocol: modbus, "
   "modbus: {address: x, device_id: -1}}\n- {name: b, protocol: dnp3}\n",
   "f:1:1: nam: unknown key, expected one of name, zmq, logging, loops, "
   "state, connections, servers, gateways (did you mean name?)\n"
   "f:2:7: zmq.publish: \"tcp://*:1\" is open to other machines without encryption, "
   "expected a loopback endpoint such as tcp://127.0.0.1:5560, or keys in zmq.curve "
   "(server_secret_key_file, allowed_clients)\n"
   "f:4:4: connections[0].name: \"1a\" does not fit, expected a letter, then letters, "
   "digits, _ and -\n"
   "f:4:41: connections[0].modbus.address: \"x\" is no Modbus address, expected "
   "tcp://HOST:PORT, rtu:///DEVICE?baudrate=9600&parity=even&stop_bits=1, "
   "ascii:///DEVICE?..., rtu+tcp://HOST:PORT or ascii+tcp://HOST:PORT\n"
   "f:4:53: connections[0].modbus.device_id: -1 is too small, expected at least 0\n"
   "f:5:13: connections[1].protocol: \"dnp3\" is not served by this version, expected "
   "one of modbus, mms, iec61850, iec104\n"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(configuration_mistakes)

BOOST_AUTO_TEST_CASE(tells_each_mistake_once_with_its_place_and_what_was_expected) {
  for (auto& x : examples)
    BOOST_TEST_CONTEXT(x.about)
  BOOST_TEST(told(x.text) == x.expected);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::configuration
