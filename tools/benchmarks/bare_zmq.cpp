#include "tools/benchmarks/bare_zmq.hpp"

#include "actors/supervisor/station.hpp"

#include <zmq.hpp>

namespace bus::benchmarks {

namespace {

constexpr auto topic = std::string_view{"data/pv1:active_power/"};
constexpr auto requests_a_turn = 256;

void bind(zmq::socket_t& x) {
  x.set(zmq::sockopt::sndhwm, zmq_settings{}.high_water_mark);
  x.set(zmq::sockopt::ipv6, true);
  x.bind("tcp://127.0.0.1:*");
}

bool echo(zmq::socket_t& socket) {
  auto frame = zmq::message_t{};
  if (!socket.recv(frame, zmq::recv_flags::dontwait))
    return false;
  while (frame.more()) {
    socket.send(frame, zmq::send_flags::sndmore);
    (void)!socket.recv(frame).has_value();
  }
  socket.send(frame, zmq::send_flags::none);
  return true;
}

} // namespace

void publish_bare(channel& to, std::size_t body_size) {
  auto context = zmq::context_t{1};
  auto socket = zmq::socket_t{context, zmq::socket_type::xpub};
  socket.set(zmq::sockopt::xpub_nodrop, true); // waits for the slow one
  bind(socket);
  to.say(socket.get(zmq::sockopt::last_endpoint));
  auto subscription = zmq::message_t{};
  (void)!socket.recv(subscription).has_value();
  auto body = std::string(body_size, 'p');
  for (;;) {
    socket.send(zmq::buffer(topic), zmq::send_flags::sndmore);
    socket.send(zmq::buffer(body), zmq::send_flags::none);
  }
}

void echo_bare(channel& to) {
  auto context = zmq::context_t{1};
  auto socket = zmq::socket_t{context, zmq::socket_type::router};
  socket.set(zmq::sockopt::router_mandatory, true);
  bind(socket);
  to.say(socket.get(zmq::sockopt::last_endpoint));
  for (;;) {
    zmq::pollitem_t item = {socket.handle(), 0, ZMQ_POLLIN, 0};
    zmq::poll(&item, 1, std::chrono::milliseconds{-1});
    for (auto i = 0; i < requests_a_turn && echo(socket); ++i)
      ;
  }
}

} // namespace bus::benchmarks
