#pragma once

#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "messages/gateway/translation.hpp"

#include <set>
#include <unordered_map>

namespace bus {

struct gateway_settings {
  std::string name;
  std::string server;                    ///< an IEC 61850 server of this station
  std::string client;                    ///< a Modbus connection of this station
  std::vector<translation> translations; ///< of each a point of the connection
};

using gateway_actor = listener_actor;

/// Copies values between a Modbus connection and an IEC 61850 server, and gives
/// commands of the server's clients to the device: they are answered when the device
/// has answered.
class modbus61850_state {
public:
  static inline const char* name = "gateway";

  using pointer = gateway_actor::stateful_pointer<modbus61850_state>;

  void start(pointer self, data_model_actor model, gateway_settings x);
  batch_taken take(const point_batch& x);
  void changed(const connection_status& x);
  void commanded(const command& x);

private:
  void copy_all();
  void copy(std::vector<std::pair<std::size_t, sample>> what);
  void to_device_when_changed(const point_batch& x);
  void write_device(std::size_t which, const value& to,
                    std::function<void(result<void>)> done);
  void reply(const command& to, bool accept, const char* add_cause);
  void end(const command& of);
  void act(act_on_ref x);
  void warn(const std::string& about, const std::string& text);

  pointer self_ = nullptr;
  data_model_actor model_;
  gateway_settings settings_;
  const point_table* client_table_ = nullptr;
  const point_table* server_table_ = nullptr;
  std::unordered_map<std::uint32_t, std::size_t> of_client_; ///< translations by point
  std::unordered_map<std::uint32_t, std::size_t> of_server_;
  std::set<std::string> warned_; ///< told once, until it is well again
};

gateway_actor::behavior_type
modbus61850(gateway_actor::stateful_pointer<modbus61850_state> self,
            data_model_actor model, gateway_settings settings);

} // namespace bus
