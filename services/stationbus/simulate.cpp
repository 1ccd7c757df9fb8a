#include "services/stationbus/simulate.hpp"

#include "services/configuration/simulator_loader.hpp"
#include "services/stationbus/end_signals.hpp"
#include "services/stationbus/mistakes.hpp"
#include "tools/cli/text_table.hpp"
#include "tools/simulator/running_simulator.hpp"

#include <iostream>
#include <thread>

namespace bus {

namespace {

using simulator::running_simulator;

void print_devices(const simulator::simulator_settings& x,
                   const running_simulator& running) {
  auto table = cli::text_table{{"DEVICE", "ADDRESS", "DEVICE ID", "POINTS"}};
  for (auto& device : x.devices)
    table.rows.push_back({device.name, running.endpoint_of(device.name),
                          std::to_string(device.device_id),
                          std::to_string(device.points.size())});
  auto add = [&](const std::string& name, std::size_t moving) {
    table.rows.push_back({name, running.endpoint_of(name), std::string{},
                          std::to_string(moving) + " moving"});
  };
  for (auto& device : x.mms_devices)
    add(device.name(), device.moving.size());
  for (auto& device : x.iec104_devices)
    add(device.server.name, device.moving.size());
  cli::print(std::cout, table, false);
  std::cout.flush();
}

std::optional<duration> to_duration(std::optional<double> seconds) {
  if (!seconds)
    return std::nullopt;
  return std::chrono::duration_cast<duration>(std::chrono::duration<double>{*seconds});
}

} // namespace

cli::outcome<cli::exit_code> simulate(const std::string& file,
                                      std::optional<double> seconds) {
  auto loaded = configuration::load_simulator_file(file);
  if (!loaded)
    return refused(loaded.error());
  auto signals = end_signals{};
  auto loops = std::max(1u, std::thread::hardware_concurrency());
  auto running = running_simulator::start(*loaded, loops);
  if (!running)
    return cli::give_up(cli::failed,
                        "the simulator cannot start: " + to_string(running.error()));
  print_devices(*loaded, **running);
  signals.wait(to_duration(seconds));
  signals.let_through();
  (*running)->stop();
  return cli::done;
}

} // namespace bus
