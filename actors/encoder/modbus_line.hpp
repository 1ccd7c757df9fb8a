#pragma once

#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "messages/backoff.hpp"

#include <random>
#include <unordered_map>

namespace bus {

struct modbus_line_settings {
  std::string name; ///< for the log: the address
  modbus::session_settings session = {};
  duration first_retry = std::chrono::milliseconds{500};
  duration longest_retry = std::chrono::seconds{30};
  duration connect_timeout = std::chrono::seconds{5};
  /// So many time-outs in a row and no answer between them: the line is closed
  /// and opened again, for gateways whose session hangs.
  unsigned silences_to_reopen = 10;
};

class modbus_line_state {
public:
  static inline const char* name = "encoder";

  using pointer = modbus_line_actor::stateful_pointer<modbus_line_state>;
  using promise = caf::typed_response_promise<modbus_answer>;

  void start(pointer self, link_actor link, modbus_line_settings x);
  void attach(modbus_user_actor user);
  promise ask(modbus::transaction what);
  void opened();
  void closed(const error& why);
  void received(const bytes& data);
  void tick();

private:
  void dial();
  void change(connection_state to, std::string cause);
  void count_silence(const modbus::completion& x);
  void flush();

  pointer self_ = nullptr;
  link_actor link_;
  modbus_line_settings settings_;
  std::optional<modbus::session> session_;
  backoff backoff_{{}, {}};
  std::minstd_rand dice_;
  line_changed now_{connection_state::connecting, {}};
  std::vector<modbus_user_actor> users_;
  struct pending {
    std::uint64_t id; ///< the asker's own
    promise to;
  };
  std::unordered_map<std::uint64_t, pending> pending_;
  std::uint64_t next_id_ = 0;
  unsigned silences_ = 0;
  bool dialing_ = false;
  time_point redial_ = never;
  alarm alarm_;
};

/// One Modbus line: frames and unframes, one transaction at a time, writes
/// ahead of polls, and brings the link back when it was lost.
modbus_line_actor::behavior_type
modbus_line(modbus_line_actor::stateful_pointer<modbus_line_state> self,
            link_actor link, modbus_line_settings settings);

} // namespace bus
