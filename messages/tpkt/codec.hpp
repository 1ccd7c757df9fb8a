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
  void feed(byte_view octets);

  /// The TPDU in the next packet, in place: it stands until the next call. An
  /// error ends the stream.
  result<std::optional<byte_view>> next();

private:
  bytes buffer_;
  std::size_t start_ = 0; ///< of what was not handed out yet
};

/// Writes the four octets in front of a TPDU of `size` octets, up to 65,531.
void put_header(std::uint8_t* at, std::size_t size);

} // namespace bus::tpkt
