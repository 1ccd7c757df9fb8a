#include "services/configuration/schema_store.hpp"
#include "services/configuration/simulator_loader.hpp"
#include "services/configuration/station_loader.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::configuration {

namespace {

using namespace std::chrono_literals;

environment files() {
  auto out = environment{};
  out.file = [](const std::string& path) -> result<std::string> {
    if (path == "xmpp.secret")
      return "a secret\n";
    if (path == "ca.pem")
      return "-----BEGIN CERTIFICATE-----\n";
    if (path == "ca.der")
      return "0\x82\x03";
    return fail(errc::not_found, "file", "No such file or directory");
  };
  out.folder = "/etc/station";
  return out;
}

std::string text_of(const mistakes& all) {
  auto out = std::string{};
  for (auto& x : all)
    out += to_string(x) + "\n";
  return out;
}

std::string told(const std::string& text, const environment& from = files()) {
  auto read = load_station(text, "f", from);
  return read ? "" : text_of(read.error());
}

station_settings loaded(const std::string& text) {
  auto out = load_station(text, "f", files());
  if (!out)
    BOOST_TEST_MESSAGE(text_of(out.error()));
  BOOST_REQUIRE(out);
  return std::move(out->station);
}

constexpr auto scada = "{host: h, jid: scada@x.org/bus, password: p}";
constexpr auto der7 = "{server_id: der7@x.org/ied}";

/// A connection whose sections stand in the lines from 4 on.
std::string connection(const std::string& sections, const std::string& name = "a",
                       const std::string& protocol = "mms") {
  return "- name: " + name + "\n  protocol: " + protocol + "\n" + sections;
}

std::string xmpp(const std::string& account, const std::string& xmppsp) {
  return "  xmpp: " + account + "\n  xmppsp: " + xmppsp + "\n";
}

std::string connections(const std::string& items) {
  return "connections:\n" + items;
}

std::string servers(const std::string& items) {
  return "servers:\n" + items;
}

std::string server(const std::string& sections, const std::string& name = "s") {
  return connection("  vmd: {}\n" + sections, name);
}

const mms_settings& mms_of(const station_settings& x, std::size_t i = 0) {
  return std::get<mms_settings>(x.connections.at(i).protocol);
}

const xmpp_settings& xmpp_of(const carrier_settings& x) {
  return std::get<xmpp_settings>(x);
}

const xmppsp::settings& xmppsp_of(const mms::association_settings& x) {
  return std::get<xmppsp::settings>(x.transport);
}

constexpr auto seeds_gateway = R"(server:
  xmpp: {host: h, port: 5222, jid: gw@x.org/ied, password_file: xmpp.secret}
  xmppsp: {encoding: xml}
  copp: {src_psel: 1, session_protocol: xmppsp}
  iec61850:
    separator: $
    logical_device_separator: ''
    ied_name: GW
    references: {}
    logical_devices:
    - name: LD0
      datasets: []
      elements:
      - {name: LLN0, type: {tname: structure, elements: [
          {name: ST, type: {tname: structure, elements: [
            {name: on, type: {tname: bool}}]}}]}}
client: {address: 'tcp://127.0.0.1:502', device_id: 1, poll_interval: 1}
translations: []
)";

std::string with(std::string text, const std::string& from, const std::string& to) {
  auto at = text.find(from);
  BOOST_REQUIRE(at != text.npos);
  return text.replace(at, from.size(), to);
}

struct example {
  const char* about;
  std::string text;
  std::string expected;
};

