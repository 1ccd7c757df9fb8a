#pragma once

#include "messages/bytes.hpp"
#include "messages/iec104/asdu.hpp"

namespace bus::iec104 {

/// What makes events of an ASDU the same ones when they come again: type, address, T,
/// and the octets of element and time. The cause and the originator do not.
class event_hash {
public:
  /// `octets` is what `x`, of a monitored type, was decoded from.
  event_hash(byte_view octets, const asdu& x);

  std::uint64_t of(std::size_t object) const;

private:
  byte_view content_of(std::size_t object) const;

  const asdu& asdu_;
  byte_view objects_; ///< all octets behind the head, and a sequence's address
  std::size_t size_;  ///< of one object
};

} // namespace bus::iec104
