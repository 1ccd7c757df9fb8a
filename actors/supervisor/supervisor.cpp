#include "actors/supervisor/supervisor.hpp"

#include "actors/connection/iec104_connection.hpp"
#include "actors/connection/iec61850_connection.hpp"
#include "actors/connection/mms_connection.hpp"
#include "actors/data_model/data_model.hpp"
#include "actors/encoder/iec104_line.hpp"
#include "actors/encoder/json_encoder.hpp"
#include "actors/encoder/mms_encoder.hpp"
#include "actors/encoder/modbus_line.hpp"
#include "actors/frontend/frontend.hpp"
#include "actors/gateway/map_gateway.hpp"
#include "actors/link/link.hpp"
#include "actors/link/listener.hpp"
#include "actors/link/resolver.hpp"
#include "actors/link/sockets.hpp"
#include "actors/link/xmpp_link.hpp"
#include "actors/link/xmpp_stream.hpp"
#include "actors/log/log.hpp"
#include "actors/server/iec104_server.hpp"
#include "actors/server/iec61850_server.hpp"
#include "actors/server/mms_server.hpp"

#include <cmath>
#include <malloc.h>

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

/// By then devices that are there are connected, and their models known.
constexpr auto until_trim = std::chrono::seconds{3};

/// Spreads the connections' polls over their intervals: multiples of the golden
/// ratio fall evenly for any number of them.
double phase_of(std::size_t connection) {
  return std::fmod(static_cast<double>(connection) * 0.6180339887498949, 1.0);
}

/// Of a connection over MMS.
const carrier_settings& carrier_of(const connection_settings& x) {
  if (auto* mms = std::get_if<mms_settings>(&x.protocol))
    return mms->carrier;
  return std::get<iec61850_settings>(x.protocol).carrier;
}

/// All that goes over one account goes over one stream.
std::string stream_name(const xmpp_settings& x) {
  return "xmpp " + x.account.jid + " at " + x.account.host + ':'
         + std::to_string(x.account.port);
}

template <class Handle>
caf::actor untyped(const Handle& x) {
  return caf::actor_cast<caf::actor>(x);
}

} // namespace

std::string protocol_of(const connection_settings& x) {
  constexpr const char* words[] = {"modbus", "mms", "iec61850", "iec104"};
  return words[x.protocol.index()];
}

