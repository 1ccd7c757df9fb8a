#pragma once

#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "actors/mms_settings.hpp"
#include "actors/server/peers.hpp"
#include "actors/server/served_points.hpp"

namespace bus {

/// A server's objects: answers its peers' requests, and is a connection to the
/// bus, whose points are the leaves of its variables.
class mms_server_state {
public:
  static inline const char* name = "server";

  using pointer = mms_server_actor::stateful_pointer<mms_server_state>;

  /// False where the objects do not fit together: the actor has ended. Without a
  /// model nobody is told of the points.
  bool start(pointer self, data_model_actor model, mms_server_settings x);

  void accepted(const link_accepted& x);
  void joined(const vmd_joined& x);
  void left(const caf::down_msg& x);
  vmd_answers serve(const vmd_requests& x);
  vmd_stored store(const vmd_store& x);

  points_read read(const read_points& x) const;
  points_written write(const write_points& x);
  browsed browse(const browse_path& x) const;
  described describe(const describe_path& x) const;

private:
  void take_changes();
  sample sample_of(mms::vmd::place x, const utc_time& at) const;
  result<mms::vmd::place> place_of(std::string_view path) const;

  pointer self_ = nullptr;
  data_model_actor model_;
  mms_server_settings settings_;
  std::optional<mms::vmd> vmd_;
  std::optional<mms::file_store> files_;
  served_points points_;
  server_peers peers_;
};

mms_server_actor::behavior_type
mms_server(mms_server_actor::stateful_pointer<mms_server_state> self,
           data_model_actor model, mms_server_settings settings);

} // namespace bus
