#pragma once

#include "messages/result.hpp"
#include "messages/xmppsp/types.hpp"

/// Elements in a stream of octets, between whoever speaks XMPPSP and whoever speaks
/// XMPP: each is its length, 32 bits, most significant octet first, and its text.
namespace bus::xmppsp {

/// Behind what is in `to`.
void append_frame(std::string_view element, bytes& to);

/// Finds the elements in what was fed, however it is cut.
class deframer {
public:
  void feed(byte_view octets);

  /// The next element's text: it stands until the next call. An error, of a length
  /// beyond largest_element, ends the stream.
  result<std::optional<std::string_view>> next();

private:
  bytes in_;
  std::size_t at_ = 0; ///< what is in front of it was handed out
};

} // namespace bus::xmppsp
