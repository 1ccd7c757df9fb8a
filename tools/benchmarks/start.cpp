#include "tools/benchmarks/bare_modbus.hpp"
#include "tools/benchmarks/compare.hpp"
#include "tools/benchmarks/plant.hpp"
#include "tools/benchmarks/subscriber.hpp"

#include "actors/link/sockets.hpp"

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace bus::benchmarks {

namespace {

constexpr auto devices = std::size_t{100};
constexpr auto points = std::uint16_t{10};

/// The program that this one was built with.
std::string program() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "stationbus";
}

std::uint16_t free_port() {
  auto socket = listen_on("127.0.0.1", 0);
  if (!socket)
    throw std::runtime_error{to_string(socket.error())};
  return bound_port(*socket).value();
}

/// A station file that goes with its maker.
class station_file {
public:
  explicit station_file(const plant& polled) {
    path_ = std::filesystem::temp_directory_path()
            / ("stationbus-bench-" + std::to_string(getpid()) + ".yaml");
    auto out = std::ofstream{path_};
    out << "zmq:\n  publish: \"" << publish_
        << "\"\n  request: \"tcp://127.0.0.1:" << free_port() << "\"\nconnections:\n";
    for (auto port : polled.ports())
      write_connection(out, port);
  }
  ~station_file() { std::filesystem::remove(path_); }

  const std::string& path() const { return path_; }
  const std::string& publish() const { return publish_; }

private:
  static void write_connection(std::ostream& out, std::uint16_t port) {
    out << "  - name: d" << port << "\n    protocol: modbus\n    modbus: {address: "
        << "\"tcp://127.0.0.1:" << port << "\", device_id: 1}\n    points:\n";
    for (auto i = 0; i < points; ++i)
      out << "      - {name: p" << i << ", table: HOLDING_REGISTER, address: " << i
          << ", format: uint16}\n";
  }

  std::string publish_ = "tcp://127.0.0.1:" + std::to_string(free_port());
  std::string path_;
};

void run(const std::string& file) {
  auto nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  auto what = program();
  execl(what.c_str(), what.c_str(), "run", file.c_str(), nullptr);
  _exit(127);
}

using milliseconds = std::chrono::duration<double, std::milli>;

double until_first_value(const plant& polled) {
  auto file = station_file{polled};
  auto board = shared_scoreboard{};
  auto receiver = subscriber(file.publish(), *board);
  auto begin = std::chrono::steady_clock::now().time_since_epoch();
  auto station = child{[&](channel&) { run(file.path()); }};
  await(board->done);
  auto first = std::chrono::nanoseconds{board->first_at.get()};
  return milliseconds{first - begin}.count();
}

} // namespace

std::vector<row> start(const settings& x) {
  auto polled = plant{{.devices = devices, .points = points, .moving = true}};
  return compare(
    x, row{"start", 0, "ms", 0, "libmodbus: connect, read one device"},
    [&] { return milliseconds{read_once(polled.ports().front())}.count(); },
    [&] { return until_first_value(polled); });
}

} // namespace bus::benchmarks
