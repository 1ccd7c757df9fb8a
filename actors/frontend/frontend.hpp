#pragma once

#include "actors/frontend/endpoints.hpp"
#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"

#include <memory>

namespace bus {

/// Remembers that a socket may have work. libzmq's descriptors tell only once,
/// and looking costs a system call.
class wake_flag : public loop::handler {
public:
  void on_event(std::uint32_t) override { set = true; }
  bool set = true;
};

class frontend_state : public loop::sleeper {
public:
  static inline const char* name = "frontend";

  using pointer = frontend_actor::pointer;

  explicit frontend_state(pointer self)
    : self_{self} {}
  ~frontend_state();

  void start(std::unique_ptr<endpoints> sockets);
  void attach(json_encoder_actor encoder);
  void publish(const frames& x);
  void reply(const client_reply& x);
  void tick();

  bool before_sleep() override;

private:
  void dropped(std::uint64_t seq);

  pointer self_;
  loop* home_ = nullptr;
  std::unique_ptr<endpoints> sockets_;
  std::vector<int> watched_;
  wake_flag subscriptions_; ///< also after each send, which may take the news
  wake_flag requests_;
  json_encoder_actor encoder_;
  std::optional<frames_dropped> gap_;
  std::uint64_t last_seq_ = 0;
  time_point last_drop_ = {};
  std::uint64_t unread_replies_ = 0;
  alarm alarm_;
};

/// The ZeroMQ sockets: requests in, frames and replies out. Nobody waits for a
/// slow subscriber; what it misses is told by `gap/`.
frontend_actor::behavior_type
frontend(frontend_actor::stateful_pointer<frontend_state> self,
         std::shared_ptr<std::unique_ptr<endpoints>> sockets);

} // namespace bus
