#include "actors/supervisor/supervisor.hpp"

#include "actors/connection/iec104_connection.hpp"
#include "actors/connection/iec61850_connection.hpp"
#include "actors/connection/mms_connection.hpp"
#include "actors/encoder/iec104_line.hpp"
#include "actors/encoder/mms_encoder.hpp"
#include "actors/encoder/modbus_line.hpp"
#include "actors/gateway/map_gateway.hpp"
#include "actors/link/link.hpp"
#include "actors/link/listener.hpp"
#include "actors/link/sockets.hpp"
#include "actors/link/xmpp_link.hpp"
#include "actors/link/xmpp_stream.hpp"
#include "actors/log/log.hpp"
#include "actors/server/iec104_server.hpp"
#include "actors/server/iec61850_server.hpp"
#include "actors/server/mms_server.hpp"

#include <algorithm>
#include <cmath>

namespace bus {

namespace {

link_target to_target(const modbus::address& x, const resolver_actor& resolver) {
  if (auto* tcp = std::get_if<modbus::tcp_endpoint>(&x.where))
    return tcp_target{tcp->host, tcp->port, resolver};
  return std::get<modbus::serial_line>(x.where);
}

modbus_line_settings to_line(const modbus_settings& x) {
  auto out = modbus_line_settings{};
  out.name = modbus::to_string(x.address);
  out.session.how = x.address.how;
  out.session.max_outstanding = x.max_outstanding;
  if (auto* serial = std::get_if<modbus::serial_line>(&x.address.where))
    out.session.gap = modbus::silence(*serial);
  out.first_retry = x.reconnect.first;
  out.longest_retry = x.reconnect.longest;
  return out;
}

/// Spreads the connections' polls over their intervals: multiples of the golden
/// ratio fall evenly for any number of them.
double phase_of(std::size_t connection) {
  return std::fmod(static_cast<double>(connection) * 0.6180339887498949, 1.0);
}

template <class Handle>
caf::actor as_actor(const Handle& x) {
  return caf::actor_cast<caf::actor>(x);
}

} // namespace

// How each group of actors is started.

const carrier_settings& carrier_of(const connection_settings& x) {
  if (auto* mms = std::get_if<mms_settings>(&x.protocol))
    return mms->carrier;
  return std::get<iec61850_settings>(x.protocol).carrier;
}

std::string stream_name(const xmpp_settings& x) {
  return "xmpp " + x.account.jid + " at " + x.account.host + ':'
         + std::to_string(x.account.port);
}

const modbus_settings& supervisor_state::modbus_of(std::size_t connection) const {
  return std::get<modbus_settings>(with_->station.connections[connection].protocol);
}

/// Points and their table are made once, and shared by all who need them also
/// when the connection is started again.
void supervisor_state::prepare(std::size_t connection) {
  auto& from = with_->station.connections[connection];
  auto& x = std::get<modbus_settings>(from.protocol);
  auto& out = prepared_[connection];
  out.name = from.name;
  out.unit = x.device_id;
  out.response_timeout = x.response_timeout;
  out.poller = x.poller;
  out.poller.phase = phase_of(connection);
  out.table = make_table(from.name, x.points, std::exchange(x.units, {}));
  // Copies, so that what the settings took goes back to the system as a whole.
  out.points = std::make_shared<const std::vector<modbus::point>>(x.points);
}

void supervisor_state::start_modbus(group& x) {
  auto& home = *x.home;
  auto& first = modbus_of(x.members.front());
  auto link = spawn_on(home, dialing_link, to_target(first.address, resolver_));
  auto line = spawn_on(home, modbus_line, link, to_line(first));
  watch(x, as_actor(link));
  watch(x, as_actor(line));
  for (auto i : x.members)
    watch(x, as_actor(spawn_on(home, modbus_connection, line, model_, prepared_[i])));
}

void supervisor_state::start_over_tcp(group& x) {
  auto& tcp =
    std::get<tcp_settings>(carrier_of(with_->station.connections[x.members.front()]));
  auto link = spawn_on(*x.home, dialing_link,
                       link_target{tcp_target{tcp.host, tcp.port, resolver_}});
  watch(x, as_actor(link));
  start_association(x, x.members.front(), link);
}

/// A line for each address of the station.
void supervisor_state::start_iec104(group& x) {
  auto& from = with_->station.connections[x.members.front()];
  auto& of = std::get<iec104_settings>(from.protocol);
  auto session = of.client.session; // all that may be under way may wait there
  session.queue_limit =
    std::max(session.queue_limit, of.client.client.most_outstanding + 100);
  auto lines = std::vector<iec104_line_actor>{};
  for (auto& host : of.hosts) {
    auto link = spawn_on(*x.home, dialing_link,
                         link_target{tcp_target{host.host, host.port, resolver_}});
    lines.push_back(spawn_on(*x.home, dialing_iec104_line, link, session));
    watch(x, as_actor(link));
    watch(x, as_actor(lines.back()));
  }
  watch(x, as_actor(spawn_on(*x.home, iec104_connection, std::move(lines), model_,
                             of.client)));
}

/// One stream for all that goes over the account; at most one server is called by it.
void supervisor_state::start_over_xmpp(group& x) {
  auto& home = *x.home;
  auto& station = with_->station;
  auto& first = x.members.empty() ? station.servers[x.servers.front()].carrier
                                  : carrier_of(station.connections[x.members.front()]);
  auto settings = xmpp_stream_settings{std::get<xmpp_settings>(first).account};
  auto called = xmpp_stream_state::callback{};
  for (auto i : x.servers) {
    settings.allowed = std::get<xmpp_settings>(station.servers[i].carrier).allowed;
    called = [server = spawn_server(x, station.servers[i])](link_actor link,
                                                            bytes jid) {
      caf::anon_send(server, link_accepted{std::move(link), std::move(jid)});
    };
  }
  auto tcp = spawn_on(home, dialing_link,
                      link_target{tcp_target{settings.account.host,
                                             settings.account.port, resolver_, true}});
  auto stream =
    spawn_on(home, xmpp_stream, tcp, std::move(settings), std::move(called));
  x.held = {as_actor(stream)};
  watch(x, as_actor(tcp));
  watch(x, as_actor(stream));
  x.last = tcp.address(); // the stream still has to say goodbye
  for (auto i : x.members) {
    auto& peer = std::get<xmpp_settings>(carrier_of(station.connections[i])).peer;
    auto link = spawn_on(home, calling_xmpp_link, stream, peer);
    watch(x, as_actor(link));
    start_association(x, i, link_actor{link});
  }
}

void supervisor_state::start_association(group& x, std::size_t connection,
                                         const link_actor& link) {
  auto& home = *x.home;
  auto& from = with_->station.connections[connection];
  if (auto* mms = std::get_if<mms_settings>(&from.protocol)) {
    auto encoder = spawn_on(home, dialing_mms_encoder, link, mms->association);
    auto settings = mms_connection_settings{};
    settings.name = from.name;
    settings.polls = mms->polls;
    settings.table = make_table(from.name, mms->polls);
    settings.first_retry = mms->reconnect.first;
    settings.longest_retry = mms->reconnect.longest;
    settings.phase = phase_of(connection);
    watch(x, as_actor(encoder));
    watch(x, as_actor(spawn_on(home, mms_connection, encoder, model_, settings)));
    return;
  }
  auto& of = std::get<iec61850_settings>(from.protocol);
  auto encoder = spawn_on(home, dialing_mms_encoder, link, of.association);
  auto settings = of.client;
  settings.phase = phase_of(connection);
  watch(x, as_actor(encoder));
  watch(x, as_actor(spawn_on(home, iec61850_connection, encoder, model_, settings)));
}

accepting_actor supervisor_state::spawn_server(group& x, const server_settings& from) {
  auto& home = *x.home;
  auto spawn = [&](const auto& settings) -> accepting_actor {
    using kind = std::decay_t<decltype(settings)>;
    if constexpr (std::is_same_v<kind, mms_server_settings>)
      return spawn_on(home, mms_server, model_, settings);
    else if constexpr (std::is_same_v<kind, iec61850_server_settings>)
      return spawn_on(home, iec61850_server, model_, settings);
    else
      return spawn_on(home, iec104_server, model_, settings);
  };
  auto out = std::visit(spawn, from.objects);
  watch(x, as_actor(out));
  return out;
}

void supervisor_state::start_server(group& x) {
  auto& home = *x.home;
  auto& from = with_->station.servers[x.members.front()];
  auto open = std::exchange(with_->listening[x.members.front()], nullptr);
  if (!open) { // started again
    auto& tcp = std::get<tcp_settings>(from.carrier);
    auto again = listen_on(tcp.host, tcp.port);
    if (!again) {
      log::error("server." + from.name(), to_string(again.error()));
      x.restart_at = now_of(self_) + x.waits.next(0.5);
      return alarm_.set(self_, x.restart_at);
    }
    open = std::make_shared<descriptor>(std::move(*again));
  }
  auto server = spawn_server(x, from);
  auto accept = [server](link_actor link, bytes address) {
    caf::anon_send(server, link_accepted{std::move(link), std::move(address)});
  };
  x.held = {as_actor(
    spawn_on(home, listener, std::move(open), listener_state::callback{accept}))};
  watch(x, x.held.front());
}

/// Beside the model, which tells it every change.
void supervisor_state::start_gateway(group& x) {
  auto& settings = with_->station.gateways[x.members.front()];
  watch(x, as_actor(spawn_on(*with_->frontend_loop, modbus61850, model_, settings)));
}

void supervisor_state::start_bridge(group& x) {
  auto& settings = with_->station.bridges[x.members.front()];
  watch(x,
        as_actor(spawn_on(*with_->frontend_loop, iec61850_bridge, model_, settings)));
}

void supervisor_state::start_map(group& x) {
  auto& settings = with_->station.maps[x.members.front()];
  watch(x, as_actor(spawn_on(*with_->frontend_loop, map_gateway, model_, settings)));
}

} // namespace bus
