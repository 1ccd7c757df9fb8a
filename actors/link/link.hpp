#pragma once

#include "actors/descriptor.hpp"
#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "messages/modbus/address.hpp"

namespace bus {

/// Where a link leads.
struct tcp_target {
  std::string host;
  std::uint16_t port = 0;
  resolver_actor resolver; ///< for names; numeric hosts need none
  /// Acknowledges at once what comes while nothing is answered: for peers that write
  /// many small segments and leave Nagle's algorithm on, which would wait 40 ms for
  /// each.
  bool quick_ack = false;
};

using link_target = std::variant<tcp_target, modbus::serial_line>;

/// What an open link carries: bytes in, bytes out, bounded.
class link_state : public loop::handler {
public:
  static inline const char* name = "link";

  using pointer = link_actor::stateful_pointer<link_state>;

  ~link_state();

  void open(pointer self, link_user_actor user);
  void send(bytes data);
  void close(const error& why);
  void hold(bool on);
  caf::typed_response_promise<link_drained> drain();
  void on_event(std::uint32_t epoll_events) override;

  void use(pointer self, link_target target) {
    self_ = self;
    target_ = std::move(target);
  }

  void connect_to(const result<std::string>& numeric_host);

  /// Takes over a descriptor that is open already.
  void adopt(descriptor open);

private:
  void watch();
  void connected();
  void read_all();
  void write_some();
  void watch_events();
  bool is_to_acknowledge();
  void tell_drained();

  pointer self_ = nullptr;
  loop* home_ = nullptr;
  link_target target_;
  link_user_actor user_;
  descriptor fd_;
  bool is_socket_ = true; ///< no serial line: its own calls are quicker
  bool connecting_ = false;
  bool watched_ = false;
  bool adopted_ = false;
  bool held_ = false;    ///< nothing is read
  bool answered_ = true; ///< something was sent since something came
  bool writing_ = false; ///< told when there is room to write again
  bytes unsent_;
  std::vector<caf::typed_response_promise<link_drained>> waiting_; ///< for drain()
};

/// Dials on open_link, and again on each later one. Lives on a loop.
link_actor::behavior_type dialing_link(link_actor::stateful_pointer<link_state> self,
                                       link_target target);

/// Carries a descriptor that was accepted or made elsewhere; open_link starts
/// reading. It ends when the descriptor closes.
link_actor::behavior_type open_link_on(link_actor::stateful_pointer<link_state> self,
                                       std::shared_ptr<descriptor> open);

} // namespace bus
