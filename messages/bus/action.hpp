#pragma once

#include "messages/bus/value.hpp"
#include "messages/result.hpp"

#include <functional>
#include <optional>

namespace bus {

/// What a client asks of one connection beside reads and writes: the methods that
/// only some protocols have. References are without the connection's name.
namespace action {

/// `select`, `operate`, `cancel`.
struct control {
  enum class kind : std::uint8_t { select, operate, cancel };
  kind what = kind::operate;
  bus::value value = {};
  std::optional<std::int64_t> origin_category = {};
  std::optional<std::string> origin_identity = {};
  bool test = false;
  std::optional<bool> synchro_check = {};
  std::optional<bool> interlock_check = {};
  std::optional<utc_time> time = {};
  std::string key = {}; ///< a repeat with it is answered from memory

  // What passes on a command of somebody else says more.
  std::optional<utc_time> issued = {}; ///< when it was given (T); else now
  bool is_selected = false; ///< an operate that a select of the same came before
  /// Told each step that another one follows, on the connection's thread.
  std::function<void(const std::string&)> stepped = {};
};

/// `dataset.create`, `dataset.delete`, `dataset.list`.
struct data_set {
  enum class kind : std::uint8_t { create, remove, list };
  kind what = kind::list;
  std::vector<std::string> members = {};
};

/// `report.enable`, `report.disable`, `report.interrogate`.
struct report {
  enum class kind : std::uint8_t { enable, disable, interrogate };
  kind what = kind::enable;
  bus::value options = {}; ///< an object, or nothing
};

/// `setting.read`, `setting.select_active`, and so on.
struct setting {
  enum class kind : std::uint8_t { read, select_active, select_edit, write, confirm };
  kind what = kind::read;
  std::uint64_t group = 0;
  bus::value value = {};
};

/// `file.list`, `file.get`, `file.delete`.
struct file {
  enum class kind : std::uint8_t { list, get, remove };
  kind what = kind::list;
  std::string path = {};
};

/// `log.read`.
struct log {
  std::optional<utc_time> from = {}, to = {};
  bus::value after = {}; ///< the id of an entry: what came behind it
  std::uint64_t limit = 1'000;
};

/// `interrogate` (IEC 60870-5-104); the reference is the connection's own.
struct interrogation {
  bool counters = false;                            ///< else a general one
  std::uint8_t group = 0;                           ///< 0 all, 1 to 16; counters 1 to 4
  std::optional<std::uint16_t> common_address = {}; ///< else of all stations
  enum class freeze : std::uint8_t { read, freeze, freeze_and_reset, reset };
  interrogation::freeze how = freeze::read; ///< of counters
};

/// `command.reply`: the process decides a command.
struct reply {
  std::string id; ///< without the server's name
  bool accept = false;
  std::string add_cause = {};
  bool tells_end = false; ///< with `end`, whatever the status shows
};

/// `command.end`: a command that was accepted is over.
struct end {
  bool success = true;
  std::string add_cause = {};
};

} // namespace action

using any_action = std::variant<action::control, action::data_set, action::report,
                                action::setting, action::file, action::log,
                                action::interrogation, action::reply, action::end>;

/// Why an action was not done.
struct refusal {
  error why;
  std::string add_cause = {};          ///< IEC 61850's
  std::vector<std::string> steps = {}; ///< what was done before
};

/// What an action yields is told as it is.
using action_result = tl::expected<value, refusal>;

/// The answer of connections that do not know an action.
action_result not_for(std::string_view protocol);

} // namespace bus
