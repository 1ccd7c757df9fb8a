#pragma once

#include "tools/cli/bus_socket.hpp"
#include "tools/cli/json_access.hpp"

namespace bus::cli {

/// A JSON-RPC request as text.
std::string request_text(std::uint64_t id, std::string_view method,
                         std::string_view params, double timeout);

struct response {
  std::uint64_t id = 0;
  outcome<json_document> result;
};

/// What a bus answered; nothing where that is no response.
std::optional<response> parse_response(std::string_view text);

/// Calls methods of a running bus.
class bus_client {
public:
  /// Connects, and waits for it.
  static outcome<std::unique_ptr<bus_client>> connect(zmq::context_t& in,
                                                      const client_options& x);

  /// `params` is a JSON object as text. Waits for the answer.
  outcome<json_document> call(std::string_view method, std::string_view params = "{}");

  /// Asks and does not wait; returns the id that the response will have.
  std::uint64_t ask(std::string_view method, std::string_view params = "{}");
  std::optional<response> next_response();

  bus_socket& socket() { return *socket_; }

private:
  bus_client(std::unique_ptr<bus_socket> socket, const client_options& x)
    : socket_{std::move(socket)},
      options_{x} {}

  std::unique_ptr<bus_socket> socket_;
  client_options options_;
  std::uint64_t last_id_ = 0;
};

} // namespace bus::cli
