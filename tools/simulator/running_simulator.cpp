#include "tools/simulator/running_simulator.hpp"

#include "actors/link/sockets.hpp"
#include "actors/log/log.hpp"
#include "tools/simulator/iec104_host.hpp"
#include "tools/simulator/mms_host.hpp"
#include "tools/simulator/simulator_host.hpp"

#include <algorithm>
#include <sys/resource.h>
#include <unordered_map>

namespace bus::simulator {

namespace {

/// All actors live on the loops.
struct simulator_config : caf::actor_system_config {
  simulator_config() {
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", std::size_t{1});
    set("logger.verbosity", caf::atom("quiet"));
  }
};

/// A thousand listeners with a client each are more than the usual 1024.
void allow_descriptors(std::size_t addresses) {
  auto wanted = static_cast<rlim_t>(3 * addresses + 256);
  auto limits = rlimit{};
  if (getrlimit(RLIMIT_NOFILE, &limits) < 0 || limits.rlim_cur >= wanted)
    return;
  limits.rlim_cur = std::min(wanted, limits.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limits);
}

bool wants_free_port(const modbus::address& x) {
  auto* tcp = std::get_if<modbus::tcp_endpoint>(&x.where);
  return tcp && tcp->port == 0;
}

} // namespace

struct running_simulator::parts {
  simulator_config config;
  caf::actor_system system{config};
  std::vector<std::unique_ptr<loop>> loops;
  std::vector<simulator_host_actor> hosts;
  std::unordered_map<std::string, std::string> endpoints; ///< by device
  std::vector<std::atomic<std::uint64_t>> served;
};

/// Deals the devices out over addresses, and those over loops.
struct running_simulator::builder {
  parts& to;
  request_observer observe;
  time_point start = std::chrono::steady_clock::now();
  std::vector<open_address> open = {};
  std::unordered_map<std::string, std::size_t> place = {}; ///< in `open`
  std::vector<std::function<void(loop&)>> spawns = {};     ///< of all but Modbus

  result<open_address*> address_for(const device_settings& x) {
    auto key = wants_free_port(x.address) ? x.name : to_string(x.address);
    if (auto known = place.find(key); known != place.end())
      return &open[known->second];
    auto made = simulator::open(x.address);
    if (!made)
      return tl::make_unexpected(made.error());
    auto seed = static_cast<std::uint32_t>(std::hash<std::string>{}(key));
    made->line = std::make_shared<simulated_line>(x.address.how, seed, observe);
    place.emplace(std::move(key), open.size());
    open.push_back(std::move(*made));
    return &open.back();
  }

  result<void> add(const device_settings& x, std::size_t number) {
    auto device = simulated_device::make(x, start, STATIONBUS_VERSION);
    if (!device)
      return tl::make_unexpected(device.error());
    auto at = address_for(x);
    if (!at)
      return tl::make_unexpected(at.error());
    if (!to.endpoints.emplace(x.name, (*at)->endpoint).second)
      return fail(errc::invalid_value, "simulator.name", x.name + " is there twice");
    log::debug("simulator", x.name + " answers at " + (*at)->endpoint);
    return (*at)->line->add(std::move(*device), number);
  }

  /// The socket of a device that has its address for itself.
  result<std::shared_ptr<descriptor>>
  listen_for(const std::string& name, const std::string& host, std::uint16_t port) {
    auto socket = listen_on(host, port);
    if (!socket)
      return tl::make_unexpected(socket.error());
    auto bound = bound_port(*socket).value_or(port);
    auto endpoint = "tcp://" + host + ':' + std::to_string(bound);
    if (!to.endpoints.emplace(name, std::move(endpoint)).second)
      return fail(errc::invalid_value, "simulator.name", name + " is there twice");
    return std::make_shared<descriptor>(std::move(*socket));
  }

  result<void> add(const mms_device_settings& x) {
    auto moving = moving_variables::make(x.objects(), x.moving);
    if (!moving)
      return tl::make_unexpected(moving.error());
    return add_host(mms_host, x, x.name(), std::move(*moving));
  }

