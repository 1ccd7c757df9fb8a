#pragma once

#include "messages/bus/action.hpp"

namespace bus {

/// A command of a server's client that is given to a device: what the client is told of
/// it, and when. It is answered once, and never with more than the device has said.
class relayed_command {
public:
  /// With `always_ends` it is over with the device's last word, also where the device
  /// has no termination and the server no status that shows it.
  explicit relayed_command(bool is_operate, bool always_ends = false)
    : is_operate_{is_operate},
      always_ends_{always_ends} {}

  struct verdict {
    bool ok;
    std::string add_cause = {};
    bool tells_end = false; ///< of a reply: an end follows
  };

  /// The device has done a step that another one follows: with `operate` it has
  /// accepted the command, and tells its end.
  void stepped(std::string_view step);

  /// The device's last word.
  void answered(const action_result& how);

  /// The client waits no longer: refused. What the device says then, nobody is told.
  void late();

  /// What the server is to be told now: the answer first.
  std::optional<verdict> take_reply() { return std::exchange(reply_, std::nullopt); }
  std::optional<verdict> take_end() { return std::exchange(end_, std::nullopt); }

  bool is_answered() const { return is_answered_; }

  /// The device did what the client was told it would not.
  bool is_contrary() const { return is_contrary_; }

private:
  void reply(verdict x);

  bool is_operate_;
  bool always_ends_;
  bool is_answered_ = false;
  bool is_accepted_ = false;
  bool is_contrary_ = false;
  std::optional<verdict> reply_ = {};
  std::optional<verdict> end_ = {};
};

/// The AddCause for a client of ours where a device refused: its own word, or what goes
/// with the error.
std::string add_cause_of(const refusal& x);

} // namespace bus
