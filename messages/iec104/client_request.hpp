#pragma once

#include "messages/iec104/client_settings.hpp"

namespace bus::iec104 {

/// A command as it is to be sent, made of what a point is commanded with.
struct command_request {
  using kind = action::control::kind;

  address at;
  type_id type = type_id::c_sc_na_1;
  iec104::element element = {};
  time_tag time = {};
  bool test = false;
  kind what = kind::operate;
  bool selects = false;    ///< before it is executed; a cancel is of a selection
  bool terminates = false; ///< a termination follows the confirmation
  time_point deadline = never;
  std::function<void(const std::string&)> stepped = {};
  acted done = {};
};

/// C_SC, C_DC, C_RC, C_SE and C_BO. Fails with unsupported where the type has no time
/// or no select and one is asked for, with type_mismatch or invalid_value for the
/// value.
result<command_request> make_control(const client_point& of, const action::control& x,
                                     const iec104::zone& clock, const moment& now);

/// C_SE, C_BO, P_ME and P_AC; of P_AC true activates, false deactivates. Fails with
/// rejected for what is to be operated.
result<command_request> make_write(const client_point& of, const value& to,
                                   const iec104::zone& clock, const moment& now);

} // namespace bus::iec104
