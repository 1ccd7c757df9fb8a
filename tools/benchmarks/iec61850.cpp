#include "tools/benchmarks/bare_exchange.hpp"
#include "tools/benchmarks/bare_zmq.hpp"
#include "tools/benchmarks/compare.hpp"
#include "tools/benchmarks/iec61850_peers.hpp"
#include "tools/benchmarks/statistics.hpp"
#include "tools/benchmarks/subscribing.hpp"
#include "tools/benchmarks/table.hpp"

#include <charconv>
#include <thread>
#include <zmq.hpp>

namespace bus::benchmarks {

namespace {

constexpr auto members = std::size_t{100};
constexpr auto changes_a_second = 200;

/// Octets of Oper's write and of its answer, with all layers.
constexpr auto command_size = std::size_t{150};

std::int64_t steady_ns() {
  return std::chrono::steady_clock::now().time_since_epoch().count();
}

// ---- from a change to a subscriber ------------------------------------------

/// Sends its clock at the rate of the changes over TCP to another process, which
/// publishes it: what a change could take at least.
void relay_bare(channel& to) {
  auto context = zmq::context_t{1};
  auto out = zmq::socket_t{context, zmq::socket_type::pub};
  out.bind("tcp://127.0.0.1:*");
  to.say(out.get(zmq::sockopt::last_endpoint));
  auto source = child{[](channel& up) {
    for (auto next = std::chrono::steady_clock::now();;) {
      next += std::chrono::seconds{1} / changes_a_second;
      std::this_thread::sleep_until(next);
      up.say(std::to_string(steady_ns()));
    }
  }};
  for (;;) {
    auto line = source.line().hear();
    out.send(zmq::str_buffer("stamp/"), zmq::send_flags::sndmore);
    out.send(zmq::buffer(line), zmq::send_flags::none);
  }
}

/// Milliseconds from each stamp behind `mark` until it was here.
std::vector<double> ages(const settings& with, const std::string& endpoint,
                         const char* prefix, std::string_view mark) {
  auto context = zmq::context_t{1};
  auto socket = subscribed(context, endpoint, prefix);
  auto out = std::vector<double>{};
  auto topic = zmq::message_t{};
  auto body = zmq::message_t{};
  auto warm_up = std::chrono::milliseconds{300};
  auto begin = std::chrono::steady_clock::now() + warm_up;
  while (std::chrono::steady_clock::now() < begin + with.time) {
    if (!socket.recv(topic) || !socket.recv(body))
      throw std::runtime_error{"nothing was published"};
    auto now = steady_ns();
    auto text = body.to_string_view();
    auto at = mark.empty() ? 0 : text.find(mark);
    auto stamp = std::int64_t{0};
    if (at == text.npos)
      continue;
    std::from_chars(text.data() + at + mark.size(), text.data() + text.size(), stamp);
    if (stamp > 0 && std::chrono::steady_clock::now() > begin)
      out.push_back(static_cast<double>(now - stamp) / 1e6);
  }
  return out;
}

std::vector<double> percentiles(std::vector<double> x) {
  return {percentile(x, 0.5), percentile(x, 0.99)};
}

// ---- operate ----------------------------------------------------------------

std::vector<double> operations(const settings& with, const std::string& endpoint) {
  auto context = zmq::context_t{1};
  auto socket = zmq::socket_t{context, zmq::socket_type::dealer};
  socket.set(zmq::sockopt::rcvtimeo, 10'000);
  socket.connect(endpoint);
  auto out = std::vector<double>{};
  auto end = std::chrono::steady_clock::now() + with.time;
  for (auto i = 0; std::chrono::steady_clock::now() < end; ++i) {
    auto text = std::string{R"({"jsonrpc":"2.0","id":1,"method":"operate","params":)"}
                + R"({"ref":"d0:LD0/CSWI1.Pos","value":)" + (i % 2 ? "false" : "true")
                + "}}";
    auto begin = steady_ns();
    socket.send(zmq::buffer(text), zmq::send_flags::none);
    auto answer = zmq::message_t{};
    if (!socket.recv(answer))
      throw std::runtime_error{"no answer"};
    if (answer.to_string_view().find("termination") != std::string_view::npos)
      out.push_back(static_cast<double>(steady_ns() - begin) / 1e6);
    else
      std::this_thread::sleep_for(std::chrono::milliseconds{1}); // not connected yet
  }
  if (out.empty())
    throw std::runtime_error{"no command was done"};
  return out;
}

/// One question to a bare ROUTER, and three exchanges over TCP: what a command with
/// its select and its termination consists of.
double bare_operation(const settings& with) {
  auto echo = child{echo_bare};
  auto context = zmq::context_t{1};
  auto socket = zmq::socket_t{context, zmq::socket_type::dealer};
  socket.set(zmq::sockopt::rcvtimeo, 10'000);
  socket.connect(echo.line().hear());
  auto times = std::vector<double>{};
  auto end = std::chrono::steady_clock::now() + with.time / 2;
  while (std::chrono::steady_clock::now() < end) {
    auto begin = steady_ns();
    socket.send(zmq::str_buffer("question"), zmq::send_flags::none);
    auto answer = zmq::message_t{};
    if (!socket.recv(answer))
      throw std::runtime_error{"no answer"};
    times.push_back(static_cast<double>(steady_ns() - begin) / 1e6);
  }
  auto board = shared_scoreboard{};
  auto what = exchange{command_size, command_size, 1, 1};
  auto server = bare_server{what};
  auto clients = bare_clients(server.port(), what, board->done);
  return percentile(times, 0.5) + 3 * 1'000. / rate_of(board->done, with);
}

} // namespace

std::vector<row> iec61850_change_to_subscriber(const settings& x) {
  auto rows = std::vector<row>{
    {"iec61850_change_to_subscriber.p50", 0, "ms", 0, "bare socket and ZeroMQ in turn"},
    {"iec61850_change_to_subscriber.p99", 0, "ms", 0,
     "bare socket and ZeroMQ in turn"}};
  return compare(
    x, rows,
    [&] {
      auto source = child{relay_bare};
      return percentiles(ages(x, source.line().hear(), "stamp/", ""));
    },
    [&] {
      auto with = ied_settings{};
      with.changing = 1;
      with.stamped = true;
      with.interval = std::chrono::nanoseconds{1'000'000'000 / changes_a_second};
      auto ied = ied_process{with};
      auto station = ied_station{ied.ports()};
      return percentiles(
        ages(x, station.publish(), "data/d0:LD0/GGIO1.AnIn1[MX]/", "\"mag\":{\"i\":"));
    });
}

namespace {

/// Reports whose members are attributes, or objects with quality and time.
std::vector<row> reports_row(const settings& with, const char* name, bool objects,
                             std::size_t body_size) {
  return compare(
    with, row{name, 0, "values/s", 0, "bare ZeroMQ XPUB, bodies as large"},
    [&] {
      auto sender = child{[&](channel& to) { publish_bare(to, body_size); }};
      return members * reports_a_second(with, sender.line().hear(), "");
    },
    [&] {
      auto x = ied_settings{};
      x.points = x.changing = members;
      x.objects = objects;
      auto ied = ied_process{x};
      auto station = ied_station{ied.ports()};
      return members * reports_a_second(with, station.publish(), "report/");
    });
}

} // namespace

std::vector<row> iec61850_reports(const settings& x) {
  constexpr auto body_size = std::size_t{16'000};
  return reports_row(x, "iec61850_reports", false, body_size);
}

std::vector<row> iec61850_reports_fqt(const settings& x) {
  constexpr auto body_size = std::size_t{27'000};
  return reports_row(x, "iec61850_reports_fqt", true, body_size);
}

std::vector<row> iec61850_100_ieds(const settings& x) {
  constexpr auto many = std::size_t{100};
  auto rows = std::vector<row>{
    {"iec61850_100_ieds.cpu", 0, "% of a core", 0, "the bar: 50 %"},
    {"iec61850_100_ieds.memory_point", 0, "octets", 0, "the bar: 300 octets"}};
  auto ours = [&] {
    auto with = ied_settings{};
    with.servers = many;
    with.points = members;
    with.changing = 1;
    with.interval = std::chrono::milliseconds{100};
    auto ieds = ied_process{with};
    auto octets = [&](std::size_t points) {
      auto few = with;
      few.points = points;
      auto those = ied_process{few};
      auto station = ied_station{those.ports()};
      std::this_thread::sleep_for(std::chrono::seconds{4});
      return static_cast<double>(station.process().resident());
    };
    auto station = ied_station{ieds.ports()};
    std::this_thread::sleep_for(std::chrono::seconds{4});
    auto used = station.process().cpu_time();
    std::this_thread::sleep_for(x.time);
    auto cpu =
      100. * std::chrono::duration<double>{station.process().cpu_time() - used}.count()
      / std::chrono::duration<double>{x.time}.count();
    auto whole = static_cast<double>(station.process().resident());
    return std::vector{cpu, (whole - octets(1)) / (many * (members - 1))};
  };
  return compare(
    x, rows,
    [] {
      return std::vector{50., 300.};
    },
    ours);
}

std::vector<row> iec61850_operate(const settings& x) {
  return compare(
    x, row{"iec61850_operate.p50", 0, "ms", 0, "bare ZeroMQ and three bare exchanges"},
    [&] { return bare_operation(x); },
    [&] {
      auto ied = ied_process{ied_settings{}};
      auto station = ied_station{ied.ports()};
      return percentile(operations(x, station.request()), 0.5);
    });
}

} // namespace bus::benchmarks
