#pragma once

#include "messages/iec104/client_output.hpp"
#include "messages/iec104/client_settings.hpp"

#include <map>
#include <memory>

namespace bus::iec104 {

/// General and counter interrogations (IEC 60870-5-5, 6.4 and 6.9): one of a kind at a
/// time for each common address. Who asks the same meanwhile joins it.
class client_interrogations {
public:
  struct question {
    bool counters = false;
    std::uint8_t group = 0; ///< 0 all
    iec104::freeze freeze = freeze::read;
    bool operator==(const question&) const = default;
  };

  explicit client_interrogations(const client_settings& x);

  /// By itself: how it ends is a remark. Nothing where one of the kind is under way.
  void begin(const question& what, std::uint16_t common, const moment& now,
             client_output& out);

  /// For somebody, of several stations; answered once all have ended, or one failed.
  void ask(const question& what, const std::vector<std::uint16_t>& of,
           time_point deadline, const moment& now, client_output& out, acted done);

  /// A station begins anew (M_EI_NA_1): so does its general interrogation.
  void initialized(std::uint16_t common, const moment& now, client_output& out);

  /// Objects of a station came.
  void count(const asdu_head& head, std::size_t objects, const moment& now);

  /// The mirror of an interrogation.
  void receive(const asdu& x, const moment& now, client_output& out);

  void tick(const moment& now, client_output& out);
  time_point deadline() const { return next_due_; }
  void stopped(const error& why);
  std::size_t size() const { return callers_.size(); }

private:
  struct caller;
  using caller_ptr = std::shared_ptr<caller>;
  using key = std::pair<bool, std::uint16_t>; ///< counters, common address

  struct run {
    question what;
    time_point asked = {};
    time_point due = never;
    bool is_confirmed = false;
    bool then_general = false; ///< the station began anew meanwhile
    std::int64_t objects = 0;
    std::vector<caller_ptr> callers = {};

    bool is_about_to_end() const;
  };

  result<void> send(const key& at, run& x, const moment& now, client_output& out);
  void confirm(run& x, const moment& now);
  void await(run& x, time_point due);
  void end(const key& at, const moment& now, client_output& out, result<void> how = {});
  void end_late(const key& at, const moment& now, client_output& out);
  void settle(const caller_ptr& x, std::int64_t objects, const result<void>& how);
  void answer(const caller_ptr& x, action_result how);

  std::uint8_t originator_;
  duration confirmation_timeout_, whole_timeout_;
  std::map<key, run> runs_;
  std::vector<caller_ptr> callers_; ///< that were not answered yet
  time_point next_due_ = never;     ///< not later than any that is due
};

} // namespace bus::iec104
