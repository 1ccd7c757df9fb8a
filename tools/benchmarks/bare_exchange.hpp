#pragma once

#include "tools/benchmarks/child.hpp"
#include "tools/benchmarks/scoreboard.hpp"

namespace bus::benchmarks {

/// Questions and answers of fixed sizes over TCP by an epoll loop at either end,
/// and nothing else: what the machine could do without us.
struct exchange {
  std::size_t request = 0; ///< octets
  std::size_t answer = 0;
  std::size_t connections = 1;
  std::size_t window = 1; ///< requests outstanding of each connection
};

class bare_server {
public:
  explicit bare_server(const exchange& x);

  std::uint16_t port() const { return port_; }

private:
  child process_;
  std::uint16_t port_;
};

/// `answers` counts.
child bare_clients(std::uint16_t port, exchange x, counter& answers);

} // namespace bus::benchmarks
