#include "actors/link/tls_client.hpp"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include <algorithm>
#include <cerrno>

namespace bus {

namespace {

/// Also what a server of yesterday has to have: TLS 1.2.
constexpr auto priorities = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";
constexpr auto read_at_once = std::size_t{16'384}; ///< octets, of a record

error broken(int code) {
  return {errc::not_connected, "tls", gnutls_strerror(code)};
}

bool waits(int code) {
  return code == GNUTLS_E_AGAIN || code == GNUTLS_E_INTERRUPTED;
}

/// What is wrong with a certificate, as whoever configures it should know.
error certificate_error(gnutls_session_t session) {
  auto status = gnutls_session_get_verify_cert_status(session);
  auto cause = std::string{"the server's certificate"};
  if (status & GNUTLS_CERT_UNEXPECTED_OWNER)
    cause += " is for another name than the JID's domain";
  else if (status & (GNUTLS_CERT_EXPIRED | GNUTLS_CERT_NOT_ACTIVATED))
    cause += " is out of date";
  else if (status & GNUTLS_CERT_REVOKED)
    cause += " was revoked";
  else
    cause += " is not vouched for by the authorities of ca_file";
  return {errc::access_denied, "tls", cause};
}

} // namespace

struct tls_client::state {
  std::string host;
  gnutls_certificate_credentials_t credentials = nullptr;
  gnutls_session_t session = nullptr;
  bytes in, out;
  std::size_t taken = 0; ///< of `in`

  ~state() {
    if (session)
      gnutls_deinit(session);
    if (credentials)
      gnutls_certificate_free_credentials(credentials);
  }

  static ssize_t pull(gnutls_transport_ptr_t from, void* to, size_t size) {
    auto& x = *static_cast<state*>(from);
    auto some = std::min(size, x.in.size() - x.taken);
    if (some == 0) {
      gnutls_transport_set_errno(x.session, EAGAIN);
      return -1;
    }
    std::copy_n(x.in.begin() + static_cast<std::ptrdiff_t>(x.taken), some,
                static_cast<std::uint8_t*>(to));
    x.taken += some;
    if (x.taken == x.in.size()) {
      x.in.clear();
      x.taken = 0;
    }
    return static_cast<ssize_t>(some);
  }

  static ssize_t push(gnutls_transport_ptr_t to, const void* from, size_t size) {
    auto& x = *static_cast<state*>(to);
    auto* octets = static_cast<const std::uint8_t*>(from);
    x.out.insert(x.out.end(), octets, octets + size);
    return static_cast<ssize_t>(size);
  }

  /// What is to be read is asked for; there is never more to wait for.
  static int no_wait(gnutls_transport_ptr_t, unsigned) { return 0; }
};

tls_client::tls_client(std::unique_ptr<state> x)
  : state_{std::move(x)} {}

tls_client::~tls_client() = default;

result<std::unique_ptr<tls_client>> tls_client::make(const std::string& host,
                                                     const std::string& authorities) {
  auto x = std::make_unique<state>();
  x->host = host;
  gnutls_certificate_allocate_credentials(&x->credentials);
  auto trusted = gnutls_certificate_set_x509_trust_file(
    x->credentials, authorities.c_str(), GNUTLS_X509_FMT_PEM);
  if (trusted <= 0)
    return fail(errc::not_found, "tls",
                authorities
                  + " has no certificates of authorities: name a file that has in "
                    "ca_file, or install ca-certificates");
  gnutls_init(&x->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK);
  gnutls_priority_set_direct(x->session, priorities, nullptr);
  gnutls_credentials_set(x->session, GNUTLS_CRD_CERTIFICATE, x->credentials);
  gnutls_server_name_set(x->session, GNUTLS_NAME_DNS, x->host.data(), x->host.size());
  gnutls_session_set_verify_cert(x->session, x->host.c_str(), 0);
  gnutls_transport_set_ptr(x->session, x.get());
  gnutls_transport_set_pull_function(x->session, &state::pull);
  gnutls_transport_set_push_function(x->session, &state::push);
  gnutls_transport_set_pull_timeout_function(x->session, &state::no_wait);
  return std::unique_ptr<tls_client>{new tls_client{std::move(x)}};
}

void tls_client::receive(byte_view octets) {
  state_->in.insert(state_->in.end(), octets.begin(), octets.end());
}

result<bool> tls_client::handshake() {
  auto code = gnutls_handshake(state_->session);
  while (code < 0 && !waits(code) && !gnutls_error_is_fatal(code))
    code = gnutls_handshake(state_->session);
  if (code == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
    return tl::make_unexpected(certificate_error(state_->session));
  if (waits(code))
    return false;
  if (code < 0)
    return tl::make_unexpected(broken(code));
  return true;
}

result<std::string> tls_client::read() {
  auto out = std::string(read_at_once, '\0');
  auto read_one = [&] {
    return gnutls_record_recv(state_->session, out.data(), out.size());
  };
  // What is no data of the peer's (tickets) is told as a wait, with more behind it.
  auto again = [&](auto code) {
    return code < 0
           && (waits(static_cast<int>(code))
                 ? !state_->in.empty()
                 : !gnutls_error_is_fatal(static_cast<int>(code)));
  };
  auto size = read_one();
  while (again(size))
    size = read_one();
  if (size < 0 && !waits(static_cast<int>(size)))
    return tl::make_unexpected(broken(static_cast<int>(size)));
  if (size == 0)
    return fail(errc::not_connected, "tls", "closed by the server");
  out.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return out;
}

result<void> tls_client::write(std::string_view text) {
  while (!text.empty()) {
    auto size = gnutls_record_send(state_->session, text.data(), text.size());
    if (size < 0)
      return tl::make_unexpected(broken(static_cast<int>(size)));
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return {};
}

bytes tls_client::take_output() {
  return std::exchange(state_->out, {});
}

std::string tls_client::channel_binding() const {
  auto found = gnutls_datum_t{};
  if (gnutls_session_channel_binding(state_->session, GNUTLS_CB_TLS_UNIQUE, &found) < 0)
    return {};
  auto out =
    std::string{reinterpret_cast<const char*>(found.data), std::size_t{found.size}};
  gnutls_free(found.data);
  return out;
}

} // namespace bus
