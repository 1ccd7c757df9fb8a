#include "tools/benchmarks/station_process.hpp"

#include "actors/log/logging.hpp"
#include "actors/supervisor/running_station.hpp"
#include "tools/benchmarks/actor_process.hpp"

namespace bus::benchmarks {

namespace {

modbus_settings device_at(std::uint16_t port, std::uint16_t points, duration interval) {
  auto out = modbus_settings{};
  out.address.where = modbus::tcp_endpoint{"127.0.0.1", port};
  out.poller.interval = interval;
  for (auto at = std::uint16_t{0}; at < points; ++at)
    out.points.push_back({.name = "p" + std::to_string(at), .address = at});
  return out;
}

station_settings settings_for(const plant& polled, duration poll_interval,
                              std::size_t journal) {
  auto out = station_settings{};
  out.zmq.publish = out.zmq.request = "tcp://127.0.0.1:*";
  out.zmq.journal = journal;
  auto points = polled.settings().points;
  for (auto i = std::size_t{0}; i < polled.ports().size(); ++i)
    out.connections.push_back(
      {.name = "d" + std::to_string(i),
       .protocol = device_at(polled.ports()[i], points, poll_interval)});
  return out;
}

void run(channel& to, station_settings x) {
  (void)set_up_logging({.default_level = "ERROR"});
  auto station = running_station::start(std::move(x), "bench");
  if (!station)
    throw std::runtime_error{"station: " + to_string(station.error())};
  to.say((*station)->publish_endpoint());
  to.say((*station)->request_endpoint());
  sleep_for_ever();
}

} // namespace

station_process::station_process(const plant& polled, duration poll_interval,
                                 std::size_t journal)
  : process_{[&](channel& to) {
      run(to, settings_for(polled, poll_interval, journal));
    }},
    publish_{process_.line().hear()},
    request_{process_.line().hear()} {}

} // namespace bus::benchmarks
