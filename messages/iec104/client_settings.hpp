#pragma once

#include "messages/bus/action.hpp"
#include "messages/bus/point.hpp"
#include "messages/iec104/address.hpp"
#include "messages/iec104/asdu.hpp"
#include "messages/iec104/moment.hpp"
#include "messages/iec104/zone.hpp"

#include <functional>

namespace bus::iec104 {

/// What the configuration knows of a point. Points that are not configured are told,
/// too, but not commanded.
struct client_point {
  address at;
  std::optional<type_id> type = {};    ///< what it is told as
  std::optional<type_id> command = {}; ///< what it is commanded or set with
  bool select = false;                 ///< before each execute
  bool terminates = true;              ///< an activation termination follows
  std::uint8_t qualifier = 0;          ///< QU or QL of commands, QPM, QPA
  double scale = 1, offset = 0;        ///< value = raw * scale + offset, of numbers
};

struct client_settings {
  std::vector<std::uint16_t> common_addresses = {1};
  std::uint8_t originator = 0;
  bool interrogates = true;             ///< at each start, and after M_EI
  duration interrogation_interval = {}; ///< 0: not again
  bool interrogates_counters = false;   ///< at each start
  duration counter_interval = {};       ///< 0: not again
  iec104::freeze freeze = freeze::read; ///< with counter interrogations by itself
  bool synchronizes = false;            ///< the station's clock, at each start
  duration clock_interval = {};         ///< 0: not again
  duration confirmation_timeout = std::chrono::seconds{5};
  duration termination_timeout = std::chrono::seconds{30}; ///< of commands
  duration interrogation_timeout = std::chrono::minutes{2};
  iec104::zone zone = {};
  std::size_t most_repeats = 2'048;      ///< events remembered, to know them again
  std::size_t most_outstanding = 10'000; ///< commands and reads under way; then busy
  std::size_t most_points =
    500'000; ///< told that are not configured; more are left out
  std::vector<client_point> points = {};
};

/// One object that came.
struct told_object {
  address at;
  type_id type = type_id::m_sp_na_1;
  sample what = {}; ///< its time is when it came where it has none of its own
  reasons why = 0;
  bool maybe_repeated = false; ///< it may have been told before
};

/// How an action ended; called once.
using acted = std::function<void(action_result)>;

/// How it ends when it was not done, or not all of it.
inline action_result refused(error why, std::vector<std::string> steps = {}) {
  return tl::make_unexpected(bus::refusal{std::move(why), {}, std::move(steps)});
}

} // namespace bus::iec104
