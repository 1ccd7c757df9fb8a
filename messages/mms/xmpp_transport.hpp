#pragma once

#include "messages/cosp/session.hpp"
#include "messages/mms/types.hpp"
#include "messages/xmppsp/frames.hpp"
#include "messages/xmppsp/session.hpp"

namespace bus::mms {

/// What carries an association over XMPP: XMPPSP, one end of one connection, in the
/// place and with the events of OSI's transport and session.
///
/// Its octets are frames (xmppsp/frames.hpp): the length of an element, 32 bits, most
/// significant octet first, and the element's text. Whoever speaks XMPP makes one
/// `<message>` of each, and a frame of each that comes from the peer's JID.
class xmpp_transport {
public:
  using settings = xmppsp::settings;

  /// Keeps to `x`, which many share.
  xmpp_transport(role who, const settings& x);

  result<void> connect(bytes cp);

  void feed(byte_view octets) { frames_.feed(octets); }

  /// What is next in what was fed; its user data stand until the next call. An
  /// error ends the connection: what is to be said of it is in the output.
  result<std::optional<cosp::event>> next();

  result<void> accept(byte_view cpa);
  result<void> refuse(cosp::reason why, byte_view cpr);
  result<void> finish(byte_view user_data);
  result<void> disconnect(byte_view user_data);
  void abort(byte_view aru);
  void abort_by_provider();

  /// Tells the peer that it was waited for: no TCP connection ends here.
  void time_out();

  result<void> send(byte_view user_data);

  /// Nothing can be written in front of user data in place: they become text.
  static constexpr auto header_size = std::size_t{0};
  bool put_header(std::uint8_t*, std::size_t) const { return false; }

  /// What is to be written to the link, to be taken or written behind.
  bytes& output() { return out_; }

private:
  result<std::optional<cosp::event>> take(std::string_view element);
  result<void> put(result<void> done);
  void put_frames();

  xmppsp::deframer frames_;
  xmppsp::session session_;
  bytes out_;
};

} // namespace bus::mms
