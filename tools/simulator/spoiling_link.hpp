#pragma once

#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "tools/simulator/spoiled_apdus.hpp"

namespace bus::simulator {

/// A link above a link: it hears the one below, too.
using spoiling_link_actor = link_actor::extend< //
  reacts_to<link_opened>, reacts_to<link_closed>, reacts_to<received>, reacts_to<tick>>;

/// What stands between a station's peer and its real link, and spoils what they say.
class spoiling_link_state {
public:
  static inline const char* name = "link";

  using pointer = spoiling_link_actor::stateful_pointer<spoiling_link_state>;

  void use(pointer self, link_actor below, std::vector<iec104_fault> faults,
           time_point start, std::uint32_t seed);
  void open(link_user_actor user);
  void send(const bytes& data);
  void received(const bytes& data);
  void tick();
  void closed(const error& why);
  const link_actor& below() const { return below_; }
  const link_user_actor& user() const { return user_; }

private:
  duration since_start() const { return now_of(self_) - start_; }
  void give(bytes data);
  void wait_for_release();

  pointer self_ = nullptr;
  link_actor below_;
  link_user_actor user_;
  std::optional<spoiled_apdus> apdus_;
  time_point start_ = {};
  std::minstd_rand dice_;
  alarm alarm_;
};

/// Takes the place of an accepted link that carries IEC 60870-5-104; the faults'
/// times count from `start`. It ends with the link.
spoiling_link_actor::behavior_type
spoiling_link(spoiling_link_actor::stateful_pointer<spoiling_link_state> self,
              link_actor below, std::vector<iec104_fault> faults, time_point start,
              std::uint32_t seed);

} // namespace bus::simulator
