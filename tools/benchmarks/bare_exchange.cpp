#include "tools/benchmarks/bare_exchange.hpp"

#include "actors/link/sockets.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unordered_map>

namespace bus::benchmarks {

namespace {

constexpr auto max_events = 256;

struct end {
  descriptor socket;
  std::size_t got = 0;  ///< of the message that comes
  std::size_t owed = 0; ///< octets still to be written
};

void add_to(const descriptor& epoll, int fd) {
  auto event = epoll_event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  epoll_ctl(epoll.get(), EPOLL_CTL_ADD, fd, &event);
}

void write_all(int fd, const std::vector<std::uint8_t>& from, std::size_t size) {
  while (size > 0) {
    auto put = send(fd, from.data(), std::min(size, from.size()), MSG_NOSIGNAL);
    if (put < 0) { // full: the other end reads soon
      auto wait = pollfd{fd, POLLOUT, 0};
      ::poll(&wait, 1, -1);
      continue;
    }
    size -= static_cast<std::size_t>(put);
  }
}

/// Whole messages of `size` that came; throws where the other end is gone.
std::size_t messages_from(end& x, std::size_t size) {
  std::uint8_t buffer[65536];
  auto got = recv(x.socket.get(), buffer, sizeof buffer, 0);
  if (got <= 0)
    throw std::runtime_error{"the other end closed"};
  x.got += static_cast<std::size_t>(got);
  auto out = x.got / size;
  x.got %= size;
  return out;
}

[[noreturn]] void serve(channel& to, const exchange& x) {
  auto listening = listen_on("127.0.0.1", 0).value();
  to.say(std::to_string(bound_port(listening).value()));
  auto epoll = descriptor{epoll_create1(0)};
  add_to(epoll, listening.get());
  auto ends = std::unordered_map<int, end>{};
  auto answer = std::vector<std::uint8_t>(x.answer * x.window);
  epoll_event events[max_events];
  for (;;) {
    auto count = epoll_wait(epoll.get(), events, max_events, -1);
    for (auto i = 0; i < count; ++i) {
      auto fd = events[i].data.fd;
      if (fd == listening.get()) {
        while (auto peer = accept_from(listening)) {
          add_to(epoll, peer->get());
          auto at = peer->get();
          ends[at].socket = std::move(*peer);
        }
        continue;
      }
      if (auto asked = messages_from(ends[fd], x.request))
        write_all(fd, answer, asked * x.answer);
    }
  }
}

[[noreturn]] void ask(std::uint16_t port, const exchange& x, counter& answers) {
  auto epoll = descriptor{epoll_create1(0)};
  auto ends = std::unordered_map<int, end>{};
  auto request = std::vector<std::uint8_t>(x.request * x.window);
  for (auto i = std::size_t{0}; i < x.connections; ++i) {
    auto socket = begin_connect("127.0.0.1", port).value();
    auto wait = pollfd{socket.get(), POLLOUT, 0};
    ::poll(&wait, 1, -1);
    add_to(epoll, socket.get());
    write_all(socket.get(), request, request.size());
    auto at = socket.get();
    ends[at].socket = std::move(socket);
  }
  epoll_event events[max_events];
  for (;;) {
    auto count = epoll_wait(epoll.get(), events, max_events, -1);
    for (auto i = 0; i < count; ++i) {
      auto fd = events[i].data.fd;
      auto done = messages_from(ends[fd], x.answer);
      answers.add(done);
      if (done > 0)
        write_all(fd, request, done * x.request);
    }
  }
}

} // namespace

bare_server::bare_server(const exchange& x)
  : process_{[&](channel& to) { serve(to, x); }},
    port_{static_cast<std::uint16_t>(std::stoul(process_.line().hear()))} {}

child bare_clients(std::uint16_t port, exchange x, counter& answers) {
  return child{[&answers, port, x](channel&) { ask(port, x, answers); }};
}

} // namespace bus::benchmarks
