#pragma once

#include "messages/bytes.hpp"
#include "messages/result.hpp"
#include "messages/time.hpp"

#include <optional>

namespace bus::modbus {

/// How PDUs stand on the wire, whichever transport carries the bytes.
enum class framing : std::uint8_t {
  mbap,  ///< MODBUS Messaging on TCP/IP V1.0b, 3.1.3
  rtu,   ///< MODBUS over Serial Line V1.02, 2.5.1
  ascii, ///< MODBUS over Serial Line V1.02, 2.5.2
};

enum class role : std::uint8_t { client, server };

/// One application data unit.
struct adu {
  std::uint16_t transaction = 0; ///< MBAP only
  std::uint8_t unit = 0;
  bytes pdu = {};
  bool operator==(const adu&) const = default;
};

bytes encode(framing how, const adu& x);

std::uint16_t crc16(byte_view x); ///< 2.5.1.2, as sent: low octet first
std::uint8_t lrc(byte_view x);    ///< 2.5.2.2

/// Cuts a byte stream into application data units.
///
/// RTU has no length field: the length follows from the function code, read
/// as a response by a client and as a request by a server; a checksum that
/// fails drops one octet and looks again, so a frame behind garbage is found.
/// A frame that pauses longer than `pause` between two receive() calls is
/// dropped (2.5.1.1, generous because of USB adapters and TCP).
/// It keeps at most one frame of the largest size beyond what was received.
class deframer {
public:
  deframer(framing how, role who, duration pause = std::chrono::milliseconds{200});

  void receive(byte_view in, time_point now);

  /// The next whole frame, or nothing when more bytes are needed. An error
  /// tells of bytes that were dropped; in MBAP it also means that the stream
  /// cannot be followed any more (`malformed`, the caller closes it), in RTU
  /// and ASCII the search goes on with the next call.
  result<std::optional<adu>> next();

  /// Forgets what is there: a new request is about to be sent.
  void reset();

private:
  result<std::optional<adu>> next_mbap();
  result<std::optional<adu>> next_rtu();
  result<std::optional<adu>> next_ascii();
  byte_view waiting() const { return byte_view{buffer_}.subspan(begin_); }

  framing how_;
  role who_;
  duration pause_;
  time_point last_ = {};
  bytes buffer_;
  std::size_t begin_ = 0; ///< what lies before is consumed
  bool cut_ = false;      ///< a frame was dropped for its pause
  bool lost_ = false;     ///< garbage since the last frame: look behind it
  bool broken_ = false;   ///< the stream cannot be followed any more
};

} // namespace bus::modbus
