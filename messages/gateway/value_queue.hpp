#pragma once

#include "messages/bus/rpc.hpp"
#include "messages/gateway/point_map.hpp"

#include <deque>
#include <map>

namespace bus {

/// Values on their way from any points to points of servers: what is to be written
/// next. Of a point that is told as events (IEC 60870-5-104) each change is kept, with
/// its quality and time, until its server has taken it; of others the last value
/// counts.
class value_queue {
public:
  struct rule {
    std::string to; ///< whole references
    map_target kind = map_target::iec104;
    std::string quality = {}, time = {}; ///< attributes beside it; none where empty
    conversion how = {};
  };

  /// Of each server `most_events` wait at most; then the oldest are dropped.
  value_queue(std::vector<rule> rules, std::size_t most_events);
  value_queue(value_queue&&) = default;

  /// A rule's source was told. `why` is 0 for what is known and has not just changed:
  /// an event only where the target shows something else.
  void take(std::size_t which, const sample& x, reasons why);

  /// False where nothing of the source's type goes to the rule's target, by its last
  /// value.
  bool fits(std::size_t which) const { return states_[which].fits; }

  /// The state of a server; of anything else it is nothing. What is for a disabled one
  /// is dropped, for one that is not connected it waits.
  void server(const std::string& name, connection_state x);

  /// A server that was started again knows nothing: the next values are told anew.
  void forget(const std::string& server);

  /// What is to be written now, `most` events and `most` other points at most. Nothing
  /// before written() was called for what was given before.
  std::vector<rpc::write_request::item> next(std::size_t most);

  /// The answers to what next() gave. Events that did not reach their server stay,
  /// until retry() or server() says that it is there.
  void written(const std::vector<result<void>>& done);

  /// Tries again with servers that events could not reach.
  void retry();
  bool is_holding() const; ///< whether there are such

  /// Events dropped since the last call, by server.
  std::map<std::string, std::uint64_t> take_dropped();

private:
  using item = rpc::write_request::item;

  struct event {
    std::size_t rule;
    item what;
  };

  struct target_server {
    connection_state state = connection_state::connecting;
    bool is_held = false;
    std::deque<event> events = {};
    std::uint64_t dropped = 0;

    bool takes() const { return state == connection_state::connected && !is_held; }
  };

  struct rule_state {
    sample told = {};                         ///< of the source, the last
    std::optional<value> shown = {};          ///< the target's, as it was given last
    std::optional<bus::quality> quality = {}; ///< of that; none: it was not told
    bool is_waiting = false;
    bool fits = true;
  };

  bool is_event(const rule_state& x, const sample& told, const converted& to,
                reasons why) const;
  void push(std::size_t which, converted to, const utc_time& time);
  void keep(target_server& of, event x);
  void add_values(std::size_t which, std::vector<item>& to);

  std::vector<rule> rules_;
  std::vector<rule_state> states_;
  std::vector<target_server*> server_of_; ///< by rule
  std::map<std::string, target_server> servers_;
  std::size_t most_events_;
  std::deque<std::size_t> waiting_;         ///< rules, each once
  std::vector<std::optional<event>> given_; ///< events among what next() gave
};

} // namespace bus
