#pragma once

#include "actors/connection/modbus_connection.hpp"
#include "actors/descriptor.hpp"
#include "actors/frontend/endpoints.hpp"
#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "actors/supervisor/station.hpp"
#include "messages/backoff.hpp"

#include <map>
#include <set>

namespace bus {

/// What a supervisor finds when it starts.
struct supervised {
  station_settings station;
  std::string version;
  std::string epoch;
  std::vector<loop*> device_loops;
  loop* frontend_loop = nullptr;
  std::unique_ptr<endpoints> sockets;
  std::vector<std::shared_ptr<descriptor>> listening; ///< of each server
};

class supervisor_state {
public:
  static inline const char* name = "supervisor";

  using pointer = supervisor_actor::pointer;

  explicit supervisor_state(pointer self)
    : self_{self} {}

  void start(std::shared_ptr<supervised> with);
  void down(const caf::down_msg& x);
  void tick();
  void drain();

private:
  /// All that stands and falls together: a line and the connections on it, an MMS
  /// connection, a server, an XMPP stream and all that it carries.
  struct group {
    std::vector<std::size_t> members;      ///< indices of the station's
    std::vector<std::size_t> servers = {}; ///< on an XMPP stream
    void (supervisor_state::*start)(group&) = nullptr;
    loop* home = nullptr;
    std::set<caf::actor_addr> alive;
    std::vector<caf::actor> held; ///< those that no other refers to
    caf::actor_addr last = {};    ///< ended by another one of them
    backoff waits{std::chrono::seconds{1}, std::chrono::minutes{1}};
    time_point restart_at = never;
    bool ending = false;
  };

  void start_core();
  void plan_connections();
  void plan_servers();
  void plan_gateways();
  group& plan(const std::string& key, void (supervisor_state::*how)(group&),
              std::size_t member);
  void tell_disabled(const std::string& who, const std::string& protocol);
  void start_group(group& x);
  void start_modbus(group& x);
  void start_over_tcp(group& x);
  void start_over_xmpp(group& x);
  void start_iec104(group& x);
  void start_association(group& x, std::size_t connection, const link_actor& link);
  void start_server(group& x);
  accepting_actor spawn_server(group& x, const server_settings& from);
  void start_gateway(group& x);
  void start_bridge(group& x);
  void start_map(group& x);
  void end_group(group& x);
  void watch(group& x, const caf::actor& who);
  void member_down(group& x, const caf::down_msg& why);
  void core_down(const caf::down_msg& why);
  void end_core();
  void prepare(std::size_t connection);
  const modbus_settings& modbus_of(std::size_t connection) const;

  pointer self_;
  std::shared_ptr<supervised> with_;
  resolver_actor resolver_;
  data_model_actor model_;
  json_encoder_actor encoder_;
  frontend_actor frontend_;
  std::vector<caf::actor> core_;                     ///< in the order they end
  std::map<std::string, group> groups_;              ///< by line
  std::vector<modbus_connection_settings> prepared_; ///< by connection
  time_point trim_at_ = never; ///< what starting took goes back to the system
  bool draining_ = false;
  caf::error failure_;
  alarm alarm_;
};

/// Starts the tree, starts again what failed, and ends it in order. It ends by
/// itself only with an error, when something failed that all depend on.
supervisor_actor::behavior_type
supervisor(supervisor_actor::stateful_pointer<supervisor_state> self,
           std::shared_ptr<supervised> with);

} // namespace bus
