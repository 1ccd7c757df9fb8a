#include "services/stationbus/run.hpp"

#include "actors/log/logging.hpp"
#include "actors/supervisor/running_station.hpp"
#include "services/configuration/station_loader.hpp"
#include "services/stationbus/end_signals.hpp"
#include "services/stationbus/mistakes.hpp"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

namespace bus {

namespace {

using cli::give_up;

/// Each device takes a descriptor or two; the usual soft limit is 1024.
void allow_many_descriptors() {
  auto limit = rlimit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::string advice(const error& why) {
  if (why.cause.find("in use") == std::string::npos)
    return {};
  return ": is another stationbus running? zmq.publish and zmq.request name the "
         "endpoints";
}

cli::outcome<cli::exit_code> run_until_signal(station_settings x) {
  auto signals = end_signals{};
  auto failed = std::atomic<bool>{false};
  auto station = running_station::start(std::move(x), STATIONBUS_VERSION, [&] {
    failed = true;
    ::kill(::getpid(), SIGTERM);
  });
  if (!station)
    return give_up(cli::failed, "the bus cannot start: " + station.error().cause
                                  + advice(station.error()));
  signals.wait();
  // The next one does not wait for the drain.
  signals.let_through();
  (*station)->stop();
  if (failed)
    return give_up(cli::failed, "the bus failed, its log says why");
  return cli::done;
}

} // namespace

cli::outcome<cli::exit_code> run(const std::string& file) {
  auto loaded = configuration::load_station_file(file, has_xmpp());
  if (!loaded)
    return refused(loaded.error());
  auto logging = set_up_logging(loaded->logging);
  if (!logging)
    return give_up(cli::misused, file + ": " + to_string(logging.error()));
  allow_many_descriptors();
  // What reading the file took goes back to the system before the bus takes
  // memory of its own.
  ::malloc_trim(0);
  return run_until_signal(std::move(loaded->station));
}

} // namespace bus
