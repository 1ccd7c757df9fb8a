#include "tools/benchmarks/bare_exchange.hpp"
#include "tools/benchmarks/compare.hpp"
#include "tools/benchmarks/mms_peers.hpp"
#include "tools/benchmarks/table.hpp"

#include <algorithm>
#include <iterator>
#include <thread>

namespace bus::benchmarks {

namespace {

constexpr auto many = std::size_t{1000};
constexpr auto settle = std::chrono::seconds{12}; ///< past the last step's time

double bare_rate(const settings& with, mms_load load) {
  auto sizes = sizes_of(load.work);
  auto what = exchange{sizes.request, sizes.answer, load.connections, load.window};
  auto board = shared_scoreboard{};
  auto server = bare_server{what};
  auto clients = bare_clients(server.port(), what, board->done);
  return rate_of(board->done, with);
}

template <class Server>
double mms_rate(const settings& with, mms_load load) {
  auto board = shared_scoreboard{};
  auto server = Server{};
  auto clients = mms_clients(server.port(), load, *board);
  while (board->missed.get() < load.connections)
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  return rate_of(board->done, with);
}

std::vector<row> exchange_row(const settings& with, const std::string& name,
                              const std::string& unit, mms_load load, double values) {
  return compare(
    with, row{name, 0, unit, 0, "bare epoll, the same octets"},
    [&] { return values * bare_rate(with, load); },
    [&] { return values * mms_rate<mms_server_process>(with, load); });
}

struct idle {
  double octets = 0; ///< an association
  double cpu = 0;    ///< percent of one core
};

idle watch(const settings& with, const child& who, std::size_t before) {
  std::this_thread::sleep_for(settle);
  auto used = who.cpu_time();
  std::this_thread::sleep_for(with.time);
  auto out = idle{};
  out.cpu = 100. * std::chrono::duration<double>{who.cpu_time() - used}.count()
            / std::chrono::duration<double>{with.time}.count();
  out.octets =
    (static_cast<double>(who.resident()) - static_cast<double>(before)) / many;
  return out;
}

/// Octets in the process before any association: of a first one, all are made.
std::size_t resident_with_one(const child& who) {
  std::this_thread::sleep_for(std::chrono::milliseconds{500});
  return who.resident();
}

std::vector<double> idle_server(const settings& with) {
  auto board = shared_scoreboard{};
  auto server = mms_server_process{};
  auto first = mms_clients(server.port(), {mms_work::idle, 1, 1}, *board);
  auto before = resident_with_one(server.process());
  auto clients = mms_clients(server.port(), {mms_work::idle, many, 1}, *board);
  auto out = watch(with, server.process(), before);
  if (board->missed.get() != many + 1)
    remark(number(static_cast<double>(board->missed.get())) + " associations only");
  return {out.octets, out.cpu};
}

/// What a connection takes in a station, with its place in the model, its settings
/// and its supervision.
double station_octets(const settings& with, std::uint16_t port) {
  auto single = mms_station(port, 1);
  auto before = watch(with, single, 0).octets;
  auto all = mms_station(port, many + 1);
  return watch(with, all, 0).octets - before;
}

std::vector<double> idle_clients(const settings& with) {
  auto board = shared_scoreboard{};
  auto server = mms_server_process{};
  auto single = shared_scoreboard{};
  auto one = mms_clients(server.port(), {mms_work::idle, 1, 1}, *single);
  auto before = resident_with_one(one);
  auto clients = mms_clients(server.port(), {mms_work::idle, many, 1}, *board);
  auto out = watch(with, clients, before);
  if (board->missed.get() != many)
    remark(number(static_cast<double>(board->missed.get())) + " associations only");
  return {out.octets, out.cpu, station_octets(with, server.port())};
}

std::vector<row> idle_rows(const settings& with, const std::string& name,
                           std::vector<double> (*measured)(const settings&),
                           std::vector<row> more = {}) {
  auto rows = std::vector<row>{{name + ".memory", 0, "octets", 0, "the bar: 6 kB each"},
                               {name + ".cpu", 0, "% of a core", 0, "the bar: 1 %"}};
  std::ranges::move(more, std::back_inserter(rows));
  return compare(
    with, rows,
    [] {
      return std::vector{6'000., 1., 6'000.};
    },
    [&] { return measured(with); });
}

} // namespace

std::vector<row> mms_read_1(const settings& x) {
  return exchange_row(x, "mms_read_1", "reads/s", {mms_work::read, 1, 1}, 1);
}

std::vector<row> mms_read_window_10(const settings& x) {
  return exchange_row(x, "mms_read_window_10", "reads/s", {mms_work::read, 1, 10}, 1);
}

std::vector<row> mms_list_100(const settings& x) {
  return exchange_row(x, "mms_list_100", "values/s", {mms_work::list, 1, 4},
                      list_members);
}

std::vector<row> mms_reports_100(const settings& x) {
  auto load = mms_load{mms_work::reports, 1, 4};
  return compare(
    x, row{"mms_reports_100", 0, "values/s", 0, "bare epoll, the same octets"},
    [&] {
      return static_cast<double>(list_members * reports_an_answer) * bare_rate(x, load);
    },
    [&] { return mms_rate<mms_reporter_process>(x, load); });
}

std::vector<row> mms_1000_idle(const settings& x) {
  return idle_rows(x, "mms_1000_idle", idle_server);
}

std::vector<row> mms_1000_clients(const settings& x) {
  return idle_rows(
    x, "mms_1000_clients", idle_clients,
    {{"mms_1000_clients.memory_station", 0, "octets", 0, "the bar: 6 kB each"}});
}

std::vector<row> mms_1000_active(const settings& x) {
  return exchange_row(x, "mms_1000_active", "reads/s", {mms_work::read, many, 1}, 1);
}

} // namespace bus::benchmarks
