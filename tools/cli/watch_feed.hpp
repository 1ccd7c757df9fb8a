#pragma once

#include "tools/cli/bus_client.hpp"
#include "tools/cli/watch_view.hpp"

namespace bus::cli {

/// Both of a bus's endpoints, for one who wants to know all points under a
/// prefix: their last values, then their changes.
class watch_feed {
public:
  /// Connects, and shows the last values.
  static outcome<std::unique_ptr<watch_feed>>
  open(zmq::context_t& in, const client_options& x, std::string prefix, watch_view& to);

  /// Takes what has arrived. What was missed (the bus dropped messages, was
  /// away or started again) is asked for.
  void turn(time_point now);

  void add_to(std::vector<zmq::pollitem_t>& items);
  time_point wake() const { return synchronize_at_; }

private:
  watch_feed(std::string prefix, duration patience, watch_view& to)
    : prefix_{std::move(prefix)},
      patience_{patience},
      to_{to} {}

  outcome<void> connect(zmq::context_t& in, const client_options& x);
  outcome<void> take_present();
  void subscribe();
  std::string prefix_params() const;

  void note_connection(time_point now);
  void take_responses();
  void take_status(const json_value& x);
  void take_message(const std::string& topic, const std::string& body, time_point now);
  void note_epoch(const json_value& body, time_point now);
  void synchronize(time_point now);

  std::string prefix_;
  duration patience_;
  watch_view& to_;
  std::unique_ptr<bus_client> client_;
  std::unique_ptr<bus_socket> changes_;
  bus_socket::state before_ = bus_socket::state::connected;
  std::string epoch_;
  std::uint64_t status_id_ = 0; // of requests under way
  std::uint64_t list_id_ = 0;
  std::uint64_t snapshot_id_ = 0;
  time_point synchronize_at_ = never;
};

/// The topics of a connection's state, or of all that begin so: `"state/pv1/"`.
std::string state_topic(const std::string& prefix);

} // namespace bus::cli
