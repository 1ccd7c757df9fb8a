#include "tools/benchmarks/subscriber.hpp"

#include <charconv>
#include <zmq.hpp>

namespace bus::benchmarks {

namespace {

constexpr auto seq_key = std::string_view{"{\"seq\":"};

/// The body's number; 0 where it has none.
std::uint64_t seq_of(std::string_view body) {
  auto out = std::uint64_t{0};
  if (body.starts_with(seq_key))
    std::from_chars(body.data() + seq_key.size(), body.data() + body.size(), out);
  return out;
}

std::uint64_t now_ns() {
  return static_cast<std::uint64_t>(
    std::chrono::steady_clock::now().time_since_epoch().count());
}

} // namespace

void subscribe(const std::string& endpoint, scoreboard& to) {
  auto context = zmq::context_t{1};
  auto socket = zmq::socket_t{context, zmq::socket_type::sub};
  socket.set(zmq::sockopt::reconnect_ivl, 1);
  socket.set(zmq::sockopt::subscribe, "");
  socket.connect(endpoint);
  auto last = std::uint64_t{0};
  auto topic = zmq::message_t{};
  auto body = zmq::message_t{};
  while (socket.recv(topic) && socket.recv(body)) {
    if (auto seq = seq_of(body.to_string_view())) {
      if (last > 0 && seq > last + 1)
        to.missed.add(seq - last - 1);
      last = seq;
    }
    if (!topic.to_string_view().starts_with("data/"))
      continue;
    if (to.done.get() == 0)
      to.first_at.set(now_ns());
    to.done.add(1);
  }
}

} // namespace bus::benchmarks
