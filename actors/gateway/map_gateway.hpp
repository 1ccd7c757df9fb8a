#pragma once

#include "actors/gateway/command_stepped.hpp"
#include "actors/iec104_settings.hpp"
#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "messages/gateway/relayed_command.hpp"
#include "messages/gateway/value_queue.hpp"

#include <set>
#include <unordered_map>
#include <unordered_set>

namespace bus {

using map_gateway_actor = listener_actor::extend< //
  reacts_to<command_stepped>, reacts_to<tick>>;

/// Copies values from any points to points of servers, and gives commands of servers'
/// clients to any connection: they are answered when the device has answered. One
/// write is under way at a time.
class map_gateway_state {
public:
  static inline const char* name = "gateway";

  using pointer = map_gateway_actor::stateful_pointer<map_gateway_state>;

  void start(pointer self, data_model_actor model, map_settings x);
  batch_taken take(const point_batch& x);
  void changed(const connection_status& x);
  void commanded(const command_ptr& x);
  void stepped(const command_stepped& x);
  void tick();

private:
  /// A rule that a point tells values for, and which part of the point they are.
  struct told_rule {
    std::size_t rule;
    std::vector<std::string> part;
  };
  using rules_of_points = std::unordered_multimap<std::uint32_t, told_rule>;

  /// A connection whose points are copied.
  struct source {
    point_table_ptr table = {};
    rules_of_points rules = {};       ///< by point of the table
    std::set<std::string> shown = {}; ///< the servers that show them
  };

  /// A connection or a server that a rule names.
  struct side {
    connection_state state = connection_state::connecting;
    utc_time since = {};
    std::uint64_t lost = 0; ///< events that were dropped
  };

  /// A command at its device.
  struct running {
    command_ptr what;
    const map_settings::command_rule* rule;
    relayed_command how;
    time_point decide_by;
    bool is_forgotten = false; ///< by its server, which was started again
  };

  void ask_states();
  void copy(const std::string& connection);
  void copy_all_of(const std::string& one);
  void learn(source& from, const point_table_ptr& table);
  void offer(const told_rule& which, const sample& x, reasons why);
  void send();
  void take_written(const std::vector<std::string>& refs,
                    const std::vector<result<void>>& done);
  void count_lost();
  void tell_lost(const std::string& server, side& of);

  const map_settings::command_rule* rule_of(const std::string& ref) const;
  bool is_repeated(const command& x);
  void forget_commands(const std::string& server);
  void cancel(const command& x);
  void begin(const command_ptr& x, const map_settings::command_rule& rule);
  void operate(std::uint64_t number, running& x, value to);
  void write(std::uint64_t number, running& x, value to);
  void answered(std::uint64_t number, const action_result& how);
  void answer(running& x);
  void reply(const command& to, const relayed_command::verdict& how);
  void act(act_on_ref x);
  time_point decide_by(const command& x) const;
  const char* obstacle(const command& x, const map_settings::command_rule& rule,
                       time_point decide_by) const;

  void warn(const std::string& about, const std::string& text);
  void wake();

  pointer self_ = nullptr;
  data_model_actor model_;
  map_settings settings_;
  std::optional<value_queue> queue_;
  std::unordered_multimap<std::string, told_rule> by_ref_; ///< rules of values
  std::map<std::string, source> sources_;
  std::map<std::string, side> sides_;
  bool is_writing_ = false;
  time_point retry_at_ = never;

  std::uint64_t last_number_ = 0;
  std::map<std::uint64_t, running> commands_;
  std::unordered_set<std::string> known_ids_; ///< of commands that were told
  std::deque<std::string> ids_;               ///< the same, the oldest first
  std::set<std::string> warned_;              ///< told once, until it is well again
  alarm alarm_;
};

map_gateway_actor::behavior_type
map_gateway(map_gateway_actor::stateful_pointer<map_gateway_state> self,
            data_model_actor model, map_settings settings);

} // namespace bus
