#pragma once

#include "messages/bytes.hpp"
#include "messages/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace bus {

/// A client's side of TLS, 1.2 and later: octets in, octets out, no socket. All there
/// is of GnuTLS is behind it.
class tls_client {
public:
  /// `host` is whom the certificate has to name, `authorities` who may vouch for it:
  /// a PEM file. Fails where that cannot be read.
  static result<std::unique_ptr<tls_client>> make(const std::string& host,
                                                  const std::string& authorities);
  ~tls_client();

  /// What came from the peer.
  void receive(byte_view octets);

  /// Goes on with the handshake: true once it is done. An error ends the connection:
  /// a certificate that is not to be trusted, or no TLS.
  result<bool> handshake();

  /// What the peer said; empty where there is no more.
  result<std::string> read();
  result<void> write(std::string_view text);

  /// What is to be written to the connection.
  bytes take_output();

  /// tls-unique (RFC 5929); empty where there is none, as in TLS 1.3.
  std::string channel_binding() const;

private:
  struct state;
  explicit tls_client(std::unique_ptr<state> x);
  std::unique_ptr<state> state_;
};

} // namespace bus
