#pragma once

#include "actors/gateway/iec61850_bridge.hpp"
#include "actors/gateway/modbus61850.hpp"
#include "actors/iec104_settings.hpp"
#include "actors/iec61850_settings.hpp"
#include "actors/mms_settings.hpp"
#include "actors/xmpp_settings.hpp"
#include "messages/modbus/address.hpp"
#include "messages/modbus/poller.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace bus {

// What the supervisor builds a station from: the configuration file, checked
// and with all defaults filled in (schemas/station.yaml tells what each means).

struct curve_keys {
  std::string server_secret_key;            ///< Z85, 40 characters
  std::vector<std::string> allowed_clients; ///< public keys, Z85
};

struct zmq_settings {
  std::string publish = "tcp://127.0.0.1:5560";
  std::string request = "tcp://127.0.0.1:5561";
  int high_water_mark = 10'000;     ///< messages kept for one slow subscriber
  std::size_t journal = 65'536;     ///< messages kept for replay
  std::size_t max_pending = 10'000; ///< requests under way; beyond: busy
  std::optional<curve_keys> curve = {};
};

struct reconnect_settings {
  duration first = std::chrono::milliseconds{500};
  duration longest = std::chrono::seconds{30};
};

struct modbus_settings {
  modbus::address address;
  std::uint8_t device_id = 1;
  duration response_timeout = std::chrono::seconds{1};
  std::size_t max_outstanding = 1;
  modbus::poller_settings poller = {};
  reconnect_settings reconnect = {};
  std::vector<modbus::point> points = {};
  std::vector<std::string> units = {}; ///< of each point, in the same order
};

/// Where a TCP peer is, or where peers are listened for.
struct tcp_settings {
  std::string host;
  std::uint16_t port = 102;
};

/// Our account at an XMPP server; whom we call with it, and as a server who may call
/// us: JIDs, with or without a resource; all where there are none.
struct xmpp_settings {
  xmpp_account account;
  std::string peer = {};
  std::vector<std::string> allowed = {};
};

/// What an association is carried by.
using carrier_settings = std::variant<tcp_settings, xmpp_settings>;

struct mms_settings {
  carrier_settings carrier;
  std::shared_ptr<const mms::association_settings> association;
  reconnect_settings reconnect = {};
  std::vector<mms_poll> polls = {};
};

/// Its client's name and state folder are the connection's.
struct iec61850_settings {
  carrier_settings carrier;
  std::shared_ptr<const mms::association_settings> association;
  iec61850_client_settings client = {};
};

/// Its client's name and state folder are the connection's.
struct iec104_settings {
  std::vector<tcp_settings> hosts; ///< of one station; the first is tried first
  iec104_client_settings client = {};
};

struct connection_settings {
  std::string name;
  bool enabled = true;
  std::variant<modbus_settings, mms_settings, iec61850_settings, iec104_settings>
    protocol;
};

/// The protocol by its word in a configuration.
std::string protocol_of(const connection_settings& x);

/// What carries a connection over MMS.
const carrier_settings& carrier_of(const connection_settings& x);

/// All that goes over one account goes over one stream.
std::string stream_name(const xmpp_settings& x);

/// A server of ours: its objects are a connection's points to the bus.
struct server_settings {
  bool enabled = true;
  carrier_settings carrier;
  std::variant<mms_server_settings, iec61850_server_settings, iec104_server_settings>
    objects;

  mms_server_settings& mms() { return std::get<mms_server_settings>(objects); }
  const std::string& name() const {
    return std::visit([](auto& x) -> const std::string& { return x.name; }, objects);
  }
};

std::string protocol_of(const server_settings& x);

struct station_settings {
  std::string name = "stationbus";
  zmq_settings zmq = {};
  unsigned loops = 0; ///< 0: one a core
  std::vector<connection_settings> connections = {};
  std::vector<server_settings> servers = {};
  std::vector<gateway_settings> gateways = {};
  std::vector<iec61850_bridge_settings> bridges = {};
  std::vector<map_settings> maps = {};
};

} // namespace bus
