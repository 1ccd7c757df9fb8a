#include "actors/link/sockets.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <modbus/modbus.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <pty.h>
#include <sys/socket.h>

namespace bus {

namespace {

// A peer that is gone is told within ten seconds, whether it owes us an
// acknowledgement or nothing. The first has to be more than the probes take
// together: Linux counts it from the last octet that came, probes or not, and
// would end idle connections that are sound.
constexpr auto unacknowledged_ms = 10'000u;
constexpr auto keep_alive_idle_s = 5;
constexpr auto keep_alive_interval_s = 2;
constexpr auto keep_alive_count = 2;
static_assert(unacknowledged_ms
              > 1000 * (keep_alive_idle_s + keep_alive_count * keep_alive_interval_s));
constexpr auto backlog = 128;

auto failed(const char* where) {
  return fail(errc::not_connected, where, std::strerror(errno));
}

struct socket_address {
  sockaddr_storage storage = {};
  socklen_t size = 0;
};

result<socket_address> to_socket_address(const std::string& host, std::uint16_t port) {
  auto out = socket_address{};
  auto& v4 = reinterpret_cast<sockaddr_in&>(out.storage);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(out.storage);
  if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    out.size = sizeof v4;
  } else if (inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    out.size = sizeof v6;
  } else {
    return fail(errc::invalid_value, "link.address", host + " is no numeric address");
  }
  return out;
}

template <class T>
void set_option(int fd, int level, int name, T x) {
  setsockopt(fd, level, name, &x, sizeof x);
}

void tune(int fd) {
  set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, keep_alive_idle_s);
  set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, keep_alive_interval_s);
  set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, keep_alive_count);
  set_option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, unacknowledged_ms);
}

descriptor new_socket(const socket_address& to) {
  return descriptor{
    socket(to.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
}

} // namespace

bool is_numeric_host(const std::string& host) {
  return to_socket_address(host, 0).has_value();
}

result<std::string> look_up(const std::string& host) {
  auto hints = addrinfo{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (auto code = getaddrinfo(host.c_str(), nullptr, &hints, &found))
    return fail(errc::not_connected, "link.resolve", host + ": " + gai_strerror(code));
  auto owner = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>{found, freeaddrinfo};
  char text[NI_MAXHOST];
  if (auto code = getnameinfo(found->ai_addr, found->ai_addrlen, text, sizeof text,
                              nullptr, 0, NI_NUMERICHOST))
    return fail(errc::not_connected, "link.resolve", host + ": " + gai_strerror(code));
  return std::string{text};
}

result<descriptor> begin_connect(const std::string& numeric_host, std::uint16_t port) {
  auto to = to_socket_address(numeric_host, port);
  if (!to)
    return tl::make_unexpected(to.error());
  auto out = new_socket(*to);
  if (!out)
    return failed("link.socket");
  tune(out.get());
  auto* address = reinterpret_cast<const sockaddr*>(&to->storage);
  if (connect(out.get(), address, to->size) < 0 && errno != EINPROGRESS)
    return failed("link.connect");
  return out;
}

result<void> connect_result(const descriptor& socket) {
  auto code = 0;
  auto size = socklen_t{sizeof code};
  getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &code, &size);
  if (code == 0)
    return {};
  return fail(errc::not_connected, "link.connect", std::strerror(code));
}

result<descriptor> listen_on(const std::string& numeric_host, std::uint16_t port) {
  auto at = to_socket_address(numeric_host, port);
  if (!at)
    return tl::make_unexpected(at.error());
  auto out = new_socket(*at);
  if (!out)
    return failed("link.socket");
  set_option(out.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  auto* address = reinterpret_cast<const sockaddr*>(&at->storage);
  if (bind(out.get(), address, at->size) < 0 || listen(out.get(), backlog) < 0)
    return failed("link.listen");
  return out;
}

result<std::uint16_t> bound_port(const descriptor& socket) {
  auto at = socket_address{};
  at.size = sizeof at.storage;
  if (getsockname(socket.get(), reinterpret_cast<sockaddr*>(&at.storage), &at.size) < 0)
    return failed("link.listen");
  // Both families keep the port in the same place.
  return ntohs(reinterpret_cast<const sockaddr_in&>(at.storage).sin_port);
}

result<descriptor> accept_from(const descriptor& listening) {
  auto out = descriptor{
    accept4(listening.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
  if (!out)
    return failed("link.accept");
  tune(out.get());
  return out;
}

bytes peer_address(const descriptor& socket) {
  auto at = sockaddr_storage{};
  auto size = socklen_t{sizeof at};
  if (getpeername(socket.get(), reinterpret_cast<sockaddr*>(&at), &size) != 0)
    return {};
  auto octets = [](const auto& x) {
    auto* first = reinterpret_cast<const std::uint8_t*>(&x);
    return bytes(first, first + sizeof x);
  };
  if (at.ss_family == AF_INET)
    return octets(reinterpret_cast<const sockaddr_in&>(at).sin_addr);
  if (at.ss_family == AF_INET6)
    return octets(reinterpret_cast<const sockaddr_in6&>(at).sin6_addr);
  return {};
}

result<descriptor> open_serial(const modbus::serial_line& x) {
  using context = std::unique_ptr<modbus_t, decltype(&modbus_free)>;
  auto line = context{
    modbus_new_rtu(x.device.c_str(), x.baudrate, x.parity, x.data_bits, x.stop_bits),
    modbus_free};
  if (!line)
    return fail(errc::not_connected, "link.serial", modbus_strerror(errno));
  if (modbus_connect(line.get()) < 0)
    return fail(errc::not_connected, "link.serial",
                x.device + ": " + modbus_strerror(errno));
  if (x.rs485 && modbus_rtu_set_serial_mode(line.get(), MODBUS_RTU_RS485) < 0)
    return fail(errc::not_connected, "link.serial",
                x.device + ": rs485: " + modbus_strerror(errno));
  // The context restores the old settings when it closes the line itself; a
  // duplicate keeps the configured line without it. libmodbus opened it
  // non-blocking.
  auto out = descriptor{fcntl(modbus_get_socket(line.get()), F_DUPFD_CLOEXEC, 0)};
  modbus_set_socket(line.get(), -1);
  return out;
}

result<pseudo_terminal> open_pseudo_terminal() {
  auto master = -1;
  auto slave = -1;
  char path[128];
  auto settings = termios{};
  cfmakeraw(&settings);
  if (openpty(&master, &slave, path, &settings, nullptr) < 0)
    return failed("link.pty");
  fcntl(master, F_SETFL, O_NONBLOCK);
  fcntl(master, F_SETFD, FD_CLOEXEC);
  fcntl(slave, F_SETFD, FD_CLOEXEC);
  return pseudo_terminal{descriptor{master}, descriptor{slave}, path};
}

} // namespace bus