  result<void> add(const iec104_device_settings& x) {
    auto moving = moving_objects::make(*x.server.station, x.moving);
    if (!moving)
      return tl::make_unexpected(moving.error());
    return add_host(iec104_host, x, x.server.name, std::move(*moving));
  }

  template <class Host, class Settings, class Moving>
  result<void> add_host(Host host, const Settings& x, const std::string& name,
                        Moving moving) {
    auto listening = listen_for(name, x.host, x.port);
    if (!listening)
      return tl::make_unexpected(listening.error());
    spawns.push_back([this, host, listening = std::move(*listening), x,
                      moving = std::move(moving)](loop& home) {
      to.hosts.push_back(spawn_on(home, host, listening, x, moving));
    });
    return {};
  }

  void spawn(unsigned loops) {
    auto dealt = std::vector<std::vector<open_address>>(std::max(1u, loops));
    for (auto i = std::size_t{0}; i < open.size(); ++i)
      dealt[i % dealt.size()].push_back(std::move(open[i]));
    for (auto& part : dealt) {
      to.loops.push_back(std::make_unique<loop>(to.system, "simulator"));
      auto share = std::make_shared<std::vector<open_address>>(std::move(part));
      to.hosts.push_back(spawn_on(*to.loops.back(), simulator_host, std::move(share)));
    }
    for (auto i = std::size_t{0}; i < spawns.size(); ++i)
      spawns[i](*to.loops[i % to.loops.size()]);
  }
};

running_simulator::running_simulator()
  : parts_{std::make_unique<parts>()} {}

result<std::unique_ptr<running_simulator>>
running_simulator::start(simulator_settings x, unsigned loops,
                         request_observer on_request) {
  auto alone = x.mms_devices.size() + x.iec104_devices.size(); // at their addresses
  allow_descriptors(x.devices.size() + alone);
  auto out = std::unique_ptr<running_simulator>{new running_simulator};
  auto& p = *out->parts_;
  p.served = std::vector<std::atomic<std::uint64_t>>(x.devices.size());
  auto observe = [&p, on_request = std::move(on_request)](std::size_t device,
                                                          time_point now) {
    p.served[device].fetch_add(1, std::memory_order_relaxed);
    if (on_request)
      on_request(device, now);
  };
  auto build = builder{p, std::move(observe)};
  for (auto i = std::size_t{0}; i < x.devices.size(); ++i)
    if (auto added = build.add(x.devices[i], i); !added)
      return tl::make_unexpected(added.error());
  for (auto& device : x.mms_devices)
    if (auto added = build.add(device); !added)
      return tl::make_unexpected(added.error());
  for (auto& device : x.iec104_devices)
    if (auto added = build.add(device); !added)
      return tl::make_unexpected(added.error());
  log::info("simulator", std::to_string(x.devices.size() + alone) + " devices at "
                           + std::to_string(build.open.size() + alone) + " addresses");
  build.spawn(loops);
  return out;
}

running_simulator::~running_simulator() {
  stop();
}

void running_simulator::stop() {
  auto self = caf::scoped_actor{parts_->system};
  for (auto& host : parts_->hosts) {
    caf::anon_send(host, drain{});
    self->wait_for(caf::actor_cast<caf::actor>(host));
  }
  parts_->hosts.clear();
  for (auto& one : parts_->loops)
    one->stop(); // after what the hosts' listeners and peers still have to do
}

std::string running_simulator::endpoint_of(const std::string& device) const {
  auto found = parts_->endpoints.find(device);
  return found == parts_->endpoints.end() ? std::string{} : found->second;
}

std::uint64_t running_simulator::requests_served(std::size_t device) const {
  return parts_->served[device].load(std::memory_order_relaxed);
}

std::uint64_t running_simulator::requests_served() const {
  auto sum = std::uint64_t{0};
  for (auto& one : parts_->served)
    sum += one.load(std::memory_order_relaxed);
  return sum;
}

} // namespace bus::simulator
