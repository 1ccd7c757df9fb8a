#pragma once

#include "messages/bytes.hpp"
#include "messages/result.hpp"

#include <optional>
#include <string_view>
#include <variant>

namespace bus::iec104 {

// Clause numbers are of IEC 60870-5-104.

constexpr auto sequence_modulus = std::uint16_t{0x8000};

/// Numbered information transfer (5, figure 6).
struct i_frame {
  std::uint16_t send = 0;    ///< N(S)
  std::uint16_t receive = 0; ///< N(R): all before it have come
  byte_view asdu;
};

/// Numbered supervision (figure 7).
struct s_frame {
  std::uint16_t receive = 0;
};

/// Unnumbered control (figure 8), by the bit it sets.
enum class u_frame : std::uint8_t {
  start_activation = 0x04,
  start_confirmation = 0x08,
  stop_activation = 0x10,
  stop_confirmation = 0x20,
  test_activation = 0x40,
  test_confirmation = 0x80,
};

/// `"STARTDT act"`.
std::string_view name(u_frame x);

using apdu = std::variant<i_frame, s_frame, u_frame>;

/// Appends the APDU's octets. Fails with invalid_value when a number is over 32767,
/// or the ASDU is empty or longer than 249 octets.
result<void> encode(const apdu& x, bytes& out);

/// Cuts a byte stream into APDUs. It keeps at most one APDU beyond what was received.
class deframer {
public:
  void receive(byte_view in);

  /// The next whole APDU, or nothing when more octets are needed; its ASDU stands
  /// until the next call. After an error (`malformed`) the stream cannot be
  /// followed any more, and the error stays.
  result<std::optional<apdu>> next();

  void reset();

private:
  void reset_buffer();
  byte_view waiting() const { return byte_view{buffer_}.subspan(begin_); }

  bytes buffer_;
  std::size_t begin_ = 0; ///< what lies before is consumed
  std::optional<error> broken_;
};

} // namespace bus::iec104
