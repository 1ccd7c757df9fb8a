#pragma once

#include "messages/fifo.hpp"
#include "messages/modbus/codec.hpp"
#include "messages/modbus/framing.hpp"

#include <array>

namespace bus::modbus {

/// Who goes first on a line: what a person asked for waits at most for the
/// transaction under way, never behind the polls.
enum class priority : std::uint8_t { write, read, poll };

/// One request to one unit. `id` is the caller's and comes back with the answer.
struct transaction {
  std::uint64_t id = 0;
  std::uint8_t unit = 1;
  request ask = read_data{};
  priority urgency = priority::poll;
  duration timeout = std::chrono::seconds{1}; ///< from sending to the answer
  time_point expires = never; ///< not sent any more after: completes with timeout
};

struct completion {
  std::uint64_t id = 0;
  /// A device's exception is an error here: `rejected`, its name as the cause.
  result<response> answer = response{written{}};
  duration took = {}; ///< from sending; zero when it was never sent
};

/// Counts since the session began.
struct session_counters {
  std::uint64_t sent = 0;
  std::uint64_t answered = 0;
  std::uint64_t timeouts = 0;
  std::uint64_t exceptions = 0;
  std::uint64_t discarded = 0; ///< late, foreign or damaged frames
};

struct session_settings {
  framing how = framing::mbap;
  std::size_t max_outstanding = 1; ///< over 1 with MBAP only
  std::size_t queue_limit = 4096;  ///< waiting transactions; beyond: busy
  /// RTU and ASCII carry no transaction id: after a time-out the line is left
  /// alone so long, that a late answer is not taken for the next one's.
  duration settle = std::chrono::milliseconds{100};
  /// RTU: silence between an answer and the next request; see silence().
  duration gap = {};
};

/// The client's end of one line (a TCP connection, a serial line): queues by
/// urgency, sends one at a time, matches answers by transaction id and unit,
/// times out, discards what comes late. Broadcasts (unit 0 on RTU and ASCII)
/// are complete once sent; the line then rests for `settle` (turnaround delay).
class session {
public:
  explicit session(session_settings x = {});

  /// The line is up; waiting transactions start.
  void opened(time_point now);

  /// The line is down: all transactions complete with `why`; until opened()
  /// submit() completes at once with the same.
  void closed(const error& why);

  void submit(transaction x, time_point now);

  /// Fails when the stream cannot be followed any more: close the line.
  result<void> receive(byte_view in, time_point now);

  void tick(time_point now);

  /// Next completion, in the order they happened.
  std::optional<completion> next_event();

  /// Bytes to send now; empty when there are none.
  bytes take_output();

  /// When to call tick() next; `never` when nothing is under way.
  time_point deadline() const;

  const session_counters& counters() const { return counters_; }

private:
  struct outstanding {
    transaction what;
    std::uint16_t wire_id;
    time_point sent;
    time_point due;
  };

  bool serial() const { return settings_.how != framing::mbap; }
  bool idle() const;
  fifo<transaction>* next_queue();
  std::uint16_t take_wire_id();
  void pump(time_point now);
  void send(transaction x, time_point now);
  void arrived(const adu& x, time_point now);
  void finish(std::uint64_t id, result<response> answer, duration took);

  session_settings settings_;
  deframer deframer_;
  bool open_ = false;
  error why_closed_{errc::not_connected, "modbus.line"};
  std::array<fifo<transaction>, 3> waiting_;
  fifo<outstanding> outstanding_;
  fifo<completion> events_;
  bytes output_;
  time_point quiet_until_ = {};
  std::uint16_t next_wire_id_ = 1;
  session_counters counters_;
};

} // namespace bus::modbus