std::string protocol_of(const server_settings& x) {
  constexpr const char* words[] = {"mms", "iec61850", "iec104"};
  return words[x.objects.index()];
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

void supervisor_state::start(std::shared_ptr<supervised> with) {
  with_ = std::move(with);
  start_core();
  plan_connections();
  plan_servers();
  plan_gateways();
  ::malloc_trim(0);
  auto next = std::size_t{0};
  for (auto& [key, x] : groups_) {
    x.home = with_->device_loops[next++ % with_->device_loops.size()];
    start_group(x);
  }
  trim_at_ = now_of(self_) + until_trim;
  alarm_.set(self_, trim_at_);
}

supervisor_state::group& supervisor_state::plan(const std::string& key,
                                                void (supervisor_state::*how)(group&),
                                                std::size_t member) {
  auto& out = groups_[key];
  out.start = how;
  out.members.push_back(member);
  return out;
}

/// What settings say of points is in the tables from here on.
void supervisor_state::plan_connections() {
  auto& connections = with_->station.connections;
  prepared_.resize(connections.size());
  for (auto i = std::size_t{0}; i < connections.size(); ++i) {
    auto& x = connections[i];
    auto* modbus = std::get_if<modbus_settings>(&x.protocol);
    if (!x.enabled) {
      tell_disabled(x.name, protocol_of(x));
    } else if (modbus) {
      prepare(i);
      plan(modbus::to_string(modbus->address), &supervisor_state::start_modbus, i);
    } else if (std::holds_alternative<iec104_settings>(x.protocol)) {
      plan("connection " + x.name, &supervisor_state::start_iec104, i);
    } else if (auto* xmpp = std::get_if<xmpp_settings>(&carrier_of(x))) {
      plan(stream_name(*xmpp), &supervisor_state::start_over_xmpp, i);
    } else {
      plan("connection " + x.name, &supervisor_state::start_over_tcp, i);
    }
  }
  for (auto& x : connections)
    if (auto* modbus = std::get_if<modbus_settings>(&x.protocol))
      std::exchange(modbus->points, {});
}

void supervisor_state::plan_servers() {
  auto& servers = with_->station.servers;
  for (auto i = std::size_t{0}; i < servers.size(); ++i) {
    auto& x = servers[i];
    if (!x.enabled) {
      tell_disabled(x.name(), protocol_of(x));
    } else if (auto* xmpp = std::get_if<xmpp_settings>(&x.carrier)) {
      auto& stream = groups_[stream_name(*xmpp)];
      stream.start = &supervisor_state::start_over_xmpp;
      stream.servers.push_back(i);
    } else {
      plan("server " + x.name(), &supervisor_state::start_server, i);
    }
  }
}

void supervisor_state::plan_gateways() {
  auto& gateways = with_->station.gateways;
  for (auto i = std::size_t{0}; i < gateways.size(); ++i)
    plan("gateway " + gateways[i].name, &supervisor_state::start_gateway, i);
  auto& bridges = with_->station.bridges;
  for (auto i = std::size_t{0}; i < bridges.size(); ++i)
    plan("gateway " + bridges[i].name, &supervisor_state::start_bridge, i);
  auto& maps = with_->station.maps;
  for (auto i = std::size_t{0}; i < maps.size(); ++i)
    plan("gateway " + maps[i].name, &supervisor_state::start_map, i);
}

void supervisor_state::tell_disabled(const std::string& who,
                                     const std::string& protocol) {
  auto table = std::make_shared<point_table>();
  table->connection = who;
  self_->send(
    model_,
    add_connection{{},
                   std::move(table),
                   {who, protocol, connection_state::disabled, {}, utc_time::now()}});
}

void supervisor_state::start_core() {
  auto& station = with_->station;
  auto& home = *with_->frontend_loop;
  resolver_ = self_->system().spawn<caf::detached>(resolver);
  frontend_ =
    spawn_on(home, frontend,
             std::make_shared<std::unique_ptr<endpoints>>(std::move(with_->sockets)));
  model_ = spawn_on(home, data_model);
  auto settings = json_encoder_settings{};
  settings.name = station.name;
  settings.version = with_->version;
  settings.epoch = with_->epoch;
  settings.journal = station.zmq.journal;
  settings.max_pending = station.zmq.max_pending;
  encoder_ = spawn_on(home, json_encoder, model_, frontend_, std::move(settings));
  core_ = {untyped(resolver_), untyped(model_), untyped(encoder_), untyped(frontend_)};
  for (auto& x : core_)
    self_->monitor(x);
}

void supervisor_state::start_group(group& x) {
  x.restart_at = never;
  x.ending = false;
  (this->*x.start)(x);
}

void supervisor_state::start_modbus(group& x) {
  auto& home = *x.home;
  auto& first = modbus_of(x.members.front());
  auto link = spawn_on(home, dialing_link, to_target(first.address, resolver_));
  auto line = spawn_on(home, modbus_line, link, to_line(first));
  watch(x, untyped(link));
  watch(x, untyped(line));
  for (auto i : x.members)
    watch(x, untyped(spawn_on(home, modbus_connection, line, model_, prepared_[i])));
}

void supervisor_state::start_over_tcp(group& x) {
  auto& tcp =
    std::get<tcp_settings>(carrier_of(with_->station.connections[x.members.front()]));
  auto link = spawn_on(*x.home, dialing_link,
                       link_target{tcp_target{tcp.host, tcp.port, resolver_}});
  watch(x, untyped(link));
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
    watch(x, untyped(link));
    watch(x, untyped(lines.back()));
  }
  watch(x, untyped(spawn_on(*x.home, iec104_connection, std::move(lines), model_,
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
  x.held = {untyped(stream)};
  watch(x, untyped(tcp));
  watch(x, untyped(stream));
  x.last = tcp.address(); // the stream still has to say goodbye
  for (auto i : x.members) {
    auto& peer = std::get<xmpp_settings>(carrier_of(station.connections[i])).peer;
    auto link = spawn_on(home, calling_xmpp_link, stream, peer);
    watch(x, untyped(link));
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
    watch(x, untyped(encoder));
    watch(x, untyped(spawn_on(home, mms_connection, encoder, model_, settings)));
    return;
  }
  auto& of = std::get<iec61850_settings>(from.protocol);
  auto encoder = spawn_on(home, dialing_mms_encoder, link, of.association);
  auto settings = of.client;
  settings.phase = phase_of(connection);
  watch(x, untyped(encoder));
  watch(x, untyped(spawn_on(home, iec61850_connection, encoder, model_, settings)));
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
  watch(x, untyped(out));
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
  x.held = {untyped(
    spawn_on(home, listener, std::move(open), listener_state::callback{accept}))};
  watch(x, x.held.front());
}

/// Beside the model, which tells it every change.
void supervisor_state::start_gateway(group& x) {
  auto& settings = with_->station.gateways[x.members.front()];
  watch(x, untyped(spawn_on(*with_->frontend_loop, modbus61850, model_, settings)));
}

void supervisor_state::start_bridge(group& x) {
  auto& settings = with_->station.bridges[x.members.front()];
  watch(x, untyped(spawn_on(*with_->frontend_loop, iec61850_bridge, model_, settings)));
}

void supervisor_state::start_map(group& x) {
  auto& settings = with_->station.maps[x.members.front()];
  watch(x, untyped(spawn_on(*with_->frontend_loop, map_gateway, model_, settings)));
}

void supervisor_state::watch(group& x, const caf::actor& who) {
  self_->monitor(who);
  x.alive.insert(who.address());
}

void supervisor_state::end_group(group& x) {
  x.ending = true;
  x.held.clear();
  for (auto& who : x.alive)
    if (who != x.last)
      self_->send_exit(who, caf::exit_reason::user_shutdown);
}

void supervisor_state::down(const caf::down_msg& x) {
  for (auto& [key, owner] : groups_)
    if (owner.alive.erase(x.source) > 0)
      return member_down(owner, x);
  core_down(x);
}

void supervisor_state::member_down(group& x, const caf::down_msg& why) {
  if (!x.ending) {
    log::error("supervisor", "a connection failed and is started again: "
                               + caf::to_string(why.reason));
    end_group(x);
  }
  if (x.alive.size() == 1 && x.alive.contains(x.last)) // not above what it has to send
    caf::anon_send(caf::actor_cast<caf::actor>(x.last),
                   caf::exit_msg{self_->address(), caf::exit_reason::user_shutdown});
  if (!x.alive.empty())
    return;
  if (draining_)
    return end_core();
  x.restart_at = now_of(self_) + x.waits.next(0.5);
  alarm_.set(self_, x.restart_at);
}

void supervisor_state::core_down(const caf::down_msg& why) {
  std::erase_if(core_, [&](auto& x) { return x.address() == why.source; });
  if (!draining_) {
    log::error("supervisor", "the bus itself failed: " + caf::to_string(why.reason));
    failure_ = caf::make_error(caf::sec::runtime_error);
    drain();
  }
  end_core();
}

void supervisor_state::tick() {
  alarm_.fired();
  auto now = now_of(self_);
  if (now >= trim_at_) {
    trim_at_ = never;
    ::malloc_trim(0);
  }
  alarm_.set(self_, trim_at_);
  for (auto& [line, x] : groups_) {
    if (x.restart_at <= now && !draining_)
      start_group(x);
    alarm_.set(self_, x.restart_at);
  }
}

void supervisor_state::drain() {
  if (std::exchange(draining_, true))
    return;
  log::info("supervisor", "stopping");
  for (auto& [line, x] : groups_)
    end_group(x);
  end_core();
}

/// Ends what is left, one after the other: the encoder still answers open
/// requests, the frontend still sends them.
void supervisor_state::end_core() {
  for (auto& [line, x] : groups_)
    if (!x.alive.empty())
      return;
  if (core_.empty())
    return self_->quit(failure_);
  // Not send_exit(), which would overtake the messages that are still to be
  // worked off.
  caf::anon_send(core_.front(),
                 caf::exit_msg{self_->address(), caf::exit_reason::user_shutdown});
}

supervisor_actor::behavior_type
supervisor(supervisor_actor::stateful_pointer<supervisor_state> self,
           std::shared_ptr<supervised> with) {
  self->set_down_handler([self](const caf::down_msg& x) { self->state.down(x); });
  self->state.start(std::move(with));
  return {
    [self](bus::drain) { self->state.drain(); },
    [self](tick) { self->state.tick(); },
  };
}

} // namespace bus
