#pragma once

#include "messages/bus/value.hpp"

#include <memory>
#include <optional>

namespace bus {

/// A client of one of our servers commands or writes a point, as `command/` tells
/// it.
struct command {
  std::string id;
  std::string ref;    ///< whole
  std::string action; ///< select, operate, cancel, write
  bus::value value = {};
  std::optional<std::int64_t> origin_category = {};
  std::string origin_identity = {};
  bytes origin_octets = {}; ///< the identity as it came
  bool test = false;
  bool synchro_check = false;
  bool interlock_check = false;
  std::optional<utc_time> time = {};   ///< when it is to be done
  std::optional<utc_time> issued = {}; ///< when it was given (T)
  utc_time deadline = {};              ///< of the decision
};

using command_ptr = std::shared_ptr<const command>;

} // namespace bus
