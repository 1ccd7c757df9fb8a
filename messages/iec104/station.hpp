#pragma once

#include "messages/bus/command.hpp"
#include "messages/bus/point.hpp"
#include "messages/fifo.hpp"
#include "messages/iec104/address.hpp"
#include "messages/iec104/asdu.hpp"
#include "messages/iec104/event_buffer.hpp"
#include "messages/iec104/moment.hpp"
#include "messages/iec104/zone.hpp"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

namespace bus::iec104 {

// A controlled station above its connections: what it tells controlling stations, and
// what they may ask of it. Clause numbers are of IEC 60870-5-101 and 60870-5-5.

/// A point that is served.
struct served_point {
  iec104::address at;
  /// What a change is told as; interrogated it is told without time. None of a point
  /// that is commanded only.
  std::optional<type_id> type = {};
  std::uint16_t groups = 0;     ///< bit n - 1: in group n; totals 1 to 4
  bool spontaneous = true;      ///< changes are told by themselves
  duration cycle = {};          ///< told again and again (cause 1); 0: is not
  double deadband = 0;          ///< a change up to this much is not told
  double scale = 1, offset = 0; ///< value = raw * scale + offset, of numbers

  std::optional<type_id> command = {}; ///< with or without time, both are taken
  bool select = false;                 ///< is to be selected before
  std::optional<iec104::address> feedback = {}; ///< the point that shows the outcome
};

/// Connections of one controlling station: one of them transfers data, and what it
/// has not acknowledged the next one is told.
struct redundancy_group {
  std::string name;
  std::vector<bytes> clients = {}; ///< their addresses, 4 or 16 octets
};

struct station_description {
  std::vector<served_point> points = {};
  std::vector<redundancy_group> groups = {};
};

/// How commands are decided.
enum class command_policy : std::uint8_t {
  ask,    ///< the process is asked, and refuses by being silent
  follow, ///< accepted, and the feedback (or the point itself) follows
};

struct station_settings {
  command_policy commands = command_policy::ask;
  duration decision_timeout = std::chrono::seconds{2};
  duration travel = {}; ///< of what follows: a double point is between its positions
  duration oper_timeout = std::chrono::seconds{10}; ///< until an accepted command ends
  duration select_timeout = std::chrono::seconds{10};
  duration command_age = std::chrono::seconds{10}; ///< of one with a time; 0: any
  std::size_t buffer = 10'000;                     ///< events, of each group
  std::size_t most_groups = 16; ///< with those that come by themselves
  duration background = {};     ///< all are told again (cause 2); 0: are not
  bool sets_clock = true;       ///< confirms C_CS; the machine's clock is not touched
  iec104::zone zone = {};
};

/// The process is to decide a command; `ref` and `id` without the server's name.
struct process_asked {
  command what;
};

/// Another connection of its group transfers data now.
struct deactivated {
  std::uint64_t peer = 0;
};

/// A group's buffer was full: its oldest events are gone.
struct events_lost {
  std::string group;
  std::uint64_t count = 0;
};

/// What a person should know.
struct remark {
  std::string text;
};

using station_event = std::variant<process_asked, deactivated, events_lost, remark>;

/// Logic of a controlled station, without I/O: values, ASDUs and *now* go in.
class station {
public:
  /// Fails with invalid_value where the description does not fit together.
  static result<station> make(station_description of, station_settings how);

  // ---- the process

  struct written {
    std::size_t point = 0;
    value to;
    std::optional<bus::quality> quality = {}; ///< good where it is not said
    std::optional<utc_time> time = {};        ///< now where it is not said
  };

  /// Sets a point; a change is an event. With a time of its own it is one also when
  /// nothing changed. Fails with type_mismatch or invalid_value.
  result<void> set(const written& x, const moment& now);

  /// Decides a command that was told by process_asked: not_found where nobody waits
  /// for it any more. With `tells_end` its end is told by end_command() only.
  result<void> decide(const std::string& id, bool accept, bool tells_end,
                      const moment& now);

  /// An accepted command of the point is over.
  result<void> end_command(const address& at, bool success, const moment& now);

  // ---- connections, by numbers of the caller's

  void opened(std::uint64_t peer, bytes address, const moment& now);
  void closed(std::uint64_t peer, const moment& now);

  /// Data transfer is on: what its group has not acknowledged is told.
  void started(std::uint64_t peer, const moment& now);
  void stopped(std::uint64_t peer, const moment& now);
  void receive(std::uint64_t peer, byte_view asdu, const moment& now);

  /// The peer has so many more of the ASDUs that take_output() gave for it.
  void acknowledged(std::uint64_t peer, std::size_t count, const moment& now);

  /// ASDUs for a started peer, `most` at most.
  std::vector<bytes> take_output(std::uint64_t peer, std::size_t most,
                                 const moment& now);

  void tick(const moment& now);
  time_point deadline() const;
  std::optional<station_event> next_event();

  // ---- what is there

  const std::vector<served_point>& points() const { return description_.points; }
  std::optional<std::size_t> find(const address& at) const;
  const sample& last(std::size_t point) const { return values_[point]; }

  /// Points whose values changed since the last call, each once.
  std::vector<std::size_t> take_changes();

  /// Buffers by their groups' names, for whoever keeps them; those of groups that
  /// came by themselves, too. Stand as long as the station.
  std::vector<std::pair<std::string, event_buffer*>> buffers();

  /// A group of an earlier run, by its name, so that its buffer is there before its
  /// connections come. False where there are too many.
  bool restore_group(const std::string& name);

private:
  station() = default;

  station_description description_;
  station_settings settings_;
  std::vector<sample> values_;
};

} // namespace bus::iec104
