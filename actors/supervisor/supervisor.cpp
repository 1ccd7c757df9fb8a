#include "actors/supervisor/supervisor.hpp"

#include "actors/data_model/data_model.hpp"
#include "actors/encoder/json_encoder.hpp"
#include "actors/frontend/frontend.hpp"
#include "actors/link/resolver.hpp"
#include "actors/log/log.hpp"

#include <malloc.h>

namespace bus {

namespace {

/// By then devices that are there are connected, and their models known.
constexpr auto until_trim = std::chrono::seconds{3};

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
