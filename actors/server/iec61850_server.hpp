#pragma once

#include "actors/iec61850_settings.hpp"
#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "actors/server/entry_file.hpp"
#include "actors/server/peers.hpp"
#include "actors/server/served_points.hpp"

#include <map>

namespace bus {

/// An IEC 61850 server: answers its clients and tells them its reports, and is a
/// connection to the bus whose points are the attributes of its objects. Commands of
/// clients are told to the bus, which decides them.
class iec61850_server_state {
public:
  static inline const char* name = "server";

  using pointer = iec61850_server_actor::stateful_pointer<iec61850_server_state>;

  /// False where the objects do not fit together: the actor has ended. Without a
  /// model nobody is told of the points; commands go to `commands` then.
  bool start(pointer self, data_model_actor model, iec61850_server_settings x);

  void accepted(const link_accepted& x);
  void joined(const vmd_joined& x);
  void left(const caf::down_msg& x);
  void serve(const vmd_requests& x);
  void taken(const vmd_taken& x);
  vmd_stored store(const vmd_store& x);
  void tick();

  points_read read(const read_points& x);
  points_written write(const write_points& x);
  browsed browse(const browse_path& x) const;
  described describe(const describe_path& x) const;
  acted act(const act_on& x);

private:
  void restore_buffers();
  void flush();
  void send_events();
  void keep_buffers();
  void take_changes();
  iec61850::moment now() const;
  result<iec61850::server::place> place_of(const std::string& path) const;

  pointer self_ = nullptr;
  data_model_actor model_;
  iec61850_server_settings settings_;
  std::optional<iec61850::server> server_;
  std::optional<mms::file_store> files_;
  server_peers peers_;
  served_points points_;
  std::vector<std::pair<iec61850::report_control*, entry_file>> buffers_;
  alarm alarm_;
  /// References that were looked up: a process sets the same ones again and again.
  mutable std::unordered_map<std::string, iec61850::server::place> looked_up_;
};

iec61850_server_actor::behavior_type
iec61850_server(iec61850_server_actor::stateful_pointer<iec61850_server_state> self,
                data_model_actor model, iec61850_server_settings settings);

} // namespace bus
