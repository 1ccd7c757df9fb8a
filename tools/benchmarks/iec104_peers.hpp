#pragma once

#include "tools/benchmarks/child.hpp"

#include <vector>

namespace bus::benchmarks {

/// IEC 60870-5-104 stations with measurements and switches each, and how they change.
struct rtu_settings {
  std::size_t stations = 1;
  std::size_t points = 100; ///< M_ME_TF_1, at 1/1, 1/2, ...
  std::size_t switches = 0; ///< C_SC_NA_1, from 1/100001 on; they are followed
  std::size_t changing = 0; ///< points of each that change at once
};

/// Our stations in a process of their own, without a bus. What changes does so as
/// soon as the change before has left the buffer for the most part.
class rtu_process {
public:
  explicit rtu_process(const rtu_settings& x);

  const std::vector<std::uint16_t>& ports() const { return ports_; }
  const child& process() const { return process_; }

private:
  child process_;
  std::vector<std::uint16_t> ports_;
};

/// A bus with a connection to each, `d0`, `d1`, ...
class rtu_client {
public:
  explicit rtu_client(const rtu_settings& of, const std::vector<std::uint16_t>& ports);

  const std::string& publish() const { return publish_; }
  const std::string& request() const { return request_; }
  const child& process() const { return process_; }

private:
  child process_;
  std::string publish_, request_;
};

} // namespace bus::benchmarks
