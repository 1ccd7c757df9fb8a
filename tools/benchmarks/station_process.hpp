#pragma once

#include "actors/supervisor/station.hpp"
#include "tools/benchmarks/plant.hpp"

namespace bus::benchmarks {

/// A running_station in a process of its own, at free ports, that polls a
/// plant's devices: connections `d0`, `d1`, ... with points `p0`, `p1`, ...
class station_process {
public:
  station_process(const plant& polled, duration poll_interval,
                  std::size_t journal = zmq_settings{}.journal);

  const std::string& publish() const { return publish_; }
  const std::string& request() const { return request_; }
  const child& process() const { return process_; }

private:
  child process_;
  std::string publish_;
  std::string request_;
};

} // namespace bus::benchmarks
