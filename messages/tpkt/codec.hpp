#pragma once

#include "messages/bytes.hpp"
#include "messages/result.hpp"

#include <optional>

/// Packets in TCP's stream (RFC 1006, 6).
namespace bus::tpkt {

inline constexpr auto header_size = std::size_t{4};

/// Finds the packets in what a connection brings, however it is cut.
class deframer {
public:
  deframer() = default;
  deframer(deframer&&) = default;
  deframer& operator=(deframer&&) = default;

  /// Packets are found in place: the octets have to stand until next() has no
  /// other one. Only what is cut off at their end is copied.
  void feed(byte_view octets);

  /// The TPDU in the next packet: it stands until the next call. An error ends the
  /// stream.
  result<std::optional<byte_view>> next();

private:
  void keep_rest();

  byte_view rest_; ///< not handed out yet, in what was fed or in the buffer
  bytes buffer_;
  bool kept_ = false; ///< the rest is in the buffer
};

/// Writes the four octets in front of a TPDU of `size` octets, up to 65,531.
void put_header(std::uint8_t* at, std::size_t size);

} // namespace bus::tpkt
