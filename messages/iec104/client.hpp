#pragma once

#include "messages/bus/action.hpp"
#include "messages/bus/point.hpp"
#include "messages/fifo.hpp"
#include "messages/iec104/address.hpp"
#include "messages/iec104/asdu.hpp"
#include "messages/iec104/moment.hpp"
#include "messages/iec104/zone.hpp"

#include <functional>
#include <map>
#include <unordered_map>

namespace bus::iec104 {

// A controlling station above its connection: what it asks a controlled station for,
// and what that tells. Clause numbers are of IEC 60870-5-101 and 60870-5-5.

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

/// Logic of one controlling station, without I/O: octets of ASDUs and *now* go in.
class client {
public:
  using acted = std::function<void(action_result)>;
  using has_read = std::function<void(result<sample>)>;
  using has_written = std::function<void(result<void>)>;

  explicit client(client_settings x);

  /// Data transfer is on: interrogations and the clock's synchronization begin.
  void started(const moment& now);

  /// It is off. What is under way fails with not_connected; of a command that was
  /// sent nobody knows whether it was done, and the refusal says so. Events that come
  /// again after the next start, and are surely the same (a CP56 time, address and
  /// contents, in their order), are left out; others that look so are told as
  /// maybe_repeated.
  void stopped(const error& why);

  void receive(byte_view asdu, const moment& now);
  void tick(const moment& now);
  time_point deadline() const;

  /// What came since the last call, in its order.
  std::vector<told_object> take_told();

  /// ASDUs to be sent, in their order.
  std::vector<bytes> take_output();

  /// What a person should know, a line each: negative confirmations of interrogations,
  /// ASDUs that could not be read.
  std::vector<std::string> take_remarks();

  /// Events of an earlier run of the program, in the order they came: what comes
  /// again of them is told as maybe_repeated. To be called before the first started().
  void remember(byte_view asdu);

  /// Select, operate or cancel a configured point, as action::control says; answered
  /// with an object {ref, action, steps} (ref and all texts without the connection's
  /// name). `operate` selects before where the point says so.
  void control(const address& at, const action::control& x, time_point deadline,
               const moment& now, acted done);

  /// Asks for one point (C_RD_NA_1).
  void read(const address& at, time_point deadline, const moment& now, has_read done);

  /// Sets a point whose command is a set point, a bitstring or a parameter; others
  /// are to be operated.
  void write(const address& at, const value& to, time_point deadline, const moment& now,
             has_written done);

  /// General, of a group (1 to 16) or of counters; of all common addresses or one.
  void interrogate(const action::interrogation& x, time_point deadline,
                   const moment& now, acted done);

  const client_point* find(const address& at) const;
};

} // namespace bus::iec104
