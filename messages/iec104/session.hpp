#pragma once

#include "messages/fifo.hpp"
#include "messages/iec104/apci.hpp"
#include "messages/iec104/types.hpp"
#include "messages/time.hpp"

#include <variant>

namespace bus::iec104 {

// Clause numbers are of IEC 60870-5-104.

/// The parameters of 9.6, with their defaults; k and w are taken as 1 to 32767.
struct session_settings {
  std::uint16_t k = 12; ///< sent and not acknowledged, at most
  std::uint16_t w = 8;  ///< received, and then acknowledged at the latest
  duration t0 = std::chrono::seconds{30}; ///< to connect
  duration t1 = std::chrono::seconds{15}; ///< until what was sent is acknowledged
  duration t2 = std::chrono::seconds{10}; ///< until what came is acknowledged; < t1
  duration t3 = std::chrono::seconds{20}; ///< of silence, until the line is tested
  std::size_t queue_limit = 1024;         ///< ASDUs that wait; beyond: busy
  /// What came is acknowledged only once taken() was called for it: a receiver that
  /// does not keep up makes its peer wait, and loses nothing when it ends. w and t2
  /// count from there.
  bool acknowledges_taken = false;
};

/// Data transfer is on (STARTDT): send() may be called.
struct started {
  bool operator==(const started&) const = default;
};

/// Data transfer is off (STOPDT).
struct stopped {
  bool operator==(const stopped&) const = default;
};

struct received {
  bytes asdu;
  bool operator==(const received&) const = default;
};

/// The peer has all that were sent up to this number, which send() gave.
struct acknowledged {
  std::uint64_t number = 0;
  bool operator==(const acknowledged&) const = default;
};

/// The connection is over: close the line. What was sent and not acknowledged may or
/// may not have come; it and what waited is forgotten here.
struct closed {
  error why;
  bool operator==(const closed&) const = default;
};

using event = std::variant<started, stopped, received, acknowledged, closed>;

/// One end of a connection (5): numbers, windows, time-outs, start and stop of data
/// transfer. What an ASDU says is not its matter. After closed it rests until
/// opened().
class session {
public:
  explicit session(role who, session_settings x = {});

  /// The line is being opened: closed with `timeout` after t0.
  void connecting(time_point now);

  /// The line is up: a new connection, stopped, with numbers from 0.
  void opened(time_point now);

  /// The line is down. Told as closed, unless that was told before.
  void line_closed(const error& why);

  /// A controlling station's: asks to start, to stop. stop() fails with busy while
  /// ASDUs wait to be sent, so that no command goes out at a later start.
  result<void> start(time_point now);
  result<void> stop(time_point now);

  /// Sends, or keeps until fewer than k are not acknowledged. Gives the ASDU's
  /// number: from 1 on, one more with each, over all connections. Fails with
  /// not_connected, out_of_state when stopped, invalid_value for its length, busy
  /// when queue_limit wait. What waits when the peer stops goes out at its next start.
  result<std::uint64_t> send(byte_view asdu, time_point now);

  void receive(byte_view in, time_point now);
  void tick(time_point now);

  /// So many more of the ASDUs that came on this connection are taken, in their order.
  /// Nothing without acknowledges_taken.
  void taken(std::size_t count, time_point now);

  /// A controlled station's: another connection transfers data now. What waited is
  /// forgotten, as with closed; stopped is not told. The peer may still acknowledge
  /// what was sent, as it has to; that is not told as acknowledged any more, for it is
  /// sent again on the other connection.
  void deactivate();

  std::optional<event> next_event();

  /// Octets to send now; empty when there are none.
  bytes take_output();

  /// When to call tick() next; `never` when nothing is to be waited for.
  time_point deadline() const;

  bool is_started() const { return state_ == state::started; }
  std::size_t waiting() const { return waiting_.size(); }
  std::size_t unacknowledged() const { return sent_at_.size(); }

private:
  enum class state : std::uint8_t {
    closed,
    connecting,
    stopped,
    starting, ///< asked for, not confirmed yet
    started,
    stopping, ///< the same; controlled: until all that was sent is acknowledged
  };

  bool is_open() const { return state_ >= state::stopped; }
  bool may_receive() const;
  bool is_asking_to_stop() const;
  bool has_room() const;
  void take(const i_frame& x, time_point now);
  void take(const s_frame& x, time_point now);
  void take(u_frame x, time_point now);
  void take_activation(u_frame x, time_point now);
  void take_stop();
  void take_confirmation(u_frame x);
  bool take_acknowledgement(std::uint16_t number, time_point now);
  void confirm_stop_when_acknowledged();
  void count_taken(std::size_t count, time_point now);
  void acknowledge_when_due();
  void tell_acknowledged(std::size_t come);
  void forget_numbers();
  std::uint16_t taken_number() const;
  void ask(u_frame x, time_point now);
  void acknowledge();
  void pump(time_point now);
  void put_numbered(byte_view asdu, time_point now);
  void put(const apdu& x);
  void close(errc code, std::string where, std::string cause = {});

  session_settings settings_;
  role role_;
  state state_ = state::closed;
  deframer deframer_;

  std::uint16_t send_number_ = 0;    ///< V(S)
  std::uint16_t receive_number_ = 0; ///< V(R)
  std::uint16_t to_acknowledge_ = 0; ///< I frames that came, and are taken
  std::uint16_t untaken_ = 0;        ///< those that are to be taken first
  fifo<time_point> sent_at_;         ///< of those not acknowledged
  fifo<bytes> waiting_;
  std::uint64_t last_number_ = 0;         ///< that send() gave
  std::uint64_t acknowledged_number_ = 0; ///< the last that is known to have come
  std::size_t untold_ = 0;      ///< the first of sent_at_: not told as acknowledged
  bool is_deactivated_ = false; ///< while it stops: that is not told

  time_point connect_due_ = never;
  time_point change_due_ = never; ///< t1 of STARTDT and STOPDT
  time_point test_due_ = never;   ///< t1 of TESTFR
  time_point acknowledge_due_ = never;
  time_point silent_since_ = {};

  fifo<event> events_;
  bytes output_;
};

} // namespace bus::iec104
