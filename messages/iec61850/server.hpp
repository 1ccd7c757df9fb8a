#pragma once

#include "messages/bus/command.hpp"
#include "messages/bus/point.hpp"
#include "messages/iec61850/control.hpp"
#include "messages/iec61850/settings.hpp"
#include "messages/mms/vmd.hpp"

#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace bus::iec61850 {

/// What is there before the first client comes: variables as IEC 61850-8-1 has them
/// (a logical node is a structure of its functional constraints), and what they do
/// not say themselves. Control blocks, controllable objects and settings are found
/// by their names.
struct server_description {
  mms::vmd_description objects;
  std::string ied_name = {};

  /// Values of settings, by logical device: `values[group - 1]` are items of SG.
  struct setting_values {
    std::vector<std::vector<std::pair<std::string, value>>> groups;
    std::uint16_t resv_tms = 600;
  };
  std::map<std::string, setting_values> settings = {};

  /// What triggers reports, by path of an attribute: trigger bits as in
  /// `trigger_mask`. What is not here goes by its name.
  std::unordered_map<std::string, std::uint8_t> triggers = {};

  /// Addresses of the process (sAddr), by path of an attribute.
  std::unordered_map<std::string, std::string> addresses = {};

  /// What its source has and is not served.
  std::vector<std::string> notices = {};
};

/// Bits for `server_description::triggers`.
enum trigger_mask : std::uint8_t { on_change = 1, on_quality = 2, on_update = 4 };

/// How commands of clients are decided.
enum class command_policy : std::uint8_t {
  ask,    ///< the process is asked, and refuses by being silent
  follow, ///< accepted, and the status follows
};

struct server_options {
  command_policy commands = command_policy::ask;
  duration decision_timeout = std::chrono::seconds{2};
  duration travel = {}; ///< of a switch that follows: it is between its positions
  duration oper_timeout = std::chrono::seconds{10}; ///< until an accepted command ends
  std::size_t report_buffer = std::size_t{1} << 20; ///< octets of each BRCB
  /// Logical devices that another server stands behind: it substitutes itself, and
  /// is asked for cancels, too.
  std::set<std::string> relayed = {};
};

/// Answers and tells of a server, in the order they are to be sent.
struct server_answer {
  std::uint64_t client;
  std::uint32_t invoke_id;
  mms::answer_result what;
};
struct server_tells {
  std::uint64_t client;
  mms::unconfirmed what;
};
/// The process is to decide a command, or hears of a write.
struct process_asked {
  command what; ///< `ref` and `id` without the server's name
  bool decides = true;
};
using server_event = std::variant<server_answer, server_tells, process_asked>;

/// An IEC 61850 server (IEC 61850-7-2, 7): a VMD whose variables are data of logical
/// nodes, with report control blocks, controls, setting groups, substitution,
/// blocking and logs. It does no I/O; time is handed to it.
class server {
public:
  /// Fails with the first thing that does not fit.
  static result<server> make(const server_description& x, const server_options& how,
                             const moment& now);

  void serve_files(mms::file_store x) { vmd_.serve_files(std::move(x)); }

  void joined(client_id who, const mms::parameters& agreed);
  void left(std::uint64_t client, const moment& now);

  /// A request; its answer is an event, now or later.
  void request(std::uint64_t client, const asn1::mms::confirmed_request_pdu& x,
               const moment& now);

  /// So many reports the client has taken off us: it is told more.
  void taken(std::uint64_t client, std::size_t reports);

  void tick(const moment& now);
  time_point deadline() const;
  std::optional<server_event> next_event();

  // The process's side.

  using place = mms::vmd::place;

  std::optional<place> find(std::string_view path) const;

  struct written {
    place where;
    mms::data value;
  };
  /// Sets values that belong together; where there is a time beside them, `t`, that
  /// is not among them, it is set to now. Fails for each that does not fit.
  std::vector<result<void>> set(std::vector<written> x, const moment& now);

