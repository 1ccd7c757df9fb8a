#include "actors/frontend/endpoints.hpp"

#include <algorithm>
#include <memory>
#include <zmq_addon.hpp>

namespace bus {

namespace {

/// A request over the limit still gets an answer, up to this size; beyond it
/// the client is cut off.
constexpr auto max_request = std::int64_t{256} << 20;
constexpr auto max_route = std::size_t{8};
constexpr auto usual_frames = std::size_t{2}; ///< identity and request
constexpr auto linger = std::chrono::milliseconds{500};
constexpr auto admission_domain = "stationbus";

/// All frames of a message that is there, or none.
std::vector<zmq::message_t> receive(zmq::socket_t& from) {
  auto out = std::vector<zmq::message_t>{};
  auto more = true;
  while (more) {
    auto frame = zmq::message_t{};
    if (!from.recv(frame, zmq::recv_flags::dontwait))
      return {};
    more = frame.more();
    out.reserve(usual_frames);
    if (out.size() <= max_route + 1)
      out.push_back(std::move(frame));
  }
  return out;
}

/// Sockets for IPv6 name IPv4 peers in its notation, so it is on only where asked for.
bool is_ipv6(const zmq_settings& x) {
  return (x.publish + x.request).find('[') != std::string::npos;
}

bool send(zmq::socket_t& to, std::string_view frame, zmq::send_flags flags) {
  return to.send(zmq::buffer(frame), flags | zmq::send_flags::dontwait).has_value();
}

} // namespace

endpoints::endpoints(const zmq_settings& x)
  : context_{1},
    admission_{context_, zmq::socket_type::rep},
    publish_{context_, zmq::socket_type::xpub},
    request_{context_, zmq::socket_type::router} {
  for (auto* socket : {&publish_, &request_}) {
    socket->set(zmq::sockopt::linger, static_cast<int>(linger.count()));
    socket->set(zmq::sockopt::sndhwm, x.high_water_mark);
    socket->set(zmq::sockopt::ipv6, is_ipv6(x));
    if (x.curve)
      secure(*socket, *x.curve);
  }
  publish_.set(zmq::sockopt::xpub_nodrop, true);
  request_.set(zmq::sockopt::router_mandatory, true);
  request_.set(zmq::sockopt::maxmsgsize, max_request);
  if (x.curve) {
    admits_ = true;
    allowed_clients_ = x.curve->allowed_clients;
    admission_.bind("inproc://zeromq.zap.01");
  }
}

void endpoints::secure(zmq::socket_t& socket, const curve_keys& keys) {
  socket.set(zmq::sockopt::curve_server, true);
  socket.set(zmq::sockopt::curve_secretkey, keys.server_secret_key);
  socket.set(zmq::sockopt::zap_domain, admission_domain);
}

result<std::unique_ptr<endpoints>> endpoints::bind(const zmq_settings& x) {
  auto at = std::string{"zmq"};
  try {
    auto out = std::unique_ptr<endpoints>{new endpoints{x}};
    at = x.publish;
    out->publish_.bind(x.publish);
    at = x.request;
    out->request_.bind(x.request);
    return out;
  } catch (const zmq::error_t& why) {
    return fail(errc::not_connected, "frontend", at + ": " + why.what());
  }
}

bool endpoints::publish(std::string_view topic, std::string_view body) {
  auto whole = send(publish_, topic, zmq::send_flags::sndmore);
  if (!whole) {
    // Some queue is full: everybody else still gets it.
    publish_.set(zmq::sockopt::xpub_nodrop, false);
    send(publish_, topic, zmq::send_flags::sndmore);
  }
  send(publish_, body, zmq::send_flags::none);
  if (!whole)
    publish_.set(zmq::sockopt::xpub_nodrop, true);
  return whole;
}

std::optional<endpoints::subscribed> endpoints::next_subscription() {
  for (;;) {
    auto frames = receive(publish_);
    if (frames.empty())
      return std::nullopt;
    auto text = frames.front().to_string_view();
    if (!text.empty() && static_cast<unsigned char>(text.front()) <= 1)
      return subscribed{std::string{text.substr(1)}, text.front() == 1};
  }
}

std::optional<endpoints::request> endpoints::next_request() {
  auto frames = receive(request_);
  while (frames.size() > max_route + 1)
    frames = receive(request_);
  if (frames.empty())
    return std::nullopt;
  auto out = request{};
  for (auto i = std::size_t{0}; i + 1 < frames.size(); ++i)
    out.route.push_back(frames[i].to_string());
  out.text = frames.back().to_string();
  return out;
}

bool endpoints::reply(const std::vector<std::string>& route, std::string_view text) {
  try {
    for (auto& frame : route)
      if (!send(request_, frame, zmq::send_flags::sndmore))
        return false;
    return send(request_, text, zmq::send_flags::none);
  } catch (const zmq::error_t&) { // the client is gone
    return false;
  }
}

bool endpoints::is_allowed(const std::vector<zmq::message_t>& asked) const {
  if (asked.size() != 7 || asked[5].to_string_view() != "CURVE"
      || asked[6].size() != 32)
    return false;
  char key[41];
  zmq_z85_encode(key, asked[6].data<std::uint8_t>(), asked[6].size());
  return std::find(allowed_clients_.begin(), allowed_clients_.end(), key)
         != allowed_clients_.end();
}

void endpoints::admit() {
  if (!admits_)
    return;
  for (auto asked = receive(admission_); !asked.empty(); asked = receive(admission_)) {
    auto yes = is_allowed(asked);
    auto id = asked.size() > 1 ? asked[1].to_string() : std::string{};
    for (auto frame : {std::string{"1.0"}, id, std::string{yes ? "200" : "400"},
                       std::string{yes ? "OK" : "unknown client key"}, std::string{}})
      send(admission_, frame, zmq::send_flags::sndmore);
    send(admission_, {}, zmq::send_flags::none);
  }
}

std::vector<int> endpoints::descriptors() {
  auto out = std::vector<int>{publish_descriptor()};
  out.push_back(static_cast<int>(request_.get(zmq::sockopt::fd)));
  if (admits_)
    out.push_back(static_cast<int>(admission_.get(zmq::sockopt::fd)));
  return out;
}

int endpoints::publish_descriptor() {
  return static_cast<int>(publish_.get(zmq::sockopt::fd));
}

std::string endpoints::publish_endpoint() const {
  return publish_.get(zmq::sockopt::last_endpoint);
}

std::string endpoints::request_endpoint() const {
  return request_.get(zmq::sockopt::last_endpoint);
}

} // namespace bus
