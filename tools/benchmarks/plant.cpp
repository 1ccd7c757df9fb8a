#include "tools/benchmarks/plant.hpp"

#include "actors/log/logging.hpp"
#include "tools/benchmarks/statistics.hpp"
#include "tools/simulator/running_simulator.hpp"

#include <mutex>
#include <sstream>
#include <stdexcept>

namespace bus::benchmarks {

namespace {

constexpr auto poll_interval = std::chrono::seconds{1};
constexpr auto highest = 60'000.0;

/// When each device was asked, while somebody watches.
class watch {
public:
  explicit watch(std::size_t devices)
    : asked_(devices) {}

  void note(std::size_t device, time_point now) {
    auto lock = std::lock_guard{mutex_};
    if (on_)
      asked_[device].push_back(now);
  }

  void begin() {
    auto lock = std::lock_guard{mutex_};
    on_ = true;
    for (auto& one : asked_)
      one.clear();
  }

  std::string end(const plant_settings& x) {
    auto lock = std::lock_guard{mutex_};
    on_ = false;
    auto all = std::vector<double>{};
    for (auto i = std::size_t{0}; i < asked_.size(); ++i)
      if (!is_silent(x, i))
        for (auto late : lateness(asked_[i], poll_interval))
          all.push_back(late);
    auto out = std::ostringstream{};
    out << percentile(all, 0.5) << ' ' << percentile(all, 0.99) << ' ' << all.size();
    return out.str();
  }

private:
  std::mutex mutex_;
  bool on_ = false;
  std::vector<std::vector<time_point>> asked_;
};

simulator::simulator_settings to_simulator(const plant_settings& x) {
  auto out = simulator::simulator_settings{};
  auto wave = simulator::wave{};
  if (x.moving)
    wave = {simulator::wave::kind::random, {}, 0, highest};
  for (auto i = std::size_t{0}; i < x.devices; ++i) {
    auto device = simulator::device_settings{};
    device.name = std::to_string(i);
    device.address.where = modbus::tcp_endpoint{"127.0.0.1", 0};
    for (auto at = std::uint16_t{0}; at < x.points; ++at)
      device.points.push_back(
        {{.name = "p" + std::to_string(at), .address = at, .writable = true}, wave});
    if (is_silent(x, i))
      device.faults.push_back({.what = simulator::fault::kind::silence});
    out.devices.push_back(std::move(device));
  }
  return out;
}

std::string port_in(const std::string& endpoint) {
  return endpoint.substr(endpoint.rfind(':') + 1);
}

void play(channel& to, const plant_settings& x) {
  (void)set_up_logging({.default_level = "ERROR"});
  auto seen = watch{x.devices};
  auto running = simulator::running_simulator::start(
    to_simulator(x), 1,
    [&](std::size_t device, time_point now) { seen.note(device, now); });
  if (!running)
    throw std::runtime_error{"simulator: " + to_string(running.error())};
  for (auto i = std::size_t{0}; i < x.devices; ++i)
    to.say(port_in((*running)->endpoint_of(std::to_string(i))));
  for (;;) {
    if (to.hear(std::chrono::hours{1}) == "begin")
      seen.begin();
    else
      to.say(seen.end(x));
  }
}

} // namespace

bool is_silent(const plant_settings& x, std::size_t device) {
  return x.silent_one_in > 0 && device % x.silent_one_in == x.silent_one_in - 1;
}

plant::plant(plant_settings x)
  : settings_{x},
    process_{[x](channel& to) { play(to, x); }} {
  for (auto i = std::size_t{0}; i < x.devices; ++i)
    ports_.push_back(static_cast<std::uint16_t>(std::stoul(process_.line().hear())));
}

void plant::begin_watch() {
  process_.line().say("begin");
}

punctuality plant::end_watch() {
  process_.line().say("end");
  auto in = std::istringstream{process_.line().hear()};
  auto out = punctuality{};
  in >> out.p50 >> out.p99 >> out.polls;
  return out;
}

} // namespace bus::benchmarks
