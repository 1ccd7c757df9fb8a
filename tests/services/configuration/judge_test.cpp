#include "services/configuration/validator.hpp"

// valijson uses std::regex: see pattern.cpp.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <valijson/adapters/rapidjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <boost/test/unit_test.hpp>

// valijson, which cannot say what was expected, judges whether our validator
// comes to the same verdict.

namespace bus::configuration {

namespace {

using adapter = valijson::adapters::RapidJsonAdapter;

// valijson does not know our discriminator, which has one choice yet.
void replace_discriminators(rapidjson::Value& x, rapidjson::Document& in) {
  if (x.IsArray())
    for (auto& one : x.GetArray())
      replace_discriminators(one, in);
  if (!x.IsObject())
    return;
  if (x.HasMember("discriminator")) {
    auto& id = x["discriminator"]["schemas"].MemberBegin()->value;
    auto chosen = rapidjson::Value{rapidjson::kObjectType};
    chosen.AddMember("$ref", id, in.GetAllocator());
    x = std::move(chosen);
    return;
  }
  for (auto& one : x.GetObject())
    replace_discriminators(one.value, in);
}

const rapidjson::Document* copy_of(const std::string& id) {
  auto found = schemas().find(id);
  if (!found)
    return nullptr;
  auto out = new rapidjson::Document;
  out->CopyFrom(*found, out->GetAllocator());
  replace_discriminators(*out, *out);
  return out;
}

bool fits_by_valijson(const document& x, const std::string& id) {
  auto schema = valijson::Schema{};
  auto parser = valijson::SchemaParser{valijson::SchemaParser::kDraft4};
  auto root = std::unique_ptr<const rapidjson::Document>{copy_of(id)};
  parser.populateSchema(adapter{*root}, schema, &copy_of,
                        [](const rapidjson::Document* done) { delete done; });
  auto judge = valijson::Validator{};
  return judge.validate(schema, adapter{x.root()}, nullptr);
}

bool fits_by_us(const document& x, const std::string& id) {
  auto wrong = mistake_list{"f"};
  validate(x, id, schemas(), wrong);
  return wrong.empty();
}

document read(const std::string& text) {
  auto wrong = mistake_list{"f"};
  auto out = read_document(text, nullptr, wrong);
  BOOST_REQUIRE(out && wrong.empty());
  return std::move(*out);
}

struct example {
  const char* id;
  const char* text;
  bool fits;
};

constexpr auto gateway = R"(
server:
  tcp: {host: 0.0.0.0, port: 102}
  cotp: {src_tsel: 1}
  cosp: {src_ssel: 1}
  copp: {src_psel: 1, session_protocol: cosp}
  iec61850:
    separator: $
    logical_device_separator: ''
    ied_name: GW
    references: {MV: {tname: structure, elements: [{name: f, type: {tname: float}}]}}
    logical_devices:
    - name: LD0
      datasets: [{name: LLN0$ds1, items: [[LD0, MMXU1, MX, TotW]]}]
      elements:
      - {name: TotW, type: MV, value: [1.5, [true, false], [1, 2]]}
      - name: more
        type: {tname: array, length: 2, typeof: {tname: int, size: 32}}
client: {address: 'tcp://127.0.0.1:502', device_id: 1, poll_interval: 1}
translations:
- {direction: modbus_to_iec61850, iec61850_logical_device: LD0,
   iec61850_address: [MMXU1, MX, TotW, f], iec61850_type: float,
   modbus_type: HOLDING_REGISTER, modbus_address: 100, modbus_quantity: 2}
)";

std::string with(std::string text, const std::string& from, const std::string& to) {
  auto at = text.find(from);
  BOOST_REQUIRE(at != text.npos);
  return text.replace(at, from.size(), to);
}

const example examples[] = {
  {"hat://logging.yaml#",
   "{file: x, default_level: INFO, levels: {a.b: DEBUG}, file_size: 1.5, file_count: "
   "2}",
   true},
  {"hat://logging.yaml#", "{file: x, default_level: INFO, levels: {}, file_size: 1}",
   false},
  {"hat://logging.yaml#",
   "{file: '', default_level: INFO, levels: {}, file_size: 1, file_count: 2}", false},
  {"hat://logging.yaml#",
   "{file: x, default_level: LOUD, levels: {}, file_size: 1, file_count: 2}", false},
  {"hat://logging.yaml#",
   "{file: x, default_level: INFO, levels: {a: LOUD}, file_size: 1, file_count: 2}",
   false},
  {"hat://logging.yaml#",
   "{file: x, default_level: INFO, levels: [], file_size: -1, file_count: 2}", false},
  {"hat://drivers/xmpp.yaml#", "xmpp: {host: h, port: 1, jid: j, password: p}", true},
  {"hat://drivers/xmpp.yaml#", "xmpp: {host: h, port: 1, jid: j}", false},
  {"hat://drivers/xmpp.yaml#", "{}", false},
  {"hat://drivers/xmpp.yaml#", "[]", false},
  {"hat://drivers/copp/client.yaml#",
   "copp: {src_psel: 1, dst_psel: 00ff, session_protocol: cosp}", true},
  {"hat://drivers/copp/client.yaml#",
   "copp: {src_psel: -1, dst_psel: 1, session_protocol: cosp}", false},
  {"hat://drivers/copp/client.yaml#",
   "copp: {src_psel: 00f, dst_psel: 1, session_protocol: cosp}", false},
  {"hat://drivers/copp/server.yaml#", "copp: {src_psel: 1, session_protocol: tcp}",
   false},
  {"hat://drivers/cosp/client.yaml#", "cosp: {src_ssel: 1, dst_ssel: 2}", true},
  {"hat://drivers/cosp/server.yaml#", "cosp: {src_ssel: 1.5}", false},
  {"hat://drivers/cotp/client.yaml#",
   "{tcp: {host: h, port: 1}, cotp: {src_tsel: 1, dst_tsel: 1}}", true},
  {"hat://drivers/cotp/client.yaml#", "{cotp: {src_tsel: 1, dst_tsel: 1}}", false},
  {"hat://drivers/cotp/server.yaml#", "{tcp: {host: h, port: 1}, cotp: {src_tsel: 1}}",
   true},
  {"hat://drivers/cotp/server.yaml#", "{tcp: {host: 1, port: 1}, cotp: {src_tsel: 1}}",
   false},
  {"hat://drivers/mms/client.yaml#", "{}", true},
  {"hat://drivers/mms/client.yaml#", "mms: {max_pdu_size: 999}", false},
  {"hat://drivers/mms/server.yaml#", "mms: {max_outstanding: 255, password: x}", true},
  {"hat://drivers/xmppsp/client.yaml#",
   "xmppsp: {encoding: xml, server_id: s, connect_timeout: 5}", true},
  {"hat://drivers/xmppsp/server.yaml#", "xmppsp: {encoding: json}", false},
  {"hat://xmpp.yaml#", "{host: h, jid: a@b/c d, password: p, tls: none}", true},
  {"hat://xmpp.yaml#", "{host: h, jid: a@b/, password: p}", false},
  {"hat://xmpp.yaml#", "{host: h, jid: a@b, password: p, port: 65536}", false},
  {"hat://xmpp.yaml#", "{host: h, jid: a@b@c, password: p}", false},
  {"hat://connection/xmppsp.yaml#", "{server_id: a@b, max_element: 262144}", true},
  {"hat://connection/xmppsp.yaml#", "{server_id: a}", false},
  {"hat://server/xmppsp.yaml#", "{clients: [a@b, c@d/e@f/g]}", true},
  {"hat://server/xmppsp.yaml#", "{clients: [a@b, a@b]}", false},
  {"hat://connection/iec61850.yaml#",
   "{name: a, protocol: iec61850, xmpp: {host: h, jid: a@b, password: p},"
   " xmppsp: {server_id: c@d}, copp: {src_psel: 1, dst_psel: 1}}",
   true},
  {"hat://drivers/iec61850/client.yaml#",
   "iec61850: {status_timeout: 10, separator: $}", true},
  {"hat://drivers/iec61850/client.yaml#",
   "iec61850: {status_timeout: ten, separator: $}", false},
  {"hat://zmq.yaml#", "{}", true},
  {"hat://zmq.yaml#", "{publish: 'tcp://x', colour: red}", false},
  {"hat://zmq.yaml#", "{publish: 'http://x'}", false},
  {"hat://zmq.yaml#", "{high_water_mark: 0}", false},
  {"hat://zmq.yaml#", "curve: {server_secret_key: x, allowed_clients: []}", false},
  {"hat://zmq.yaml#",
   "curve: {server_secret_key: '0123456789012345678901234567890123456789',"
   " allowed_clients: ['0123456789012345678901234567890123456789']}",
   true},
  {"hat://zmq.yaml#",
   "curve: {server_secret_key: '0123456789012345678901234567890123456789',"
   " allowed_clients: ['0123456789012345678901234567890123456789',"
   " '0123456789012345678901234567890123456789']}",
   false},
  {"hat://station.yaml#", "connections: []", true},
  {"hat://station.yaml#", "{connections: [], loops: 257}", false},
  {"hat://station.yaml#",
   "{connections: [], logging: {file_count: 1, levels: {a: INFO}}}", true},
  {"hat://connection.yaml#", "{name: a, protocol: modbus, modbus: {address: x}}", true},
  {"hat://connection.yaml#", "{name: 1a, protocol: modbus, modbus: {address: x}}",
   false},
  {"hat://connection.yaml#", "{name: a, protocol: dnp3}", false},
  {"hat://connection/modbus.yaml#",
   "{name: a, protocol: modbus, modbus: {address: x, device_id: 256}}", false},
  {"hat://connection/modbus_point.yaml#", "{name: p, table: COIL, address: 65535}",
   true},
  {"hat://connection/modbus_point.yaml#", "{name: p, table: COIL, address: 65536}",
   false},
  {"hat://connection/modbus_point.yaml#",
   "{name: p, table: COIL, address: 1, format: float}", false},
  {"hat://connection/modbus_point.yaml#",
   "{name: p, table: COIL, address: 1, deadband: -0.5}", false},
  {"hat://connection/iec104.yaml#",
   "{name: a, protocol: iec104, tcp: {host: h}, points: [{address: 1/100, type: "
   "M_ME_TF_1, command: P_AC_NA_1}]}",
   true},
  {"hat://connection/iec104.yaml#",
   "{name: a, protocol: iec104, tcp: {host: h}, points: [{address: 1/100, type: "
   "C_SC_NA_1}]}",
   false},
  {"hat://connection/iec104.yaml#",
   "{name: a, protocol: iec104, tcp: {host: h}, iec104: {time_zone: '+14:30'}}", false},
  {"hat://server/iec104.yaml#",
   "{name: a, protocol: iec104, tcp: {host: h}, points: [{address: 1/1, command: "
   "C_SC_NA_1, feedback: 1/2}]}",
   true},
  {"hat://server/iec104.yaml#",
   "{name: a, protocol: iec104, tcp: {host: h}, points: [{address: 1/1, command: "
   "M_SP_NA_1}]}",
   false},
  {"hat://gateway/map.yaml#",
   "{name: m, protocol: map, values: [{from: 'a:b', to: 'c:1/1', scale: 0.1}]}", true},
  {"hat://gateway/map.yaml#",
   "{name: m, protocol: map, commands: [{from: 'a:b', to: c, action: write}]}", false},
  {"hat://simulator.yaml#", "devices: []", false},
  {"hat://simulator.yaml#",
   "devices: [{name: a, protocol: modbus, modbus: {address: x}, faults: [{kind: "
   "silence}]}]",
   true},
  {"hat://simulator.yaml#",
   "devices: [{name: a, protocol: modbus, modbus: {address: x}, faults: [{probability: "
   "2}]}]",
   false},
};

void judge(const std::string& id, const std::string& text, bool fits) {
  BOOST_TEST_CONTEXT(id << ": " << text) {
    auto x = read(text);
    BOOST_TEST(fits_by_us(x, id) == fits);
    BOOST_TEST(fits_by_valijson(x, id) == fits);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(configuration_judge)

BOOST_AUTO_TEST_CASE(comes_to_the_same_verdict_as_valijson) {
  for (auto& x : examples)
    judge(x.id, x.text, x.fits);
}

BOOST_AUTO_TEST_CASE(comes_to_the_same_verdict_about_the_seeds_gateway_file) {
  auto id = "hat://modbus61850.yaml#";
  judge(id, gateway, true);
  judge(id, with(gateway, "poll_interval: 1", "poll: 1"), false);
  judge(id, with(gateway, "cosp: {src_ssel: 1}", "cosp: {}"), false);
  judge(id, with(gateway, "iec61850_type: float", "iec61850_type: double"), false);
  judge(id, with(gateway, "{tname: float}", "{tname: double}"), false);
  judge(id, with(gateway, "type: MV", "type: 5"), false);
  judge(id, with(gateway, "size: 32", "size: big"), false);
  judge(id, with(gateway, "value: [1.5", "value: [{}"), false);
  judge(id, with(gateway, "typeof: {tname: int, size: 32}", "typeof: {}"), false);
  judge(id, with(gateway, "items: [[LD0", "items: [[1"), false);
}

BOOST_AUTO_TEST_CASE(comes_to_the_same_verdict_about_any_value_of_any_schema) {
  auto values = {"", "true", "1", "-1", "1.5", "x", "''", "[]", "[1]", "{}", "{a: 1}"};
  for (auto& id : schemas().ids())
    for (auto text : values)
      BOOST_TEST_CONTEXT(id << ": " << text) {
        auto x = read(text);
        BOOST_TEST(fits_by_us(x, id) == fits_by_valijson(x, id));
      }
}

// The reason for a validator of our own: valijson truncates, and file_count: 1.5
// passes the seed's multipleOf.
BOOST_AUTO_TEST_CASE(is_stricter_than_valijson_about_fractions) {
  auto x =
    read("{file: x, default_level: INFO, levels: {}, file_size: 1, file_count: 1.5}");
  BOOST_TEST(!fits_by_us(x, "hat://logging.yaml#"));
  BOOST_TEST(fits_by_valijson(x, "hat://logging.yaml#"));
}

BOOST_AUTO_TEST_CASE(tells_what_alternatives_expect_together) {
  auto told = [](const std::string& text) {
    auto wrong = mistake_list{"f"};
    validate(read(text), "hat://modbus61850.yaml#", schemas(), wrong);
    auto out = std::string{};
    for (auto& x : wrong.sorted())
      out += to_string(x) + "\n";
    return out;
  };
  BOOST_TEST(
    told(with(gateway, "{tname: float}", "{tname: flaot}"))
    == "f:11:69: server.iec61850.references.MV.elements[0].type.tname: \"flaot\" "
       "is not one of array, bcd, bit_string, bool, float, int, mms_string, "
       "octet_string, structure, uint, utc_time, bin_time, visible_string "
       "(did you mean float?)\n");
  BOOST_TEST(told(with(gateway, "type: MV", "type: 5"))
             == "f:16:22: server.iec61850.logical_devices[0].elements[0].type: 5 is an "
                "integer, expected a string or a mapping\n");
  BOOST_TEST(
    told(with(gateway, "cosp: {src_ssel: 1}", "cosp: {}"))
    == "f:5:3: server.cosp: src_ssel is missing, expected an integer or a string\n");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::configuration
