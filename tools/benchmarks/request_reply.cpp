#include "tools/benchmarks/bare_zmq.hpp"
#include "tools/benchmarks/compare.hpp"
#include "tools/benchmarks/plant.hpp"
#include "tools/benchmarks/scoreboard.hpp"
#include "tools/benchmarks/station_process.hpp"

#include <zmq.hpp>

namespace bus::benchmarks {

namespace {

constexpr auto question =
  std::string_view{R"({"jsonrpc":"2.0","id":1,"method":"read",)"
                   R"("params":{"refs":["d0:p0"],"source":"model"}})"};

/// Keeps so many requests under way.
void ask(const std::string& endpoint, std::size_t outstanding, counter& answered) {
  auto context = zmq::context_t{1};
  auto socket = zmq::socket_t{context, zmq::socket_type::dealer};
  socket.connect(endpoint);
  for (auto i = std::size_t{0}; i < outstanding; ++i)
    socket.send(zmq::buffer(question), zmq::send_flags::none);
  auto answer = zmq::message_t{};
  while (socket.recv(answer)) {
    answered.add(1);
    socket.send(zmq::buffer(question), zmq::send_flags::none);
  }
}

double answers_a_second(const settings& with, const std::string& endpoint,
                        std::size_t outstanding) {
  auto board = shared_scoreboard{};
  auto client = child{[&](channel&) { ask(endpoint, outstanding, board->done); }};
  return rate_of(board->done, with);
}

std::vector<row> request_reply(const settings& with, const std::string& name,
                               std::size_t outstanding) {
  auto devices = plant{{.devices = 1, .points = 10}};
  return compare(
    with, row{name, 0, "requests/s", 0, "bare ROUTER echo"},
    [&] {
      auto server = child{echo_bare};
      return answers_a_second(with, server.line().hear(), outstanding);
    },
    [&] {
      auto server = station_process{devices, std::chrono::seconds{1}};
      return answers_a_second(with, server.request(), outstanding);
    });
}

} // namespace

std::vector<row> request_reply_1(const settings& x) {
  return request_reply(x, "request_reply_1", 1);
}

std::vector<row> request_reply_100(const settings& x) {
  return request_reply(x, "request_reply_100", 100);
}

} // namespace bus::benchmarks
