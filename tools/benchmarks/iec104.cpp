#include "tools/benchmarks/bare_exchange.hpp"
#include "tools/benchmarks/bare_zmq.hpp"
#include "tools/benchmarks/compare.hpp"
#include "tools/benchmarks/iec104_peers.hpp"
#include "tools/benchmarks/statistics.hpp"
#include "tools/benchmarks/subscriber.hpp"
#include "tools/benchmarks/table.hpp"

#include <algorithm>
#include <thread>
#include <zmq.hpp>

namespace bus::benchmarks {

namespace {

constexpr auto all_stations = std::size_t{1'000};
constexpr auto all_outstanding = std::size_t{100};
constexpr auto commanded_first = 100'001;

/// A body of a measurement with its time, as publication.cpp writes it.
constexpr auto event_body = std::size_t{215};

/// Octets of a command, and of its confirmation with its termination.
constexpr auto command_octets = std::size_t{16};
constexpr auto answer_octets = std::size_t{32};

// ---- events -----------------------------------------------------------------

double told_a_second(const settings& with, const std::string& endpoint) {
  auto board = shared_scoreboard{};
  auto receiver = subscriber(endpoint, *board);
  auto out = rate_of(board->done, with);
  if (board->missed.get() > 0)
    remark("published, but dropped for the subscriber: "
           + number(static_cast<double>(board->missed.get())) + " values, "
           + number(static_cast<double>(board->done.get())) + " arrived");
  return out;
}

// ---- commands ---------------------------------------------------------------

std::string operate_text(std::size_t which, bool on) {
  return R"({"jsonrpc":"2.0","id":)" + std::to_string(which)
         + R"(,"method":"operate","params":{"ref":"d0:1/)"
         + std::to_string(commanded_first + static_cast<int>(which)) + R"(","value":)"
         + (on ? "true" : "false") + "}}";
}

struct asked {
  std::vector<double> times; ///< ms, of each
  double a_second = 0;
};

/// Keeps so many commands under way, each of a point of its own, until the time is
/// over; the connection is there before the first counts.
asked commands(const settings& with, const std::string& endpoint,
               std::size_t outstanding) {
  using clock = std::chrono::steady_clock;
  auto context = zmq::context_t{1};
  auto socket = zmq::socket_t{context, zmq::socket_type::dealer};
  socket.set(zmq::sockopt::rcvtimeo, 10'000);
  socket.connect(endpoint);
  auto sent = std::vector<clock::time_point>(outstanding);
  auto send = [&](std::size_t which) {
    auto text = operate_text(which, true);
    sent[which] = clock::now();
    socket.send(zmq::buffer(text), zmq::send_flags::none);
  };
  auto answer = zmq::message_t{};
  auto receive = [&] {
    if (!socket.recv(answer))
      throw std::runtime_error{"no answer"};
    return answer.to_string_view();
  };
  for (send(0); receive().find("termination") == std::string_view::npos; send(0))
    std::this_thread::sleep_for(std::chrono::milliseconds{10}); // not connected yet
  for (auto i = std::size_t{0}; i < outstanding; ++i)
    send(i);
  auto out = asked{};
  auto begin = clock::now();
  while (clock::now() < begin + with.time) {
    auto text = receive();
    if (text.find("termination") == std::string_view::npos)
      throw std::runtime_error{"refused: " + std::string{text}};
    auto at = text.find("\"id\":") + 5;
    auto which = static_cast<std::size_t>(std::atoi(text.data() + at));
    out.times.push_back(
      std::chrono::duration<double, std::milli>{clock::now() - sent[which]}.count());
    send(which);
  }
  auto took = std::chrono::duration<double>{clock::now() - begin}.count();
  out.a_second = static_cast<double>(out.times.size()) / took;
  return out;
}

/// Questions to a bare ROUTER, so many under way.
asked bare_questions(const settings& with, std::size_t outstanding) {
  using clock = std::chrono::steady_clock;
  auto echo = child{echo_bare};
  auto context = zmq::context_t{1};
  auto socket = zmq::socket_t{context, zmq::socket_type::dealer};
  socket.set(zmq::sockopt::rcvtimeo, 10'000);
  socket.connect(echo.line().hear());
  for (auto i = std::size_t{0}; i < outstanding; ++i)
    socket.send(zmq::buffer(operate_text(i, true)), zmq::send_flags::none);
  auto out = asked{};
  auto answer = zmq::message_t{};
  auto begin = clock::now();
  auto last = begin;
  while (clock::now() < begin + with.time) {
    if (!socket.recv(answer))
      throw std::runtime_error{"no answer"};
    auto now = clock::now();
    out.times.push_back(
      std::chrono::duration<double, std::milli>{now - std::exchange(last, now)}
        .count());
    socket.send(answer, zmq::send_flags::none);
  }
  auto took = std::chrono::duration<double>{clock::now() - begin}.count();
  out.a_second = static_cast<double>(out.times.size()) / took;
  return out;
}

double bare_exchanges_a_second(const settings& with, std::size_t window) {
  auto board = shared_scoreboard{};
  auto what = exchange{command_octets, answer_octets, 1, window};
  auto server = bare_server{what};
  auto clients = bare_clients(server.port(), what, board->done);
  return rate_of(board->done, with);
}

// ---- idle -------------------------------------------------------------------

/// Past the first tests of the lines (t3).
constexpr auto settled = std::chrono::seconds{25};

struct idle_process {
  double octets = 0, cpu = 0;
};

idle_process look_at(const settings& with, const child& who) {
  auto used = who.cpu_time();
  std::this_thread::sleep_for(with.time);
  return {static_cast<double>(who.resident()),
          100. * std::chrono::duration<double>{who.cpu_time() - used}.count()
            / std::chrono::duration<double>{with.time}.count()};
}

std::vector<double> idle_stations(const settings& with) {
  auto measure = [&](std::size_t count) {
    auto x = rtu_settings{.stations = count, .points = 2};
    auto stations = rtu_process{x};
    auto client = rtu_client{x, stations.ports()};
    std::this_thread::sleep_for(settled);
    return std::pair{look_at(with, stations.process()),
                     look_at(with, client.process())};
  };
  auto [few_stations, few_clients] = measure(1);
  auto [stations, clients] = measure(all_stations + 1);
  return {(stations.octets - few_stations.octets) / all_stations,
          (clients.octets - few_clients.octets) / all_stations,
          std::max(stations.cpu, clients.cpu)};
}

} // namespace

std::vector<row> iec104_events(const settings& x) {
  return compare(
    x, row{"iec104_events", 0, "events/s", 0, "bare ZeroMQ XPUB, bodies as large"},
    [&] {
      auto sender = child{[](channel& to) { publish_bare(to, event_body); }};
      return told_a_second(x, sender.line().hear());
    },
    [&] {
      auto with = rtu_settings{.points = 1'000, .changing = 500};
      auto stations = rtu_process{with};
      auto client = rtu_client{with, stations.ports()};
      return told_a_second(x, client.publish());
    });
}

std::vector<row> iec104_command(const settings& x) {
  auto rows = std::vector<row>{
    {"iec104_command.p50", 0, "ms", 0, "bare ZeroMQ and a bare exchange"},
    {"iec104_command.rate_100", 0, "commands/s", 0, "bare ROUTER echo, 100 under way"}};
  return compare(
    x, rows,
    [&] {
      auto one = percentile(bare_questions(x, 1).times, 0.5)
                 + 1'000. / bare_exchanges_a_second(x, 1);
      return std::vector{one, bare_questions(x, all_outstanding).a_second};
    },
    [&] {
      auto with = rtu_settings{.points = 1, .switches = all_outstanding};
      auto stations = rtu_process{with};
      auto client = rtu_client{with, stations.ports()};
      auto one = percentile(commands(x, client.request(), 1).times, 0.5);
      return std::vector{one, commands(x, client.request(), all_outstanding).a_second};
    });
}

std::vector<row> iec104_1000_idle(const settings& x) {
  auto rows = std::vector<row>{
    {"iec104_1000_idle.memory_station", 0, "octets", 0, "the bar: 6 kB each"},
    {"iec104_1000_idle.memory_client", 0, "octets", 0, "the bar: 6 kB each"},
    {"iec104_1000_idle.cpu", 0, "% of a core", 0, "the bar: 1 %"}};
  return compare(
    x, rows,
    [] {
      return std::vector{6'000., 6'000., 1.};
    },
    [&] { return idle_stations(x); });
}

} // namespace bus::benchmarks
