#include "tools/benchmarks/bare_poller.hpp"
#include "tools/benchmarks/compare.hpp"
#include "tools/benchmarks/station_process.hpp"
#include "tools/benchmarks/subscriber.hpp"
#include "tools/benchmarks/table.hpp"

#include <thread>

namespace bus::benchmarks {

namespace {

constexpr auto devices = std::size_t{1000};
constexpr auto points = std::uint16_t{30};
constexpr auto silent_one_in = std::size_t{10};
constexpr auto interval = std::chrono::seconds{1};
constexpr auto settle = std::chrono::seconds{4};
constexpr auto stretch = 5; ///< so many measurements' time is one of this bench
constexpr auto small_journal = std::size_t{256};

struct polling {
  double cpu = 0; ///< percent of one core
  punctuality late;
};

polling watch(const settings& with, plant& polled, const child& who) {
  std::this_thread::sleep_for(settle);
  auto time = with.time * stretch;
  auto before = who.cpu_time();
  polled.begin_watch();
  std::this_thread::sleep_for(time);
  auto out = polling{};
  out.late = polled.end_watch();
  out.cpu = 100. * std::chrono::duration<double>{who.cpu_time() - before}.count()
            / std::chrono::duration<double>{time}.count();
  return out;
}

polling watch_bare(const settings& with, plant& polled) {
  auto poller =
    child{[&](channel&) { poll_by_epoll(polled.ports(), points, interval); }};
  return watch(with, polled, poller);
}

polling watch_station(const settings& with, plant& polled) {
  auto board = shared_scoreboard{};
  auto station = station_process{polled, interval};
  auto receiver = subscriber(station.publish(), *board);
  auto out = watch(with, polled, station.process());
  remark("polls: " + number(static_cast<double>(out.late.polls))
         + ", values that arrived: " + number(static_cast<double>(board->done.get()))
         + ", that did not: " + number(static_cast<double>(board->missed.get())));
  return out;
}

std::vector<row> punctuality_rows(const settings& with) {
  auto name = std::string{"modbus_1000_devices."};
  auto bare = std::string{"bare epoll loop"};
  auto healthy = plant{{.devices = devices, .points = points, .moving = true}};
  auto ill = plant{{devices, points, true, silent_one_in}};
  auto measured = [&](auto watch_one) {
    return [&, watch_one] {
      auto one = watch_one(with, healthy);
      auto other = watch_one(with, ill);
      return std::vector{one.cpu, one.late.p50, one.late.p99, other.late.p99};
    };
  };
  return compare(with,
                 {{name + "cpu", 0, "% of a core", 0, bare},
                  {name + "late_p50", 0, "ms", 0, bare},
                  {name + "late_p99", 0, "ms", 0, bare},
                  {name + "late_p99_silent", 0, "ms", 0, bare + ", 100 silent too"}},
                 measured(watch_bare), measured(watch_station));
}

/// Octets that a station takes; what it keeps for replay is the same for all.
double memory_of(plant& polled) {
  auto board = shared_scoreboard{};
  auto station = station_process{polled, interval, small_journal};
  auto receiver = subscriber(station.publish(), *board);
  std::this_thread::sleep_for(settle);
  return static_cast<double>(station.process().resident());
}

std::vector<double> memories() {
  auto all = plant{{.devices = devices, .points = points, .moving = true}};
  auto narrow = plant{{.devices = devices, .points = 1, .moving = true}};
  auto single = plant{{.devices = 1, .points = points, .moving = true}};
  auto whole = memory_of(all);
  return {(whole - memory_of(single)) / (devices - 1),
          (whole - memory_of(narrow)) / (devices * (points - 1))};
}

} // namespace

std::vector<row> modbus_1000_devices(const settings& x) {
  auto out = punctuality_rows(x);
  auto memory = compare(
    x,
    {{"modbus_1000_devices.memory_connection", 0, "octets", 0, "the bar: 64 kB"},
     {"modbus_1000_devices.memory_point", 0, "octets", 0, "the bar: 300 octets"}},
    [] {
      return std::vector{64'000., 300.};
    },
    memories);
  out.insert(out.begin() + 1, memory.begin(), memory.end());
  return out;
}

} // namespace bus::benchmarks
