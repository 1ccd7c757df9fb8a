#pragma once

#include "messages/cosp/session.hpp"
#include "messages/cotp/session.hpp"
#include "messages/mms/types.hpp"
#include "messages/tpkt/codec.hpp"

namespace bus::mms {

/// What carries an association over TCP: RFC 1006, X.224 and X.225, one end of
/// one connection. Above it is presentation, whatever stands below.
class osi_transport {
public:
  struct settings {
    cotp::settings cotp;
    cosp::settings cosp;
  };

  /// Keeps to `x`, which many share.
  osi_transport(role who, const settings& x);

  /// Asks for a transport connection; `cp` follows in the session's CN.
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

  /// Says nothing: the TCP connection's end does.
  void time_out() {}

  /// One session DT with user data of any size.
  result<void> send(byte_view user_data);

  /// TPKT, DT, GT and the session's DT in front of user data in one TPDU.
  static constexpr auto header_size = std::size_t{11};

  /// Writes them in front of user data of `size` octets; false where these take
  /// several TPDUs.
  bool put_header(std::uint8_t* at, std::size_t size) const;

  /// What is to be written to the connection, to be taken or written behind.
  bytes& output() { return out_; }

private:
  result<std::optional<cosp::event>> take(byte_view tpdu);
  result<std::optional<cosp::event>> take_session(byte_view tsdu);
  void put_tpdu(byte_view tpdu);
  void put_tsdu(byte_view tsdu);
  result<void> put(result<bytes> spdu);

  tpkt::deframer frames_;
  cotp::session cotp_;
  cosp::session cosp_;
  bytes cp_;
  bytes out_;
};

} // namespace bus::mms
