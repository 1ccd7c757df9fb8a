#include "tools/benchmarks/subscribing.hpp"

#include "tools/benchmarks/child.hpp"

namespace bus::benchmarks {

zmq::socket_t subscribed(zmq::context_t& context, const std::string& endpoint,
                         const char* prefix) {
  auto out = zmq::socket_t{context, zmq::socket_type::sub};
  out.set(zmq::sockopt::reconnect_ivl, 1);
  out.set(zmq::sockopt::subscribe, prefix);
  out.set(zmq::sockopt::rcvtimeo, 10'000);
  out.connect(endpoint);
  return out;
}

double reports_a_second(const settings& with, const std::string& endpoint,
                        const char* prefix) {
  auto board = shared_scoreboard{};
  auto receiver = child{[&](channel&) {
    auto context = zmq::context_t{1};
    auto socket = subscribed(context, endpoint, prefix);
    auto topic = zmq::message_t{};
    auto body = zmq::message_t{};
    while (socket.recv(topic) && socket.recv(body))
      board->done.add(1);
  }};
  return rate_of(board->done, with);
}

} // namespace bus::benchmarks
