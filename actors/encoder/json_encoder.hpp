#pragma once

#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "messages/bus/journal.hpp"
#include "messages/bus/publication.hpp"
#include "messages/bus/rpc.hpp"
#include "messages/bus/subscriptions.hpp"

#include <unordered_map>

namespace bus {

struct json_encoder_settings {
  std::string name = "stationbus"; ///< the station's, for `status`
  std::string version;
  std::string epoch; ///< a new word at each start
  std::size_t journal = 65'536;
  std::size_t max_pending = 10'000;
  rpc::limits limits = {};
};

class json_encoder_state {
public:
  static inline const char* name = "encoder";

  using pointer = json_encoder_actor::stateful_pointer<json_encoder_state>;

  void start(pointer self, data_model_actor model, frontend_actor frontend,
             json_encoder_settings x);
  void publish(const point_batch_ptr& x);
  void publish(const connection_status& x);
  void publish(const command_ptr& x);
  void tell_gap(const frames_dropped& x);
  void subscribe(const subscription& x);
  void serve(client_request& x);
  void tick();

  /// Answers everything under way with this: the bus is about to end.
  void refuse_all(const error& why);

private:
  /// One request frame on its way: its calls answer one by one.
  struct exchange {
    std::vector<std::string> route;
    bool batch = false;
    std::size_t left = 1; ///< one for the reading itself
    std::vector<std::string> responses;
  };
  using exchange_ptr = std::shared_ptr<exchange>;

  /// One call of it.
  struct flight {
    exchange_ptr of;
    std::string id;
    time_point deadline;
  };

  struct interest {
    std::uint64_t version = UINT64_MAX;
    subscriptions::part part = subscriptions::part::none;
  };

  void publish_report(const point_batch_ptr& x, utc_time sent);
  void append(std::uint64_t seq);
  void send_frames();
  subscriptions::part interest_in(const point_table& x);
  envelope next_envelope(utc_time sent);

  void begin(exchange_ptr of, rpc::call& x);
  void done(exchange& x);
  void answer(std::uint64_t call, std::string_view result);
  void refuse(std::uint64_t call, const rpc::failure& x);
  void lose(std::uint64_t call);
  template <class Message, class Use>
  void ask_model(std::uint64_t call, Message what, Use use);

  void serve(std::uint64_t call, time_point deadline, rpc::status_request& x);
  void serve(std::uint64_t call, time_point deadline, rpc::list_request& x);
  void serve(std::uint64_t call, time_point deadline, rpc::browse_request& x);
  void serve(std::uint64_t call, time_point deadline, rpc::describe_request& x);
  void serve(std::uint64_t call, time_point deadline, rpc::read_request& x);
  void serve(std::uint64_t call, time_point deadline, rpc::write_request& x);
  void serve(std::uint64_t call, time_point deadline, rpc::snapshot_request& x);
  void serve(std::uint64_t call, time_point deadline, rpc::replay_request& x);
  void serve(std::uint64_t call, time_point deadline, rpc::action_request& x);

  pointer self_ = nullptr;
  data_model_actor model_;
  frontend_actor frontend_;
  json_encoder_settings settings_;
  time_point started_ = {};
  journal journal_{0};
  subscriptions subscriptions_;
  std::unordered_map<const point_table*, interest> interests_;
  frames frames_;
  std::size_t frames_end_ = 0;
  std::string topic_;
  std::unordered_map<std::uint64_t, flight> flights_;
  std::uint64_t next_call_ = 0;
  alarm alarm_;
};

/// Numbers everything that is published, encodes what somebody subscribed to,
/// keeps a journal of it, and answers clients' JSON-RPC out of the model.
json_encoder_actor::behavior_type
json_encoder(json_encoder_actor::stateful_pointer<json_encoder_state> self,
             data_model_actor model, frontend_actor frontend,
             json_encoder_settings settings);

} // namespace bus
