#pragma once

#include "actors/descriptor.hpp"
#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"

#include <functional>

namespace bus {

using listener_handle = caf::typed_actor<reacts_to<tick>>;

/// Accepts peers on a listening socket; each one's link is handed to `accepted`,
/// which is to send it open_link.
class listener_state : public loop::handler {
public:
  static inline const char* name = "listener";

  using pointer = listener_handle::stateful_pointer<listener_state>;
  /// The peer's link, and its address: 4 or 16 octets.
  using callback = std::function<void(link_actor, bytes)>;

  ~listener_state();

  void start(pointer self, descriptor listening, callback accepted);
  void on_event(std::uint32_t epoll_events) override;
  void resume();

private:
  pointer self_ = nullptr;
  loop* home_ = nullptr;
  descriptor listening_;
  callback accepted_;
  alarm again_;
};

listener_handle::behavior_type
listener(listener_handle::stateful_pointer<listener_state> self,
         std::shared_ptr<descriptor> listening, listener_state::callback accepted);

} // namespace bus
