#include "actors/supervisor/running_station.hpp"

#include "actors/link/sockets.hpp"
#include "actors/log/log.hpp"

#include <algorithm>
#include <random>

namespace bus {

namespace {

std::string new_epoch() {
  auto random = std::random_device{};
  auto octets = bytes(8);
  for (auto& x : octets)
    x = static_cast<std::uint8_t>(random());
  return to_hex(octets);
}

unsigned loop_count(const station_settings& x) {
  return x.loops > 0 ? x.loops : std::max(1u, std::thread::hardware_concurrency());
}

} // namespace

struct running_station::parts {
  /// Most actors live on the loops; the scheduler has the supervisor only.
  struct system_config : caf::actor_system_config {
    system_config() {
      set("scheduler.policy", caf::atom("sharing"));
      set("scheduler.max-threads", std::size_t{1});
      set("logger.verbosity", caf::atom("quiet"));
    }
  };

  system_config config;
  caf::actor_system system{config};
  std::vector<std::unique_ptr<loop>> device_loops;
  std::unique_ptr<loop> frontend_loop;
  supervisor_actor supervisor;
};

running_station::running_station()
  : parts_{std::make_unique<parts>()} {}

result<std::unique_ptr<running_station>>
running_station::start(station_settings x, std::string version,
                       std::function<void()> on_failure) {
  auto sockets = endpoints::bind(x.zmq);
  if (!sockets)
    return tl::make_unexpected(sockets.error());
  auto out = std::unique_ptr<running_station>{new running_station};
  auto listening = std::vector<std::shared_ptr<descriptor>>{};
  for (auto& server : x.servers) {
    listening.emplace_back();
    auto* tcp = std::get_if<tcp_settings>(&server.carrier);
    if (!server.enabled || !tcp)
      continue;
    auto open = listen_on(tcp->host, tcp->port);
    if (!open)
      return fail(open.error().code, "server." + server.name(),
                  to_string(open.error()));
    out->ports_[server.name()] = bound_port(*open).value_or(0);
    listening.back() = std::make_shared<descriptor>(std::move(*open));
  }
  auto& p = *out->parts_;
  out->publish_ = (*sockets)->publish_endpoint();
  out->request_ = (*sockets)->request_endpoint();
  auto with = std::make_shared<supervised>();
  p.frontend_loop = std::make_unique<loop>(p.system, "frontend");
  with->frontend_loop = p.frontend_loop.get();
  for (auto i = 0u; i < loop_count(x); ++i) {
    p.device_loops.push_back(std::make_unique<loop>(p.system, "devices"));
    with->device_loops.push_back(p.device_loops.back().get());
  }
  log::info("stationbus", "station " + x.name + ": publishes at " + out->publish_
                            + ", answers at " + out->request_);
  with->listening = std::move(listening);
  with->station = std::move(x);
  with->version = std::move(version);
  with->epoch = new_epoch();
  with->sockets = std::move(*sockets);
  p.supervisor = p.system.spawn(supervisor, std::move(with));
  p.supervisor->attach_functor([on_failure](const caf::error& why) {
    if (why && on_failure)
      on_failure();
  });
  return out;
}

running_station::~running_station() {
  stop();
}

void running_station::stop() {
  if (!parts_->supervisor)
    return;
  auto self = caf::scoped_actor{parts_->system};
  caf::anon_send(parts_->supervisor, drain{});
  self->wait_for(caf::actor_cast<caf::actor>(parts_->supervisor));
  parts_->supervisor = supervisor_actor{};
}

} // namespace bus