const example examples[] = {
  {"nothing that carries", connections(connection("")),
   "f:2:3: connections[0]: tcp and xmpp are missing, expected one of them\n"},
  {"both that carry",
   connections(connection("  tcp: {host: h, port: 1}\n" + xmpp(scada, der7))),
   "f:5:3: connections[0]: tcp and xmpp are both here, expected one of them\n"},
  {"no session protocol",
   connections(connection("  xmpp: " + std::string{scada} + "\n")),
   "f:2:3: connections[0]: xmppsp is missing, expected a mapping\n"},
  {"a session protocol that is misspelt",
   connections(connection("  xmpp: " + std::string{scada} + "\n  xmpp_sp: {}\n")),
   "f:5:3: connections[0].xmpp_sp: unknown key, expected one of name, protocol, "
   "enabled, "
   "tcp, xmpp, xmppsp, cotp, cosp, copp, mms, reconnect, polls (did you mean "
   "xmppsp?)\n"},
  {"layers of the other carrier",
   connections(connection("  tcp: {host: h, port: 1}\n  xmppsp: {server_id: a@b}\n")
               + connection("  cotp: {src_tsel: 1, dst_tsel: 1}\n"
                            "  cosp: {src_ssel: 1, dst_ssel: 1}\n"
                              + xmpp(scada, der7),
                            "b")),
   "f:5:3: connections[0].xmppsp: goes with xmpp, not with tcp, expected xmpp or no "
   "xmppsp\n"
   "f:8:3: connections[1].cotp: goes with tcp, not with xmpp, expected tcp or no cotp\n"
   "f:9:3: connections[1].cosp: goes with tcp, not with xmpp, expected tcp or no "
   "cosp\n"},
  {"the session protocol of the other carrier",
   connections(connection("  tcp: {host: h, port: 1}\n  copp: {src_psel: 1, dst_psel: "
                          "1, session_protocol: xmppsp}\n")
               + connection(xmpp(scada, der7)
                              + "  copp: {src_psel: 1, dst_psel: 1, session_protocol: "
                                "cosp}\n",
                            "b")),
   "f:5:36: connections[0].copp.session_protocol: \"xmppsp\" does not go with tcp, "
   "expected cosp\n"
   "f:10:36: connections[1].copp.session_protocol: \"cosp\" does not go with xmpp, "
   "expected xmppsp\n"},
  {"a session protocol that is none",
   connections(connection(
     xmpp(scada, der7) + "  copp: {src_psel: 1, dst_psel: 1, session_protocol: x}\n")),
   "f:6:36: connections[0].copp.session_protocol: \"x\" is not one of cosp, xmppsp\n"},
  {"two times for one thing",
   connections(connection(xmpp(scada, "{server_id: a@b, connect_timeout: 5}")
                          + "  mms: {step_timeout: 5}\n")),
   "f:6:9: connections[0].mms.step_timeout: stands beside connect_timeout in xmppsp, "
   "expected one of the two\n"},
  {"an account without anything", connections(connection(xmpp("{}", "{}"))),
   "f:4:3: connections[0].xmpp: host is missing, expected a string\n"
   "f:4:3: connections[0].xmpp: jid is missing, expected a string\n"
   "f:4:3: connections[0].xmpp: password is missing, expected a string\n"
   "f:5:3: connections[0].xmppsp: server_id is missing, expected a string\n"},
  {"JIDs that are none",
   connections(connection(
     xmpp("{host: h, jid: scada, password: p}", "{server_id: '@x.org/ied'}")))
     + servers(server(xmpp("{host: h, jid: 'a b@x.org', password: p}",
                           "{clients: [a@b, 'a@/c', 5]}"))),
   "f:4:19: connections[0].xmpp.jid: \"scada\" does not fit, expected name@domain or "
   "name@domain/resource\n"
   "f:5:12: connections[0].xmppsp.server_id: \"@x.org/ied\" does not fit, expected "
   "name@domain or name@domain/resource\n"
   "f:10:19: servers[0].xmpp.jid: \"a b@x.org\" does not fit, expected name@domain or "
   "name@domain/resource\n"
   "f:11:27: servers[0].xmppsp.clients[1]: \"a@/c\" does not fit, expected name@domain "
   "or name@domain/resource\n"
   "f:11:35: servers[0].xmppsp.clients[2]: 5 is an integer, expected a string: put it "
   "in quotes\n"},
  {"a list of clients that lets nobody in",
   servers(server(xmpp(scada, "{clients: []}"))),
   "f:6:12: servers[0].xmppsp.clients: has 0 items, expected at least 1\n"},
  {"keys of the other end",
   connections(connection(xmpp(scada, "{server_id: a@b, clients: [a@b]}")))
     + servers(server(xmpp("{host: h, jid: s@b, password: p}", "{server_id: a@b}"))),
   "f:5:28: connections[0].xmppsp.clients: unknown key, expected one of server_id, "
   "encoding, connect_timeout, max_element\n"
   "f:11:12: servers[0].xmppsp.server_id: unknown key, expected one of encoding, "
   "connect_timeout, max_element, clients\n"},
  {"what is out of range",
   connections(connection(
     xmpp("{host: '', port: 0, jid: a@b, password: '', tls: off}",
          "{server_id: a@b, encoding: ber, connect_timeout: 0, max_element: 1000}"))),
   "f:4:10: connections[0].xmpp.host: \"\" is too short, expected a host name or an "
   "address\n"
   "f:4:20: connections[0].xmpp.port: 0 is too small, expected at least 1\n"
   "f:4:39: connections[0].xmpp.password: the value is too short, expected at least 1 "
   "character\n"
   "f:4:53: connections[0].xmpp.tls: \"off\" is not one of required, none\n"
   "f:5:28: connections[0].xmppsp.encoding: \"ber\" is not one of base64, xml\n"
   "f:5:43: connections[0].xmppsp.connect_timeout: 0 is too small, expected at least "
   "0.01\n"
   "f:5:63: connections[0].xmppsp.max_element: 1000 is too small, expected at least "
   "1024\n"},
  {"files that do not help",
   connections(
     connection(xmpp("{host: h, jid: a@b, password_file: no, ca_file: no}", der7))
     + connection(xmpp("{host: h, jid: c@b, password: p, ca_file: ca.der}", der7),
                  "b")),
   "f:4:29: connections[0].xmpp.password_file: \"no\" cannot be read (No such file or "
   "directory), expected a file\n"
   "f:4:48: connections[0].xmpp.ca_file: \"no\" cannot be read (No such file or "
   "directory), expected a file\n"
   "f:8:42: connections[1].xmpp.ca_file: \"ca.der\" holds no certificate, expected "
   "PEM\n"},
  {"an account that is told in several ways",
   connections(
     connection(xmpp("{host: h, jid: a@B/c, password: p}", der7))
     + connection(
       xmpp("{host: h, jid: a@b/c, password: hunter2, tls: none, port: 5222}", der7),
       "b")
     + connection(xmpp("{host: h, jid: A@b/c, password_file: xmpp.secret, "
                       "ca_file: ca.pem}",
                       der7),
                  "c")),
   "f:8:31: connections[1].xmpp.password: is another one than that of the same account "
   "in line 4, expected the same\n"
   "f:8:50: connections[1].xmpp.tls: is another one than that of the same account in "
   "line 4, expected the same\n"
   "f:12:31: connections[2].xmpp.password: is another one than that of the same "
   "account in line 4, expected the same\n"
   "f:12:59: connections[2].xmpp.ca_file: is another one than that of the same account "
   "in line 4, expected the same\n"},
  {"a key that the same account has elsewhere",
   connections(connection(xmpp("{host: h, jid: a@b, password: p, tls: none}", der7)))
     + servers(server(xmpp("{host: h, jid: a@b, password: p}", "{}"))),
   "f:10:3: servers[0].xmpp.tls: is another one than that of the same account in line "
   "4, expected the same\n"},
  {"two servers with one JID",
   servers(server(xmpp("{host: h, jid: a@b/c, password: p}", "{}"))
           + server(xmpp("{host: h, jid: a@B/c, password: p}", "{}"), "t")),
   "f:10:19: servers[1].xmpp.jid: \"a@B/c\" is the JID of another server in line 5, "
   "expected different JIDs\n"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(configuration_association)

BOOST_AUTO_TEST_CASE(tells_what_is_wrong_with_what_carries_an_association) {
  for (auto& x : examples)
    BOOST_TEST_CONTEXT(x.about)
  BOOST_TEST(told(x.text) == x.expected);
}

BOOST_AUTO_TEST_CASE(reads_a_connection_over_xmpp) {
  auto x = loaded(connections(connection(
    xmpp("{host: h, port: 1, jid: scada@x.org/bus, password_file: xmpp.secret,"
         " tls: required, ca_file: ca.pem}",
         "{server_id: der7@x.org/ied, encoding: xml, connect_timeout: 2.5,"
         " max_element: 9000}")
    + "  copp: {src_psel: 1, dst_psel: 0a, session_protocol: xmppsp}\n"
      "  mms: {password: secret of mms}\n")));
  auto& way = xmpp_of(mms_of(x).carrier);
  BOOST_TEST(way.account.host == "h");
  BOOST_TEST(way.account.port == 1);
  BOOST_TEST(way.account.jid == "scada@x.org/bus");
  BOOST_TEST(way.account.password == "a secret");
  BOOST_TEST(way.account.tls);
  BOOST_TEST(way.account.ca_file == "/etc/station/ca.pem");
  BOOST_TEST(way.peer == "der7@x.org/ied");
  BOOST_TEST(way.allowed.empty());
  auto& association = *mms_of(x).association;
  BOOST_TEST((xmppsp_of(association).encoding == xmppsp::encoding::xml));
  BOOST_TEST(xmppsp_of(association).max_element == 9000);
  BOOST_TEST((association.step_timeout == 2500ms));
  BOOST_TEST((association.copp.own_psel == bytes{0, 0, 0, 1}));
  BOOST_TEST((association.copp.peer_psel == bytes{0x0a}));
  BOOST_TEST((association.acse.passwords == std::vector<std::string>{"secret of mms"}));
}

BOOST_AUTO_TEST_CASE(reads_an_iec61850_connection_over_xmpp) {
  auto x = loaded(connections(connection(xmpp(scada, der7), "a", "iec61850")));
  auto& read = std::get<iec61850_settings>(x.connections.at(0).protocol);
  BOOST_TEST(xmpp_of(read.carrier).account.jid == "scada@x.org/bus");
  BOOST_TEST(xmpp_of(read.carrier).peer == "der7@x.org/ied");
  BOOST_TEST(xmppsp_of(*read.association).max_element == 60'000);
}

BOOST_AUTO_TEST_CASE(reads_servers_over_xmpp) {
  auto x = loaded(
    servers(server(xmpp("{host: h, jid: ied@x.org/a, password: p}",
                        "{encoding: xml, connect_timeout: 3, max_element: 262144,"
                        " clients: [scada@x.org, hmi@x.org/one two]}")
                   + "  copp: {src_psel: 5}\n")
            + server(xmpp("{host: h, jid: ied@x.org/b, password: p, tls: none}", "{}")
                       + "  enabled: false\n",
                     "t")));
  auto& one = x.servers.at(0);
  BOOST_TEST(xmpp_of(one.carrier).account.jid == "ied@x.org/a");
  BOOST_TEST(xmpp_of(one.carrier).allowed
               == (std::vector<std::string>{"scada@x.org", "hmi@x.org/one two"}),
             boost::test_tools::per_element());
  auto& association = *one.mms().association;
  BOOST_TEST((xmppsp_of(association).encoding == xmppsp::encoding::xml));
  BOOST_TEST(xmppsp_of(association).max_element == 262'144);
  BOOST_TEST((association.step_timeout == 3s));
  BOOST_TEST((association.copp.own_psel == bytes{0, 0, 0, 5}));
  auto& other = x.servers.at(1);
  BOOST_TEST(!xmpp_of(other.carrier).account.tls);
  BOOST_TEST(xmpp_of(other.carrier).allowed.empty());
  BOOST_TEST(!other.mms().association->copp.own_psel.has_value());
}

BOOST_AUTO_TEST_CASE(takes_the_seeds_gateway_file_over_xmpp) {
  auto x = loaded(seeds_gateway);
  auto& server = x.servers.at(0);
  BOOST_TEST(xmpp_of(server.carrier).account.jid == "gw@x.org/ied");
  BOOST_TEST(xmpp_of(server.carrier).account.password == "a secret");
  auto& association = *std::get<iec61850_server_settings>(server.objects).association;
  BOOST_TEST((xmppsp_of(association).encoding == xmppsp::encoding::xml));
  BOOST_TEST(told(with(seeds_gateway, "jid: gw@x.org/ied", "jid: gw"))
             == "f:2:31: server.xmpp.jid: \"gw\" does not fit, expected name@domain or "
                "name@domain/resource\n");
  BOOST_TEST(told(with(seeds_gateway, "encoding: xml", "encoding: xml, max_elment: 5"))
             == "f:3:27: server.xmppsp.max_elment: unknown key, expected one of "
                "encoding, connect_timeout, max_element, clients (did you mean "
                "max_element?)\n");
  BOOST_TEST(told(with(seeds_gateway, "  xmppsp: {encoding: xml}\n", ""))
             == "f:1:1: server: xmppsp is missing, expected a mapping\n");
  BOOST_TEST(told(with(seeds_gateway, "protocol: xmppsp", "protocol: cosp"))
             == "f:4:23: server.copp.session_protocol: \"cosp\" does not go with xmpp, "
                "expected xmppsp\n");
}

// What the schemas tell and what the structs have.
BOOST_AUTO_TEST_CASE(has_the_defaults_that_the_schemas_tell_of_xmpp) {
  auto x = loaded(connections(connection(xmpp(scada, der7))));
  auto& read = xmpp_of(mms_of(x).carrier).account;
  auto& association = *mms_of(x).association;
  auto of = [](const std::string& reference) -> const rapidjson::Value& {
    return (*schemas().find(reference))["default"];
  };
  auto xmpp = std::string{"hat://xmpp.yaml#/properties/"};
  auto xmppsp = std::string{"hat://connection/xmppsp.yaml#/properties/"};
  BOOST_TEST(read.port == of(xmpp + "port").GetUint());
  BOOST_TEST(read.tls == (of(xmpp + "tls") == "required"));
  BOOST_TEST(read.ca_file == "");
  BOOST_TEST(name(xmppsp_of(association).encoding)
             == of(xmppsp + "encoding").GetString());
  BOOST_TEST(xmppsp_of(association).max_element
             == of(xmppsp + "max_element").GetUint());
  BOOST_TEST((association.step_timeout
              == std::chrono::seconds{of(xmppsp + "connect_timeout").GetInt()}));
}

BOOST_AUTO_TEST_CASE(takes_the_time_of_mms_where_xmppsp_has_none) {
  auto x =
    loaded(connections(connection(xmpp(scada, der7) + "  mms: {step_timeout: 4}\n")));
  BOOST_TEST((mms_of(x).association->step_timeout == 4s));
}

BOOST_AUTO_TEST_CASE(lets_the_largest_pdu_through) {
  auto x = loaded(
    connections(connection(xmpp(scada, der7) + "  mms: {max_pdu_size: 5000000}\n")));
  BOOST_TEST(xmppsp_of(*mms_of(x).association).max_user_data > 5'000'000);
}

BOOST_AUTO_TEST_CASE(has_the_layers_of_osi_over_tcp) {
  auto x = loaded(connections(connection("  tcp: {host: h, port: 5}\n"
                                         "  copp: {src_psel: 1, dst_psel: 1}\n"))
                  + servers(server("  tcp: {host: 0.0.0.0, port: 6}\n"
                                   "  cotp: {src_tsel: 7}\n")));
  auto& way = std::get<tcp_settings>(mms_of(x).carrier);
  BOOST_TEST(way.host == "h");
  BOOST_TEST(way.port == 5);
  auto& calling =
    std::get<mms::osi_transport::settings>(mms_of(x).association->transport);
  BOOST_TEST((calling.cotp.peer_tsel == bytes{0, 1}));
  BOOST_TEST((calling.cosp.own_ssel == bytes{0, 1}));
  auto& one = x.servers.at(0);
  BOOST_TEST(std::get<tcp_settings>(one.carrier).port == 6);
  auto& called =
    std::get<mms::osi_transport::settings>(one.mms().association->transport);
  BOOST_TEST((called.cotp.own_tsel == bytes{0, 7}));
  BOOST_TEST(!called.cosp.own_ssel.has_value());
}

BOOST_AUTO_TEST_CASE(connections_that_call_the_same_way_share_how) {
  auto x = loaded(connections(
    connection(xmpp(scada, "{server_id: a@b}"))
    + connection(xmpp("{host: i, jid: c@d, password: q}", "{server_id: e@f}"), "b")
    + connection(xmpp(scada, "{server_id: a@b, encoding: xml}"), "c")
    + connection(xmpp(scada, "{server_id: a@b, max_element: 5000}"), "d")
    + connection(xmpp(scada, "{server_id: a@b, connect_timeout: 1}"), "e")
    + connection("  tcp: {host: h, port: 1}\n", "f")
    + connection("  tcp: {host: i, port: 2}\n", "g", "iec61850")));
  auto first = mms_of(x).association;
  BOOST_TEST((mms_of(x, 1).association == first));
  for (auto i : {2u, 3u, 4u, 5u})
    for (auto j = 0u; j < i; ++j)
      BOOST_TEST((mms_of(x, i).association != mms_of(x, j).association));
  auto& last = std::get<iec61850_settings>(x.connections.at(6).protocol);
  BOOST_TEST((mms_of(x, 5).association == last.association));
}

BOOST_AUTO_TEST_CASE(connections_and_a_server_share_an_account) {
  loaded(
    connections(connection(xmpp(scada, "{server_id: a@b}"))
                + connection(xmpp(scada, "{server_id: c@b}"), "b", "iec61850")
                + connection(xmpp("{host: h, jid: scada@x.org/bus, password: other}",
                                  "{server_id: c@b}")
                               + "  enabled: false\n",
                             "c")
                + connection(xmpp("{host: h, jid: scada@x.org/BUS, password: other}",
                                  "{server_id: c@b}"),
                             "d"))
    + servers(server(xmpp(scada, "{}"))));
}

BOOST_AUTO_TEST_CASE(a_program_without_xmpp_says_so) {
  auto from = files();
  from.xmpp = false;
  BOOST_TEST(told(connections(connection(xmpp(scada, der7))), from)
             == "f:4:3: connections[0].xmpp: this program is built without XMPP "
                "(STATIONBUS_XMPP=OFF), expected tcp\n");
  BOOST_TEST(told(servers(server(xmpp(scada, "{}"))), from)
             == "f:5:3: servers[0].xmpp: this program is built without XMPP "
                "(STATIONBUS_XMPP=OFF), expected tcp\n");
  BOOST_TEST(told(connections(connection("")), from)
             == "f:2:3: connections[0]: tcp is missing, expected a mapping\n");
  BOOST_TEST(told(connections(connection("  tcp: {host: h, port: 1}\n")), from) == "");
}

BOOST_AUTO_TEST_CASE(a_simulator_says_that_it_takes_tcp_only) {
  auto told_by_simulator = [](const std::string& sections) {
    auto read = load_simulator("devices:\n" + server(sections), "f", files());
    return read ? std::string{} : text_of(read.error());
  };
  BOOST_TEST(told_by_simulator(xmpp(scada, "{}"))
             == "f:5:3: devices[0].xmpp: a simulated device is not reached over XMPP, "
                "expected tcp\n");
  BOOST_TEST(told_by_simulator("")
             == "f:2:3: devices[0]: tcp is missing, expected a mapping\n");
  BOOST_TEST(told_by_simulator("  tcp: {host: h, port: 1}\n"
                               "  copp: {src_psel: 1, session_protocol: xmppsp}\n")
             == "f:6:23: devices[0].copp.session_protocol: \"xmppsp\" does not go with "
                "tcp, expected cosp\n");
  BOOST_TEST(told_by_simulator("  tcp: {host: h, port: 1}\n") == "");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::configuration
