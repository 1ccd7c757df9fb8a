#include "tools/benchmarks/iec104_peers.hpp"

#include "actors/link/listener.hpp"
#include "actors/link/sockets.hpp"
#include "actors/log/logging.hpp"
#include "actors/server/iec104_server.hpp"
#include "actors/supervisor/running_station.hpp"
#include "tools/benchmarks/actor_process.hpp"

namespace bus::benchmarks {

namespace {

constexpr auto rtu_journal = std::size_t{1'000};
constexpr auto first_switch = std::uint32_t{100'001};

/// Events that wait; above, changes wait for them.
constexpr auto most_waiting = std::size_t{5'000};

std::shared_ptr<const iec104::station_description> points_of(const rtu_settings& x) {
  auto out = std::make_shared<iec104::station_description>();
  for (auto i = 0u; i < x.points; ++i)
    out->points.push_back({.at = {1, i + 1}, .type = iec104::type_id::m_me_tf_1});
  for (auto i = 0u; i < x.switches; ++i)
    out->points.push_back(
      {.at = {1, first_switch + i}, .command = iec104::type_id::c_sc_na_1});
  return out;
}

/// Changes points one batch after the other; looks at how many events wait.
struct rtu_mover_state {
  using actor_type = caf::typed_actor<reacts_to<tick>>;
  using pointer = actor_type::stateful_pointer<rtu_mover_state>;

  pointer self = nullptr;
  iec104_server_actor server;
  rtu_settings with;
  std::size_t next = 0;
  float value = 0;
  alarm wake;

  void move() {
    wake.fired();
    self->request(server, caf::infinite, describe_path{})
      .then([this](const described& x) { change(waiting_in(*x.what)); });
  }

  static std::size_t waiting_in(const bus::value& x) {
    auto out = 0.;
    for (auto& [name, member] : *std::get<std::shared_ptr<const structure>>(x))
      if (name == "waiting_events")
        for (auto& [group, count] : *std::get<std::shared_ptr<const structure>>(member))
          out += to_number(count).value_or(0);
    return static_cast<std::size_t>(out);
  }

  void change(std::size_t waiting) {
    if (waiting > most_waiting)
      return wake.set(self, now_of(self) + std::chrono::milliseconds{1});
    auto to = write_points{};
    value += 1;
    for (auto i = std::size_t{0}; i < with.changing; ++i)
      to.writes.push_back({"1/" + std::to_string(next++ % with.points + 1), value});
    self->request(server, caf::infinite, std::move(to))
      .then([this](const points_written&) { self->send(self, tick{}); });
  }
};

rtu_mover_state::actor_type::behavior_type rtu_mover(rtu_mover_state::pointer self,
                                                     iec104_server_actor server,
                                                     rtu_settings with) {
  self->state.self = self;
  self->state.server = std::move(server);
  self->state.with = with;
  self->send(self, tick{});
  return {[self](tick) { self->state.move(); }};
}

void run_rtus(channel& to, const rtu_settings& x) {
  (void)set_up_logging({.default_level = "ERROR"});
  auto config = loops_config{};
  auto system = caf::actor_system{config};
  auto home = loop{system};
  auto points = points_of(x);
  auto kept = std::vector<caf::actor>{};
  auto keep = [&](const auto& one) {
    kept.push_back(caf::actor_cast<caf::actor>(one));
  };
  for (auto i = std::size_t{0}; i < x.stations; ++i) {
    auto settings = iec104_server_settings{};
    settings.name = "rtu" + std::to_string(i);
    settings.station = points;
    settings.how.commands = iec104::command_policy::follow;
    auto server = spawn_on(home, iec104_server, data_model_actor{}, settings);
    auto accept = [server](link_actor link, bytes address) {
      caf::anon_send(server, link_accepted{std::move(link), std::move(address)});
    };
    auto open = listen_on("127.0.0.1", 0);
    if (!open)
      throw std::runtime_error{to_string(open.error())};
    to.say(std::to_string(bound_port(*open).value()));
    keep(spawn_on(home, listener, std::make_shared<descriptor>(std::move(*open)),
                  listener_state::callback{accept}));
    if (x.changing > 0)
      keep(spawn_on(home, rtu_mover, server, x));
  }
  sleep_for_ever();
}

void run_client(channel& to, const rtu_settings& of,
                const std::vector<std::uint16_t>& ports) {
  (void)set_up_logging({.default_level = "ERROR"});
  auto x = station_settings{};
  x.zmq.publish = x.zmq.request = "tcp://127.0.0.1:*";
  x.zmq.journal = rtu_journal;
  x.loops = 1;
  for (auto port : ports) {
    auto called = iec104_settings{};
    called.hosts = {{"127.0.0.1", port}};
    called.client.name = "d" + std::to_string(x.connections.size());
    called.client.session.acknowledges_taken = true;
    for (auto i = 0u; i < of.switches; ++i)
      called.client.client.points.push_back(
        {.at = {1, first_switch + i}, .command = iec104::type_id::c_sc_na_1});
    x.connections.push_back({.name = called.client.name, .protocol = called});
  }
  auto station = running_station::start(std::move(x), "bench");
  if (!station)
    throw std::runtime_error{to_string(station.error())};
  to.say((*station)->publish_endpoint());
  to.say((*station)->request_endpoint());
  sleep_for_ever();
}

} // namespace

rtu_process::rtu_process(const rtu_settings& x)
  : process_{[x](channel& to) { run_rtus(to, x); }} {
  for (auto i = std::size_t{0}; i < x.stations; ++i)
    ports_.push_back(static_cast<std::uint16_t>(std::stoul(process_.line().hear())));
}

rtu_client::rtu_client(const rtu_settings& of, const std::vector<std::uint16_t>& ports)
  : process_{[&](channel& to) { run_client(to, of, ports); }},
    publish_{process_.line().hear()},
    request_{process_.line().hear()} {}

} // namespace bus::benchmarks
