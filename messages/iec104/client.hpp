#pragma once

#include "messages/iec104/client_commands.hpp"
#include "messages/iec104/client_files.hpp"
#include "messages/iec104/client_interrogations.hpp"
#include "messages/iec104/client_points.hpp"
#include "messages/iec104/client_reads.hpp"
#include "messages/iec104/event_memory.hpp"

namespace bus::iec104 {

// A controlling station above its connection: what it asks a controlled station for,
// and what that tells. Clause numbers are of IEC 60870-5-101 and 60870-5-5.

/// Logic of one controlling station, without I/O: octets of ASDUs and *now* go in.
class client {
public:
  using acted = iec104::acted;
  using has_read = iec104::has_read;
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

  /// What came since the last call, in its order. To be called after each receive().
  std::vector<told_object> take_told();

  /// ASDUs to be sent, in their order. To be called after each other call.
  std::vector<bytes> take_output();

  /// What a person should know, a line each: negative confirmations of what this client
  /// asks by itself, ASDUs that could not be read. The same is told once a connection.
  std::vector<std::string> take_remarks();

  /// Events of an earlier run of the program, in the order they came: what comes
  /// again of them is told as maybe_repeated. To be called before the first started().
  void remember(byte_view asdu);

  /// Select, operate or cancel a configured point, as action::control says; answered
  /// with an object {ref, action, steps} (ref and all texts without the connection's
  /// name). `operate` selects before where the point says so. Fails with unsupported
  /// where no command is configured, or not what is asked; busy while another command
  /// of the address is under way; rejected with the station's word; timeout. There is
  /// nothing like an origin or the checks of synchronism and interlocking: what is said
  /// of them is not looked at.
  void control(const address& at, const action::control& x, time_point deadline,
               const moment& now, acted done);

  /// Asks for one point (C_RD_NA_1).
  void read(const address& at, time_point deadline, const moment& now, has_read done);

  /// Sets a point whose command is a set point, a bitstring or a parameter; others
  /// are to be operated.
  void write(const address& at, const value& to, time_point deadline, const moment& now,
             has_written done);

  /// General, of a group (1 to 16) or of counters; of all common addresses or one.
  /// Answered once all have ended with {interrogation: "general" or "counters",
  /// objects}, how many came.
  void interrogate(const action::interrogation& x, time_point deadline,
                   const moment& now, acted done);

  /// The files of one common address, or of all that are configured.
  void list_files(const std::optional<std::uint16_t>& of, time_point deadline,
                  const moment& now, has_directory done);

  void get_file(const file_name& x, time_point deadline, const moment& now,
                has_file done);

  /// Null of a point that is not configured.
  const client_point* find(const address& at) const { return points_.find(at); }

private:
  /// What a client does again and again by itself.
  struct repetition {
    duration interval;
    time_point next = never;

    void start(time_point now) {
      next = interval > duration{} ? now + interval : never;
    }
    bool take_due(time_point now);
  };

  void tell(byte_view octets, const asdu& x, const moment& now);
  void answer_reads(std::size_t first);
  void take_answer(const asdu& x, const moment& now);
  bool is_configured(std::uint16_t common) const;
  void interrogate_all(bool counters, const moment& now);
  void synchronize(const moment& now);
  void begin(result<command_request> x, time_point deadline, const moment& now,
             acted done);
  result<void> may_begin(const address& at) const;
  std::vector<std::uint16_t>
  asked_stations(const std::optional<std::uint16_t>& common) const;

  client_settings settings_; ///< but its points
  client_output output_;
  client_points points_;
  event_memory events_;
  client_commands commands_;
  client_reads reads_;
  client_interrogations interrogations_;
  client_files files_;
  repetition general_, counters_, clock_;
  std::vector<told_object> told_;
  bool is_started_ = false;
};

} // namespace bus::iec104
