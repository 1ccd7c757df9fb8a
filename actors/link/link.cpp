#include "actors/link/link.hpp"

#include "actors/link/sockets.hpp"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace bus {

namespace {

constexpr auto max_unsent = std::size_t{1} << 20;
constexpr auto most_after_drain = max_unsent / 8;
constexpr auto read_size = std::size_t{16} << 10;
constexpr auto max_reads_a_turn = 16;

error broken(const char* where) {
  return {errc::not_connected, where, std::strerror(errno)};
}

bool is_socket(const descriptor& x) {
  auto type = int{};
  auto size = socklen_t{sizeof type};
  return getsockopt(x.get(), SOL_SOCKET, SO_TYPE, &type, &size) == 0;
}

/// Linux forgets it after a while: said with each read.
void acknowledge(const descriptor& x) {
  auto on = int{1};
  std::ignore = setsockopt(x.get(), IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

} // namespace

link_state::~link_state() {
  if (watched_ && home_)
    home_->unwatch(fd_.get());
}

void link_state::open(pointer self, link_user_actor user) {
  self_ = self;
  home_ = loop_of(self);
  user_ = std::move(user);
  if (fd_) { // adopted
    watch();
    self_->send(user_, link_opened{});
    return;
  }
  if (auto* serial = std::get_if<modbus::serial_line>(&target_)) {
    auto line = open_serial(*serial);
    if (!line)
      return close(line.error());
    fd_ = std::move(*line);
    is_socket_ = false;
    watch();
    self_->send(user_, link_opened{});
    return;
  }
  auto& tcp = std::get<tcp_target>(target_);
  if (is_numeric_host(tcp.host) || !tcp.resolver)
    return connect_to(tcp.host);
  self_->request(tcp.resolver, caf::infinite, resolve{tcp.host})
    .then([this](const resolved& x) { connect_to(x.address); });
}

void link_state::connect_to(const result<std::string>& numeric_host) {
  if (!numeric_host)
    return close(numeric_host.error());
  auto socket = begin_connect(*numeric_host, std::get<tcp_target>(target_).port);
  if (!socket)
    return close(socket.error());
  fd_ = std::move(*socket);
  connecting_ = true;
  watch();
}

void link_state::adopt(descriptor open) {
  fd_ = std::move(open);
  adopted_ = true;
  is_socket_ = is_socket(fd_);
}

void link_state::watch() {
  home_->watch(fd_.get(), connecting_ ? EPOLLOUT : EPOLLIN, this);
  watched_ = true;
}

void link_state::connected() {
  connecting_ = false;
  if (auto done = connect_result(fd_); !done)
    return close(done.error());
  home_->watch_for(fd_.get(), EPOLLIN);
  self_->send(user_, link_opened{});
}

void link_state::on_event(std::uint32_t epoll_events) {
  if (connecting_)
    return connected();
  if (epoll_events & EPOLLOUT)
    write_some();
  if (fd_ && epoll_events & (EPOLLIN | EPOLLHUP | EPOLLERR))
    read_all();
}

void link_state::read_all() {
  static thread_local std::uint8_t buffer[read_size];
  for (auto turn = 0; turn < max_reads_a_turn && !held_; ++turn) {
    auto got = is_socket_ ? ::recv(fd_.get(), buffer, sizeof buffer, 0)
                          : ::read(fd_.get(), buffer, sizeof buffer);
    if (got == 0)
      return close({errc::not_connected, "link.read", "closed by the peer"});
    if (got < 0)
      return would_block() ? void() : close(broken("link.read"));
    if (is_to_acknowledge())
      acknowledge(fd_);
    self_->send(user_, received{bytes(buffer, buffer + got)});
    if (static_cast<std::size_t>(got) < sizeof buffer)
      return;
  }
}

/// An answer acknowledges, too: only a second one that came without is to be told of.
bool link_state::is_to_acknowledge() {
  auto* tcp = std::get_if<tcp_target>(&target_);
  return tcp && tcp->quick_ack && !std::exchange(answered_, false);
}

void link_state::send(bytes data) {
  if (!fd_ || connecting_)
    return;
  answered_ = true;
  if (!unsent_.empty()) {
    unsent_.insert(unsent_.end(), data.begin(), data.end());
    if (unsent_.size() > max_unsent)
      close({errc::not_connected, "link.write", "the peer does not read"});
    return;
  }
  unsent_ = std::move(data);
  write_some();
  if (!fd_ || unsent_.empty())
    return;
  writing_ = true;
  watch_events();
}

void link_state::watch_events() {
  home_->watch_for(fd_.get(), (held_ ? 0u : EPOLLIN) | (writing_ ? EPOLLOUT : 0u));
}

void link_state::hold(bool on) {
  if (std::exchange(held_, on) != on && fd_ && watched_ && !connecting_)
    watch_events();
}

void link_state::write_some() {
  while (!unsent_.empty()) {
    auto put = is_socket_
                 ? ::send(fd_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL)
                 : ::write(fd_.get(), unsent_.data(), unsent_.size());
    if (put < 0)
      return would_block() ? void() : close(broken("link.write"));
    unsent_.erase(unsent_.begin(), unsent_.begin() + put);
    tell_drained();
  }
  unsent_ = bytes{}; // an idle link keeps nothing
  if (std::exchange(writing_, false))
    watch_events();
}

caf::typed_response_promise<link_drained> link_state::drain() {
  auto out = self_->make_response_promise<link_drained>();
  waiting_.push_back(out);
  tell_drained();
  return out;
}

void link_state::tell_drained() {
  if (waiting_.empty() || unsent_.size() > most_after_drain)
    return;
  for (auto& one : std::exchange(waiting_, {}))
    one.deliver(link_drained{});
}

void link_state::close(const error& why) {
  if (watched_)
    home_->unwatch(fd_.get());
  watched_ = false;
  connecting_ = false;
  writing_ = false;
  held_ = false;
  fd_ = descriptor{};
  unsent_ = bytes{};
  tell_drained();
  if (user_)
    self_->send(user_, link_closed{why});
  if (adopted_)
    self_->send_exit(self_, caf::exit_reason::user_shutdown);
}

link_actor::behavior_type dialing_link(link_actor::stateful_pointer<link_state> self,
                                       link_target target) {
  self->state.use(self, std::move(target));
  return {
    [self](send_bytes& x) { self->state.send(std::move(x.data)); },
    [self](const open_link& x) { self->state.open(self, x.user); },
    [self](drain_link) { return self->state.drain(); },
    [self](hold_link x) { self->state.hold(x.on); },
    [self](close_link) {
      self->state.close({errc::not_connected, "link", "closed by the bus"});
    },
  };
}

link_actor::behavior_type open_link_on(link_actor::stateful_pointer<link_state> self,
                                       std::shared_ptr<descriptor> open) {
  self->state.adopt(std::move(*open));
  return {
    [self](send_bytes& x) { self->state.send(std::move(x.data)); },
    [self](const open_link& x) { self->state.open(self, x.user); },
    [self](drain_link) { return self->state.drain(); },
    [self](hold_link x) { self->state.hold(x.on); },
    [self](close_link) {
      self->state.close({errc::not_connected, "link", "closed by the bus"});
    },
  };
}

} // namespace bus
