#pragma once

#include "tools/cli/client_options.hpp"
#include "tools/cli/trouble.hpp"

#include <optional>
#include <vector>
#include <zmq.hpp>

namespace bus::cli {

/// A socket to one endpoint of a bus, which also knows whether the bus is there.
class bus_socket {
public:
  enum class state : std::uint8_t {
    connecting,
    refused,   ///< nobody listens; it is tried again
    unwelcome, ///< somebody does, but the handshake failed
    connected,
    lost, ///< it was connected; it is tried again
  };

  /// Starts to connect. `option` names the endpoint on the command line, for
  /// messages: `"--request"`.
  static outcome<std::unique_ptr<bus_socket>>
  open(zmq::context_t& in, zmq::socket_type type, std::string option,
       const std::string& endpoint, const client_options& x);

  /// Waits until the bus is there; tells what to do if it is not.
  outcome<void> wait_connected(duration patience);

  state now(); ///< with all that happened until now
  zmq::socket_t& socket() { return socket_; }

  void send(std::string_view frame);

  /// The frames of a message that has arrived.
  std::optional<std::vector<std::string>> receive();

  /// Waits until a message has arrived or `patience` is over.
  bool wait(duration patience);

  void add_to(std::vector<zmq::pollitem_t>& items); ///< two of them

  std::string complaint() const; ///< why there is no connection, what to do

private:
  bus_socket(zmq::context_t& in, zmq::socket_type type, std::string option,
             std::string endpoint);

  outcome<void> use_keys(const client_options& x);
  void listen_to_events();
  void take(std::uint16_t event);

  zmq::socket_t socket_;
  zmq::socket_t events_;
  std::string option_;
  std::string endpoint_;
  state state_ = state::connecting;
  bool has_keys_ = false;
};

} // namespace bus::cli
