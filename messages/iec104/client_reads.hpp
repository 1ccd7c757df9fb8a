#pragma once

#include "messages/iec104/client_output.hpp"
#include "messages/iec104/client_settings.hpp"

#include <unordered_map>

namespace bus::iec104 {

using has_read = std::function<void(result<sample>)>;

/// Reads under way (C_RD_NA_1; IEC 60870-5-5, 6.7): one request for each address,
/// however many ask.
class client_reads {
public:
  explicit client_reads(const client_settings& x);

  void begin(const address& at, time_point deadline, const moment& now,
             client_output& out, has_read done);

  /// A monitored object with cause request came.
  void answer(const address& at, const sample& what);

  /// The mirror of a request.
  void receive(const asdu& x);

  void tick(const moment& now);
  time_point deadline() const { return next_due_; }
  void stopped(const error& why);
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

private:
  struct reader {
    time_point due;
    has_read done;
  };

  struct reading {
    time_point due; ///< of the request; who joins later does not wait longer
    std::vector<reader> readers;
  };

  void end(const address& at, const result<sample>& how);
  void take_late(const moment& now, std::vector<std::pair<address, has_read>>& to);

  std::uint8_t originator_;
  duration timeout_;
  std::unordered_map<address, reading> all_;
  std::size_t size_ = 0;        ///< readers
  time_point next_due_ = never; ///< not later than any that is due
};

} // namespace bus::iec104
