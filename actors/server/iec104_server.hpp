#pragma once

#include "actors/iec104_settings.hpp"
#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "actors/server/event_file.hpp"

#include <unordered_map>

namespace bus {

/// A controlled station: tells its clients events and answers them, and is a
/// connection to the bus, whose points are the station's. What clients command is told
/// to the bus, which decides it.
class iec104_server_state {
public:
  static inline const char* name = "server";

  using pointer = iec104_server_actor::stateful_pointer<iec104_server_state>;

  /// False where the points do not fit together: the actor has ended. Without a model
  /// nobody is told of the points; commands are followed then.
  bool start(pointer self, data_model_actor model, iec104_server_settings x);

  void accepted(const link_accepted& x);
  void left(const caf::down_msg& x);
  void changed(const iec104_changed& x);
  void received(const iec104_asdus& x);
  void acknowledged(const iec104_acknowledged& x);
  void tick();

  points_read read(const read_points& x) const;
  points_written write(const write_points& x);
  browsed browse(const browse_path& x) const;
  described describe(const describe_path& x) const;
  acted act(const act_on& x);

private:
  struct peer {
    iec104_line_actor line;
    std::size_t out = 0; ///< ASDUs on their way
  };

  void make_table();
  void restore_buffers();
  void flush();
  void keep_buffers();
  void take_events();
  void send_output();
  void tell();
  void turn_away(const link_accepted& x);
  iec104::moment now() const;
  result<std::size_t> point_of(const std::string& path) const;

  pointer self_ = nullptr;
  data_model_actor model_;
  iec104_server_settings settings_;
  std::optional<iec104::station> station_;
  std::unordered_map<std::uint64_t, peer> peers_;
  std::unordered_map<caf::actor_addr, std::uint64_t> numbers_;
  std::uint64_t last_ = 0;
  std::size_t turned_away_ = 0; ///< and not yet told
  time_point quiet_until_ = {};
  std::unordered_map<std::string, event_file> files_; ///< by group
  point_table_ptr table_;
  std::vector<std::size_t> changes_; ///< points to be told
  std::vector<bool> is_changed_;
  bool is_told_ = true; ///< the last batch was taken
  reasons why_ = static_cast<reasons>(reason::initial);
  alarm alarm_;
};

iec104_server_actor::behavior_type
iec104_server(iec104_server_actor::stateful_pointer<iec104_server_state> self,
              data_model_actor model, iec104_server_settings settings);

} // namespace bus
