#pragma once

#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "messages/iec104/session.hpp"

namespace bus {

class iec104_line_state {
public:
  static inline const char* name = "encoder";

  using pointer = iec104_line_actor::stateful_pointer<iec104_line_state>;

  void start(pointer self, link_actor link, iec104::role role,
             const iec104::session_settings& x);
  void attach(const iec104_attach& x);
  void dial();
  void listen();
  void opened();
  void closed(const error& why);
  void received(const bytes& data);
  void start_transfer();
  void deactivate();
  void hang_up(const error& why);
  void send(const std::vector<bytes>& asdus);
  void taken(std::size_t count);
  void tick();

private:
  void take_events();
  void tell(iec104_changed::to now, error why = {});
  void tell_acknowledged(std::uint64_t number);
  void flush();

  pointer self_ = nullptr;
  link_actor link_;
  iec104_user_actor user_;
  std::uint64_t line_ = 0;
  iec104::role role_ = iec104::role::controlling;
  std::optional<iec104::session> session_;
  fifo<std::uint64_t> numbers_; ///< sent since the start, and not acknowledged
  bool is_open_ = false;        ///< the link, or it is being opened
  std::optional<error> end_;    ///< why the session closed the link
  alarm alarm_;
};

/// A line of a controlling station: dials when told to, and again after it closed.
iec104_line_actor::behavior_type
dialing_iec104_line(iec104_line_actor::stateful_pointer<iec104_line_state> self,
                    link_actor link, iec104::session_settings settings);

/// One of a controlled station, over a link that is open. It ends with the link.
iec104_line_actor::behavior_type
called_iec104_line(iec104_line_actor::stateful_pointer<iec104_line_state> self,
                   link_actor link, iec104_attach user,
                   iec104::session_settings settings);

} // namespace bus
