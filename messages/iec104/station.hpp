#pragma once

#include "messages/bus/command.hpp"
#include "messages/bus/point.hpp"
#include "messages/fifo.hpp"
#include "messages/iec104/address.hpp"
#include "messages/iec104/asdu.hpp"
#include "messages/iec104/event_buffer.hpp"
#include "messages/iec104/file_sender.hpp"
#include "messages/iec104/moment.hpp"
#include "messages/iec104/zone.hpp"

#include <map>
#include <memory>
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

  /// Files that are given out; none without. Called while a client is answered.
  void serve_files(file_source from);

  // ---- connections, by numbers of the caller's

  /// False where there are groups enough already: the connection is to be closed.
  bool opened(std::uint64_t peer, const bytes& address);
  void closed(std::uint64_t peer);

  /// Data transfer is on: what its group has not acknowledged is told.
  void started(std::uint64_t peer);
  void stopped(std::uint64_t peer);
  void receive(std::uint64_t peer, byte_view asdu, const moment& now);

  /// The peer has so many more of the ASDUs that take_output() gave for it.
  void acknowledged(std::uint64_t peer, std::size_t count);

  /// ASDUs for a started peer, `most` at most.
  std::vector<bytes> take_output(std::uint64_t peer, std::size_t most);

  /// Whether take_output() would give something.
  bool has_output(std::uint64_t peer) const;

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

  /// How many events wait, by group.
  std::vector<std::pair<std::string, std::size_t>> waiting_events() const;

  /// A group of an earlier run, by its name, so that its buffer is there before its
  /// connections come. False where there are too many.
  bool restore_group(const std::string& name);

private:
  /// Values that were asked for, told one ASDU after the other.
  struct job {
    asdu asked;
    cause why = cause::interrogated_by_station;
    std::size_t next = 0;         ///< in order_
    std::size_t events_first = 0; ///< that were there before
    bool ends = true;             ///< with its termination
  };

  struct peer {
    std::size_t group = 0;
    bool is_started = false;
    fifo<bytes> answers = {};
    /// Terminations of commands, each after so many events: those that show the
    /// outcome.
    fifo<std::pair<bytes, std::size_t>> ends = {};
    fifo<job> jobs = {};
    std::set<std::size_t> cyclic = {}; ///< places in order_, to be told
    fifo<std::uint8_t> under_way = {}; ///< whether they are events
    bool events_turn = true;
    std::unique_ptr<file_sender> files = {}; ///< once it asked for one
  };

  struct group_state {
    std::string name;
    std::vector<bytes> clients = {};
    event_buffer buffer;
    std::optional<std::uint64_t> active = {};
    bool is_configured = false;
    bool is_initialized = false; ///< it was told of our start
    std::size_t peers = 0;
    std::uint64_t lost = 0;
  };

  static constexpr auto no_point = ~std::size_t{0}; ///< of what resets the process

  struct selection {
    std::uint64_t peer;
    iec104::element what; ///< as it is to be executed
    time_point until;
  };

  struct running {
    std::string id;
    std::size_t point;
    std::uint64_t peer;
    asdu asked;
    value to = {};       ///< scaled
    time_point due = {}; ///< of the decision, then of the end
    bool is_accepted = false;
    bool waits_for_end = false; ///< whatever the feedback shows
    bool moves = false;         ///< it follows by itself
  };

  struct total_state {
    std::int64_t base = 0; ///< what it was at its last reset
    std::optional<sample> frozen = {};
    std::uint8_t sequence = 0;
  };

  station() = default;

  result<void> check();
  void make_order();
  void make_group(std::string name, std::vector<bytes> clients, bool is_configured);
  std::optional<std::size_t> group_for(const bytes& address);

  result<element> element_of(std::size_t point, const sample& x) const;
  iec104::element shown(std::size_t point) const;
  bool is_news(std::size_t point, const sample& x, const sample& before);
  result<void> set(const written& x, const moment& now, cause why);
  void tell_event(std::size_t point, const element& x, const sample& from, cause why);

  void answer(std::uint64_t to, const asdu& x);
  void answer(std::uint64_t to, asdu x, cause why, bool negative);
  void serve(std::uint64_t from, const asdu& x, const moment& now);
  void serve_one(std::uint64_t from, const asdu& x, const moment& now);
  void interrogate(std::uint64_t from, const asdu& x);
  void count(std::uint64_t from, const asdu& x);
  void freeze_totals(const asdu& x);
  void read(std::uint64_t from, const asdu& x);
  void synchronize(std::uint64_t from, asdu x, const moment& now);
  void cancel_job(std::uint64_t from, const asdu& x);
  void serve_file(std::uint64_t from, const asdu& x, const moment& now);
  bool is_of(const job& x, std::size_t point) const;
  std::optional<bytes> next_values(job& x);
  std::optional<bytes> next_cyclic(peer& x);
  std::optional<bytes> next_job(peer& x);
  std::optional<bytes> next_end(peer& x);
  std::optional<bytes> next_event_asdu(peer& x);
  static std::optional<bytes> next_segment(peer& x);
  void add_background(peer& x);
  asdu values(cause why, const std::vector<std::size_t>& points) const;

  void command(std::uint64_t from, const asdu& x, const moment& now);
  void deselect(std::uint64_t from, const asdu& x, std::size_t point);
  void select(std::uint64_t from, const asdu& x, std::size_t point, const moment& now);
  void execute(std::uint64_t from, const asdu& x, std::size_t point, const moment& now);
  void ask(running x, const std::string& action, const moment& now);
  void follow(running x, const moment& now);
  void reset(std::uint64_t from, const asdu& x, const moment& now);
  void end_late(const moment& now);
  time_point commands_due() const;
  bool is_late(const asdu& x, const moment& now) const;
  void accepted(std::map<std::string, running>::iterator at, bool tells_end,
                const moment& now);
  void end(std::map<std::string, running>::iterator at, bool success);
  void end_shown(std::size_t point);
  void arrive(const running& x, const moment& now);
  value followed(std::size_t shows, const running& x) const;
  running* running_at(std::size_t point);

  station_description description_;
  station_settings settings_;
  std::unordered_map<iec104::address, std::size_t> by_address_;
  std::vector<std::uint16_t> common_addresses_; ///< sorted
  std::vector<std::size_t> order_; ///< those with a type: by common address and type
  std::vector<std::size_t> place_; ///< in order_, of each point
  std::vector<sample> values_;
  std::vector<value> told_; ///< the last that was told, where there is a deadband
  std::unordered_map<std::size_t, total_state> totals_;
  std::vector<std::pair<std::size_t, time_point>> cycles_; ///< points, when next
  time_point background_at_ = {};

  std::vector<std::unique_ptr<group_state>> groups_;
  std::map<std::uint64_t, peer> peers_;
  std::map<std::size_t, selection> selections_; ///< by point
  std::map<std::string, running> commands_;     ///< by id
  std::uint64_t last_id_ = 0;

  std::vector<std::size_t> changes_;
  std::vector<bool> is_changed_;
  fifo<station_event> events_;
  std::unique_ptr<const file_source> files_;
};

} // namespace bus::iec104
