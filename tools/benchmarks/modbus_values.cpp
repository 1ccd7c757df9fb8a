#include "tools/benchmarks/bare_zmq.hpp"
#include "tools/benchmarks/compare.hpp"
#include "tools/benchmarks/station_process.hpp"
#include "tools/benchmarks/subscriber.hpp"
#include "tools/benchmarks/table.hpp"

namespace bus::benchmarks {

namespace {

constexpr auto devices = std::size_t{20};

/// Shorter than the bus can keep: it is always behind.
constexpr auto poll_interval = std::chrono::milliseconds{1};

/// A body of a Modbus value, as publication.cpp writes it.
constexpr auto body_size = std::size_t{210};

double bare_values_a_second(const settings& with) {
  auto board = shared_scoreboard{};
  auto sender = child{[](channel& to) { publish_bare(to, body_size); }};
  auto receiver = subscriber(sender.line().hear(), *board);
  return rate_of(board->done, with);
}

double values_a_second(const settings& with, const plant& polled) {
  auto board = shared_scoreboard{};
  auto station = station_process{polled, poll_interval};
  auto receiver = subscriber(station.publish(), *board);
  auto out = rate_of(board->done, with);
  if (board->missed.get() > 0)
    remark("published, but dropped for the subscriber: "
           + number(static_cast<double>(board->missed.get())) + " values, "
           + number(static_cast<double>(board->done.get())) + " arrived");
  return out;
}

} // namespace

std::vector<row> modbus_values(const settings& x) {
  auto polled =
    plant{{.devices = devices, .points = modbus::max_read_registers, .moving = true}};
  return compare(
    x, row{"modbus_values", 0, "values/s", 0, "bare ZeroMQ XPUB, bodies as large"},
    [&] { return bare_values_a_second(x); },
    [&] { return values_a_second(x, polled); });
}

} // namespace bus::benchmarks
