#include "tools/cli/bus_socket.hpp"

#include "tools/cli/key_pair.hpp"

#include <algorithm>
#include <cstring>

namespace bus::cli {

namespace {

using std::chrono::milliseconds;
using clock = std::chrono::steady_clock;

/// A refused connection is not waited for any longer than this.
constexpr auto refused_patience = milliseconds{500};

constexpr auto refused_event = ZMQ_EVENT_CONNECT_RETRIED;
constexpr auto unwelcome_events = ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
                                  | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
                                  | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
constexpr auto all_events = refused_event | unwelcome_events
                            | ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED;

milliseconds whole(duration x) {
  return std::max(milliseconds{0}, std::chrono::ceil<milliseconds>(x));
}

} // namespace

bus_socket::bus_socket(zmq::context_t& in, zmq::socket_type type, std::string option,
                       std::string endpoint)
  : socket_{in, type},
    events_{in, zmq::socket_type::pair},
    option_{std::move(option)},
    endpoint_{std::move(endpoint)} {
  socket_.set(zmq::sockopt::linger, 0);
  socket_.set(zmq::sockopt::ipv6, true);
  socket_.set(zmq::sockopt::reconnect_ivl, 100);
  socket_.set(zmq::sockopt::reconnect_ivl_max, 2000);
  socket_.set(zmq::sockopt::rcvhwm, 100'000);
  events_.set(zmq::sockopt::linger, 0);
}

outcome<std::unique_ptr<bus_socket>>
bus_socket::open(zmq::context_t& in, zmq::socket_type type, std::string option,
                 const std::string& endpoint, const client_options& x) {
  auto out =
    std::unique_ptr<bus_socket>{new bus_socket{in, type, std::move(option), endpoint}};
  auto keyed = out->use_keys(x);
  if (!keyed)
    return tl::make_unexpected(keyed.error());
  out->listen_to_events();
  try {
    out->socket_.connect(endpoint);
  } catch (const zmq::error_t& why) {
    return give_up(misused, out->option_ + ": " + endpoint + " is no endpoint ("
                              + why.what() + "), expected one such as "
                              + "tcp://127.0.0.1:5561");
  }
  return out;
}

outcome<void> bus_socket::use_keys(const client_options& x) {
  if (x.server_key.empty())
    return {};
  if (!is_key(x.server_key))
    return give_up(misused, "--server-key: expected 40 characters of Z85");
  auto own = read_key_file(x.key_file);
  if (!own)
    return tl::make_unexpected(own.error());
  socket_.set(zmq::sockopt::curve_serverkey, x.server_key);
  socket_.set(zmq::sockopt::curve_publickey, own->public_key);
  socket_.set(zmq::sockopt::curve_secretkey, own->secret_key);
  has_keys_ = true;
  return {};
}

void bus_socket::listen_to_events() {
  auto name = "inproc://events" + option_;
  zmq_socket_monitor(socket_.handle(), name.c_str(), all_events);
  events_.connect(name);
}

outcome<void> bus_socket::wait_connected(duration patience) {
  auto deadline = clock::now() + patience;
  auto shortened = false;
  while (now() != state::connected) {
    if (state_ == state::unwelcome)
      return give_up(unreachable, complaint());
    if (state_ == state::refused && !std::exchange(shortened, true))
      deadline = std::min<clock::time_point>(deadline, clock::now() + refused_patience);
    auto left = deadline - clock::now();
    if (left <= left.zero())
      return give_up(unreachable, complaint());
    auto items = std::vector<zmq::pollitem_t>{{events_.handle(), 0, ZMQ_POLLIN, 0}};
    zmq::poll(items, whole(left));
  }
  return {};
}

bus_socket::state bus_socket::now() {
  for (;;) {
    auto event = zmq::message_t{};
    auto address = zmq::message_t{};
    if (!events_.recv(event, zmq::recv_flags::dontwait))
      return state_;
    if (event.more())
      (void)events_.recv(address, zmq::recv_flags::dontwait);
    // zmq_socket_monitor(3): 16 bits of event, 32 bits of value
    auto id = std::uint16_t{0};
    if (event.size() >= sizeof id) {
      std::memcpy(&id, event.data(), sizeof id);
      take(id);
    }
  }
}

void bus_socket::take(std::uint16_t event) {
  if (event & ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
    state_ = state::connected;
  else if (event & unwelcome_events)
    state_ = state::unwelcome;
  else if (state_ == state::connected && event & ZMQ_EVENT_DISCONNECTED)
    state_ = state::lost;
  else if (state_ == state::connecting && event & refused_event)
    state_ = state::refused;
}

void bus_socket::send(std::string_view frame) {
  (void)socket_.send(zmq::buffer(frame), zmq::send_flags::dontwait);
}

std::optional<std::vector<std::string>> bus_socket::receive() {
  auto out = std::vector<std::string>{};
  auto frame = zmq::message_t{};
  do {
    if (!socket_.recv(frame, zmq::recv_flags::dontwait))
      return std::nullopt;
    out.push_back(frame.to_string());
  } while (frame.more());
  return out;
}

bool bus_socket::wait(duration patience) {
  auto items = std::vector<zmq::pollitem_t>{{socket_.handle(), 0, ZMQ_POLLIN, 0}};
  return zmq::poll(items, whole(patience)) > 0;
}

void bus_socket::add_to(std::vector<zmq::pollitem_t>& items) {
  items.push_back({socket_.handle(), 0, ZMQ_POLLIN, 0});
  items.push_back({events_.handle(), 0, ZMQ_POLLIN, 0});
}

std::string bus_socket::complaint() const {
  if (state_ != state::unwelcome)
    return "no bus answers at " + endpoint_ + ": is `stationbus run` up? " + option_
           + " names another endpoint";
  if (has_keys_)
    return "what listens at " + endpoint_ + " does not let us in: is --server-key the "
           + "bus's public key, and ours among its allowed_clients?";
  return "what listens at " + endpoint_ + " does not let us in: a bus with keys wants "
         + "--server-key and --key-file; if it is no bus, " + option_
         + " names another endpoint";
}

} // namespace bus::cli
