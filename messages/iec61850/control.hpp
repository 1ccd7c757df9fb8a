#pragma once

#include "messages/iec61850/add_cause.hpp"
#include "messages/iec61850/report_control.hpp"

namespace bus::iec61850 {

/// ctlModel (IEC 61850-7-3, CtlModelKind).
enum class ctl_model : std::uint8_t {
  status_only,
  direct_with_normal_security,
  sbo_with_normal_security,
  direct_with_enhanced_security,
  sbo_with_enhanced_security,
};

std::string_view name(ctl_model x);
constexpr bool selects(ctl_model x) {
  return x == ctl_model::sbo_with_normal_security
         || x == ctl_model::sbo_with_enhanced_security;
}
constexpr bool is_enhanced(ctl_model x) {
  return x == ctl_model::direct_with_enhanced_security
         || x == ctl_model::sbo_with_enhanced_security;
}

/// What SBOw, Oper and Cancel carry (IEC 61850-8-1, 20.2).
struct command_parameters {
  mms::data ctl_val = {};
  std::optional<utc_time> oper_tm = {}; ///< when it is to be done; else at once
  std::int64_t or_cat = 0;
  bytes or_ident = {};
  std::uint64_t ctl_num = 0;
  bool test = false;
  bool synchro_check = false;
  bool interlock_check = false;
  std::optional<utc_time> t = {}; ///< when it was given

  /// Whether it is the same command: it may be given again, at another time.
  bool operator==(const command_parameters& x) const;
};

/// Reads the structure by the names of its type. Fails with malformed.
result<command_parameters> read_command(const mms::data& x,
                                        const mms::type_description& type);

/// What a client asked for, or an answer to that.
enum class control_action : std::uint8_t { select, operate, cancel };
std::string_view name(control_action x);

/// Done, or why not.
struct control_verdict {
  bool ok = true;
  add_cause cause = add_cause::none;
  bool tells_end = false; ///< of an operate: who decided tells it, not the status
};

/// A controllable object of a server: the state machines of IEC 61850-7-2, 20, for
/// all five control models. What it cannot say itself, the process decides: an
/// action that yields nothing is under way until decided(); an operate that was
/// accepted with enhanced security ends with terminated().
class control_object {
public:
  struct settings {
    ctl_model model = ctl_model::direct_with_normal_security;
    duration sbo_timeout = std::chrono::seconds{30};
    bool operate_many = false; ///< sboClass: stays selected after an operate
    duration oper_timeout = std::chrono::seconds{10}; ///< until its end is told
  };

  control_object() = default;
  explicit control_object(settings x)
    : settings_{x} {}

  using verdict = std::optional<control_verdict>;

  /// A select without a value, by reading SBO.
  verdict select(std::uint64_t client, time_point now);
  verdict select_with_value(std::uint64_t client, const command_parameters& x,
                            time_point now);
  verdict operate(std::uint64_t client, const command_parameters& x, const moment& now);
  verdict cancel(std::uint64_t client, const command_parameters& x, time_point now);

  /// Why there is nothing that the client may cancel; else nothing.
  verdict cannot_cancel(std::uint64_t client, time_point now);

  /// The process's answer to the action under way, which is answered with it.
  void decided(control_verdict x, const moment& now);

  /// The process came to an end; what there is to tell of it, if there is.
  void terminated(control_verdict x);

  /// A command that was accepted and is over: CommandTermination.
  struct termination {
    std::uint64_t client;
    command_parameters of;
    control_verdict how;
  };
  std::optional<termination> take_termination();

  void left(std::uint64_t client);
  void tick(time_point now);
  time_point deadline() const;

  /// When a command that is done at a later time begins; else never.
  time_point starts() const {
    return state_ == state::executing && command_.oper_tm ? starts_ : never;
  }

  /// The parameters may be changed while nothing is under way.
  void set(const settings& x) { settings_ = x; }
  const settings& current() const { return settings_; }

  bool is_selected() const { return selected_.has_value(); }
  bool is_deciding() const { return state_ == state::deciding; }
  bool is_executing() const { return state_ == state::executing; }
  std::optional<control_action> under_way() const;
  const command_parameters& command() const { return command_; }

  /// Whether the command is done at a later time, and that has not come.
  bool is_waiting(time_point now) const {
    return state_ == state::executing && now < starts_;
  }

private:
  enum class state : std::uint8_t { idle, deciding, executing };

  struct selection {
    std::uint64_t client;
    time_point until;
    std::optional<command_parameters> with = {};
  };

  verdict refuse(add_cause why) const { return control_verdict{false, why}; }
  verdict begin(control_action what, std::uint64_t client, const command_parameters& x);
  verdict check_selection(std::uint64_t client, const command_parameters& x,
                          time_point now);
  void end(control_verdict how);

  settings settings_;
  std::optional<selection> selected_;
  state state_ = state::idle;
  control_action action_ = control_action::select;
  std::uint64_t client_ = 0; ///< who is served
  command_parameters command_;
  time_point starts_ = {};
  time_point ends_ = never; ///< of an execution
  std::optional<termination> termination_;
};

} // namespace bus::iec61850
