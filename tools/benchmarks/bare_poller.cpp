#include "tools/benchmarks/bare_poller.hpp"

#include "actors/link/sockets.hpp"
#include "messages/modbus/codec.hpp"
#include "messages/modbus/framing.hpp"

#include <cmath>
#include <queue>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace bus::benchmarks {

namespace {

constexpr auto max_events = 256;
constexpr auto golden = 0.6180339887498949;

struct turn {
  time_point at;
  std::size_t device;
  bool operator>(const turn& x) const { return at > x.at; }
};

using turns = std::priority_queue<turn, std::vector<turn>, std::greater<>>;

std::vector<descriptor> connect_all(const std::vector<std::uint16_t>& ports,
                                    int epoll) {
  auto out = std::vector<descriptor>{};
  for (auto port : ports) {
    auto socket = begin_connect("127.0.0.1", port);
    if (!socket)
      throw std::runtime_error{to_string(socket.error())};
    auto event = epoll_event{};
    event.events = EPOLLIN;
    event.data.fd = socket->get();
    epoll_ctl(epoll, EPOLL_CTL_ADD, socket->get(), &event);
    out.push_back(std::move(*socket));
  }
  return out;
}

turns spread(std::size_t devices, duration interval) {
  auto out = turns{};
  auto start = std::chrono::steady_clock::now() + interval;
  for (auto i = std::size_t{0}; i < devices; ++i) {
    auto phase = std::fmod(static_cast<double>(i) * golden, 1.0);
    auto after = std::chrono::duration_cast<duration>(interval * phase);
    out.push({start + after, i});
  }
  return out;
}

void wait(int epoll, duration longest) {
  epoll_event events[max_events];
  auto seconds = std::chrono::floor<std::chrono::seconds>(longest);
  auto limit = timespec{static_cast<time_t>(seconds.count()),
                        static_cast<long>((longest - seconds).count())};
  auto count = epoll_pwait2(epoll, events, max_events, &limit, nullptr);
  std::uint8_t answer[512];
  for (auto i = 0; i < count; ++i)
    if (recv(events[i].data.fd, answer, sizeof answer, 0) <= 0)
      throw std::runtime_error{"a device closed its connection"};
}

} // namespace

void poll_by_epoll(const std::vector<std::uint16_t>& ports, std::uint16_t quantity,
                   duration interval) {
  auto epoll = descriptor{epoll_create1(EPOLL_CLOEXEC)};
  auto devices = connect_all(ports, epoll.get());
  auto waiting = spread(devices.size(), interval);
  auto pdu = *modbus::encode(modbus::read_data{.quantity = quantity});
  auto request = modbus::encode(modbus::framing::mbap, {1, 1, pdu});
  for (;;) {
    auto now = std::chrono::steady_clock::now();
    while (waiting.top().at <= now) {
      auto next = waiting.top();
      waiting.pop();
      send(devices[next.device].get(), request.data(), request.size(), MSG_NOSIGNAL);
      waiting.push({next.at + interval, next.device});
    }
    wait(epoll.get(), waiting.top().at - now);
  }
}

} // namespace bus::benchmarks
