#pragma once

#include "actors/interfaces.hpp"
#include "messages/bus/point_model.hpp"

#include <caf/all.hpp>

#include <unordered_map>

namespace bus {

class data_model_state {
public:
  static inline const char* name = "data_model";

  using pointer = data_model_actor::pointer;

  explicit data_model_state(pointer self)
    : self_{self} {}

  void add(const add_listener& x);
  void left(const caf::down_msg& x);
  void add(const add_connection& x);
  void change(const connection_status& x);
  void tell(const command_ptr& x);
  caf::result<batch_taken> take(const point_batch_ptr& x);
  points_listed list(const list_points& x) const;
  snapshot_taken snapshot(const take_snapshot& x) const;
  caf::result<points_read> read(const read_refs& x);
  points_read last_samples(const std::vector<std::string>& refs) const;
  caf::typed_response_promise<points_read> read_devices(const read_refs& x);
  caf::typed_response_promise<points_written> write(const write_refs& x);
  caf::result<browsed> browse(const browse_ref& x);
  caf::result<described> describe(const describe_ref& x);
  caf::result<acted> act(const act_on_ref& x);
  status_told status() const { return {model_.status()}; }

private:
  template <class Answer>
  struct gathering;

  template <class Answer, class Request, class List>
  void ask_part(std::shared_ptr<gathering<Answer>> job, const connection_actor& who,
                Request part, std::vector<std::size_t> places, List Answer::*list);

  result<std::string> route(std::string_view ref, connection_actor& to) const;
  browsed browse_bus() const;

  pointer self_;
  std::vector<listener_actor> listeners_;
  point_model model_;
  std::unordered_map<std::string, connection_actor> connections_;
};

/// Keeps the last sample of every point, passes changes on to the listeners and
/// requests to the connection that owns the reference.
data_model_actor::behavior_type
data_model(data_model_actor::stateful_pointer<data_model_state> self);

} // namespace bus
