#pragma once

#include "actors/gateway/command_stepped.hpp"
#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "messages/gateway/mirror.hpp"
#include "messages/gateway/relayed_command.hpp"

#include <deque>
#include <set>

namespace bus {

struct iec61850_bridge_settings {
  std::string name;
  std::string server; ///< an IEC 61850 server of this station
  std::string client; ///< an IEC 61850 connection of this station
  std::shared_ptr<const iec61850::server_description> objects; ///< the server's
  mirror::devices logical_devices = {}; ///< all by the same names where empty
  duration poll_interval = {};          ///< of ST and MX; none where 0
  duration decision_timeout = std::chrono::seconds{2}; ///< the server's
  duration oper_timeout = std::chrono::seconds{10};
};

using bridge_actor = listener_actor::extend< //
  reacts_to<command_stepped>, reacts_to<tick>>;

/// Serves an IEC 61850 device by a server of this station: values, quality and time go
/// up, what the server's clients command and write goes down, and they are answered as
/// the device answers. Reads one batch at a time; a server that does not keep up is
/// told the last values.
class iec61850_bridge_state {
public:
  static inline const char* name = "gateway";

  using pointer = bridge_actor::stateful_pointer<iec61850_bridge_state>;

  /// False where the settings do not fit together: the actor has ended.
  bool start(pointer self, data_model_actor model, iec61850_bridge_settings x);
  batch_taken take(const point_batch& x);
  void changed(const connection_status& x);
  void commanded(const command_ptr& x);
  void stepped(const command_stepped& x);
  void tick();

private:
  /// A command at the device.
  struct running {
    command_ptr what;
    mirror::command_target to;
    relayed_command how;
    time_point decide_by;
  };

  void served();
  void lost();
  void show(mirror::ref_values x);
  void send(mirror::ref_values x);
  void queue(std::size_t object);
  void read_next();
  void take_read(const std::vector<mirror::place>& places, points_read& got);
  void read_doubtful();

  void write(mirror::client_write x);
  void write_next();
  void take_written(std::size_t object, const std::vector<std::string>& failed);

  void select(running& x);
  void operate(running& x);
  void cancel(running& x);
  void control(running& x, action::control::kind what, time_point deadline,
               std::function<void(running&, const action_result&)> done);
  void answer(running& x);
  void ended(const std::string& id);
  void reply(const command& to, const relayed_command::verdict& how);
  void act(act_on_ref x);
  void warn(const std::string& about, const std::string& text);
  void wake();

  pointer self_ = nullptr;
  data_model_actor model_;
  iec61850_bridge_settings settings_;
  std::optional<mirror> mirror_;
  bool is_connected_ = false; ///< the device
  bool is_served_ = false;    ///< the server is there

  point_table_ptr table_;                            ///< the connection's
  std::vector<std::vector<mirror::target>> targets_; ///< by point

  std::deque<std::size_t> to_read_;
  std::vector<bool> is_queued_;     ///< by object
  std::vector<std::size_t> failed_; ///< to be read later
  bool is_reading_ = false;
  std::uint64_t epoch_ = 0; ///< of the device's connection
  time_point poll_at_ = never, retry_at_ = never;

  std::size_t shown_out_ = 0; ///< on their way to the server
  mirror::ref_values waiting_;
  std::unordered_map<std::string, std::size_t> waiting_by_ref_;

  std::deque<mirror::client_write> to_write_; ///< the first is on its way
  std::map<std::string, running> commands_;   ///< by id
  std::set<std::string> selected_;            ///< objects that the device holds for us
  std::map<std::string, utc_time> begins_;    ///< accepted for later, by object
  std::set<std::string> warned_;              ///< told once, until it is well again
  alarm alarm_;
};

bridge_actor::behavior_type
iec61850_bridge(bridge_actor::stateful_pointer<iec61850_bridge_state> self,
                data_model_actor model, iec61850_bridge_settings settings);

} // namespace bus
