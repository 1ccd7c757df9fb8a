#pragma once

#include "actors/supervisor/station.hpp"
#include "messages/result.hpp"

#include <string>
#include <string_view>
#include <vector>
#include <zmq.hpp>

namespace bus {

/// The two bound sockets and, where there are keys, the one that decides whom
/// to let in. Made and bound on any thread, then used by one.
class endpoints {
public:
  /// Fails with the endpoint and the reason where one cannot be bound.
  static result<std::unique_ptr<endpoints>> bind(const zmq_settings& x);

  /// Sends to every subscriber; false when some subscriber's queue was full and
  /// it was dropped for that one.
  bool publish(std::string_view topic, std::string_view body);

  struct subscribed {
    std::string prefix;
    bool on;
  };
  std::optional<subscribed> next_subscription();

  struct request {
    std::vector<std::string> route; ///< the frames before the last
    std::string text;
  };
  std::optional<request> next_request();

  /// False when the client is gone or does not read its answers.
  bool reply(const std::vector<std::string>& route, std::string_view text);

  /// Answers what libzmq asks of newcomers (ZeroMQ RFC 27, ZAP).
  void admit();

  /// Descriptors that turn readable when any of the above may have work.
  std::vector<int> descriptors();
  int publish_descriptor(); ///< of next_subscription()

  std::string publish_endpoint() const; ///< with the port that was bound
  std::string request_endpoint() const;

private:
  explicit endpoints(const zmq_settings& x);

  void secure(zmq::socket_t& socket, const curve_keys& keys);
  bool is_allowed(const std::vector<zmq::message_t>& asked) const;

  zmq::context_t context_;
  zmq::socket_t admission_; ///< before the others: they ask it
  zmq::socket_t publish_;
  zmq::socket_t request_;
  bool admits_ = false; ///< there are keys
  std::vector<std::string> allowed_clients_;
};

} // namespace bus