  /// The answer to a command that the process was asked for. Fails with not_found
  /// where it is decided already.
  result<void> decide(const std::string& id, control_verdict x, const moment& now);

  /// The end of a command that was accepted: of `LD/LN.DO`.
  result<void> end_command(const std::string& path, control_verdict x,
                           const moment& now);

  const mms::vmd& objects() const { return vmd_; }

  /// A value with the quality and the time that stand in it or beside it.
  sample read(place x, const utc_time& now);

  /// How many clients are there.
  std::size_t client_count() const { return clients_.size(); }

  /// Variables whose values changed since the last call.
  std::vector<place> take_changes() { return vmd_.take_changes(); }

  // Buffers that outlive the server: by path of the control block.

  struct buffered_block {
    std::string path;
    report_control* block;
  };
  std::vector<buffered_block> buffered_blocks();

private:
  struct associate {
    client_id who;
    std::size_t max_pdu_size = 0;
    std::size_t credit = 64; ///< reports that may be under way
  };

  enum class role : std::uint8_t {
    none,
    above,         ///< something below shows our state
    report_block,  ///< an attribute of one
    setting_block, ///< an attribute of one
    setting,       ///< of SG
    edited,        ///< of SE
    control,       ///< in CO
    substitution,  ///< in SV and BL
    log_block,     ///< an attribute of one
  };

  struct marking {
    role what = role::none;
    std::uint32_t index = 0; ///< of the block, the settings' device, the control
  };

  struct block {
    std::string path; ///< `LD/LN$BR$name`
    place where;
    std::uint32_t end;
    report_control rcb;
    std::vector<place> members = {};
    bool touched = false; ///< something is to be settled
  };

  struct listener {
    std::uint32_t block;
    std::uint32_t member;
  };

  struct control {
    std::string device, item; ///< `LN$CO$DO`
    control_object object;
    std::optional<place> sbo = {}, sbow = {}, oper = {}, cancel = {};
    std::optional<place> model = {}, status = {};
    mms::data oper_value = {};
    std::uint64_t asked = 0;      ///< id of the open question
    time_point follow_at = never; ///< the status is to show the command
    bool travels = false;         ///< it is between its positions
    bool tells_end = false;       ///< the process, whatever the status shows
    time_point decide_by = never;
    struct cancelling {
      std::uint64_t client;
      command_parameters of;
    };
    std::optional<cancelling> cancels = {}; ///< that is what is asked
    std::function<void(control_verdict)> done = {};
  };

  struct settings_of {
    setting_groups groups;
    std::vector<std::uint32_t> sg, se; ///< nodes of the settings
    std::uint32_t scope;
    std::map<std::uint32_t, std::size_t> by_node = {}; ///< of SE and SG
  };

  struct log_block {
    std::string device, item, journal;
    place where;
    std::uint32_t end;
    bool enabled = false;
    std::string data_set;
    asn1::bit_string trg_ops{trigger::size};
    std::vector<place> members = {};
  };

  struct job; ///< a write whose answer waits

  using failure = std::optional<mms::data_access_error>;

  // making
  result<void> discover(const server_description& x, const moment& now);
  void add_block(std::uint32_t scope, std::uint32_t node, bool buffered,
                 const moment& now);
  void add_control(std::uint32_t scope, std::uint32_t node);
  void add_log(std::uint32_t scope, std::uint32_t node);
  result<void> add_settings(std::uint32_t scope, std::uint32_t node,
                            const server_description& x);
  void mark(std::uint32_t scope, std::uint32_t node, std::uint32_t end, role what,
            std::size_t index);
  const mms::variable_table::node& node_at(place x) const {
    return vmd_.variables(x.scope).nodes()[x.node];
  }
  marking& part_at(place x) { return parts_[x.scope][x.node]; }
  const marking& part_at(place x) const { return parts_[x.scope][x.node]; }
  std::string path_at(place x) const;
  const mms::data* value_below(place x, std::string_view name) const;
  std::uint8_t trigger_at(place x) const;

  // data sets
  std::optional<report_control::data_set_info>
  look_up(std::uint64_t client, const std::string& name, std::vector<place>* members);
  void listen(std::uint32_t block);
  void unlisten(std::uint32_t block);
  static std::uint64_t key(place x) { return std::uint64_t{x.scope} << 32 | x.node; }

  // values
  void apply(place where, mms::data to, const moment& now);
  void compare(const mms::data& was, const mms::data& is,
               const mms::type_description& type, place& at, const moment& now);
  void changed(place leaf, bool same, const moment& now);
  std::uint32_t time_beside(place x);
  std::vector<place> times_of(const std::vector<written>& x);
  std::uint32_t quality_beside(place x);
  bool shield(place where, mms::data& to);
  void settle(const moment& now);
  report_control::value_source values_of(const block& x) const;
  void send_reports(block& x);
  void show_settings(settings_of& x, const moment& now);
  void follow(control& x, const moment& now);
  void note_status(place leaf, const moment& now);
  bool is_reached(const control& x) const;

  // requests
  bool refresh(const mms::list_member& x, associate& who, const moment& now);
  void show_below(place x);
  void read(associate& who, std::uint32_t invoke_id, const mms::request& x,
            const moment& now);
  void write(associate& who, std::uint32_t invoke_id, const asn1::mms::write_request& x,
             const moment& now);
  void answer(std::uint64_t client, std::uint32_t invoke_id, mms::answer_result x);
  failure write_plain(associate& who, const mms::list_member& to, place where,
                      const mms::data& x, const moment& now);
  failure write_block(associate& who, place where, const mms::data& x,
                      const moment& now);
  failure write_setting(associate& who, place where, const mms::data& x,
                        const moment& now);
  failure write_setting_block(associate& who, place where, const mms::data& x,
                              const moment& now);
  failure write_log_block(place where, const mms::data& x);
  void substitute(place where, const moment& now);
  void tell_write(const associate& who, place where, const mms::data& x);
  void log_changes(const std::vector<std::pair<place, reason>>& x, const moment& now);

  // control
  void command(associate& who, place where, const mms::data& x, const moment& now,
               std::function<void(failure)> done);
  void ask(control& x, std::string_view action, const command_parameters& of,
           const moment& now);
  void finish(control& x, control_verdict how, const moment& now);
  void take_termination(control& x);
  void last_appl_error(std::uint64_t client, const control& x, std::string_view part,
                       const command_parameters& of, add_cause cause);
  control_verdict allowed(const control& x, const command_parameters& of) const;
  void load_control(control& x);
  std::string object_path(const control& x) const;

  mms::vmd vmd_;
  server_options how_;
  std::string ied_name_;
  std::map<std::uint64_t, associate> clients_;
  std::vector<std::vector<marking>> parts_; ///< by scope and node
  std::vector<block> blocks_;
  std::vector<control> controls_;
  std::vector<settings_of> settings_;
  std::vector<log_block> logs_;
  std::unordered_map<std::uint64_t, std::vector<listener>> listeners_; ///< by leaf
  std::unordered_map<std::uint64_t, std::uint32_t> status_of_; ///< controls, by leaf
  std::unordered_map<std::uint64_t, std::uint8_t> triggers_;
  /// What the process said where something stands in for it.
  std::unordered_map<std::uint64_t, mms::data> process_values_;
  std::vector<std::uint32_t> touched_; ///< blocks with something to settle
  std::unordered_map<std::uint64_t, std::uint32_t> times_; ///< `t` beside, by node
  std::unordered_map<std::uint64_t, std::uint32_t> qualities_;
  std::vector<std::pair<place, reason>> logged_;
  std::uint64_t last_question_ = 0;
  fifo<server_event> events_;
};

} // namespace bus::iec61850
