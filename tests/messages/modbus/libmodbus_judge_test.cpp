#include "messages/modbus/session.hpp"

#include <boost/test/unit_test.hpp>

#include <modbus/modbus.h>
#include <netinet/in.h>
#include <poll.h>
#include <pty.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <memory>
#include <thread>

// libmodbus judges our framing and codec: it is the server, we are the client.

using namespace bus;
using namespace bus::modbus;
using namespace std::chrono_literals;

namespace {

constexpr int patience_ms = 20'000;
constexpr int unit = 17;

using context = std::unique_ptr<modbus_t, void (*)(modbus_t*)>;
using mapping = std::unique_ptr<modbus_mapping_t, void (*)(modbus_mapping_t*)>;

mapping make_mapping() {
  auto out = mapping{modbus_mapping_new(3000, 3000, 3000, 3000), modbus_mapping_free};
  for (auto i = 0; i < 3000; ++i) {
    out->tab_input_bits[i] = i % 3 == 0;
    out->tab_input_registers[i] = static_cast<std::uint16_t>(7 * i);
  }
  return out;
}

/// Serves requests in a thread of its own until the peer is gone or `stop`.
class judge {
public:
  judge(context with, int fd)
    : with_{std::move(with)},
      fd_{fd} {
    modbus_set_slave(with_.get(), unit);
    thread_ = std::thread{[this] { run(); }};
  }

  ~judge() {
    stop_ = true;
    thread_.join();
  }

private:
  void run() {
    auto data = make_mapping();
    auto query = std::array<std::uint8_t, 512>{};
    while (!stop_) {
      auto ready = pollfd{fd_, POLLIN, 0};
      if (::poll(&ready, 1, 20) <= 0)
        continue;
      auto size = modbus_receive(with_.get(), query.data());
      if (size > 0)
        modbus_reply(with_.get(), query.data(), size, data.get());
      else if (size < 0 && (ready.revents & POLLHUP))
        return;
    }
  }

  context with_;
  int fd_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

/// A file descriptor that closes itself.
struct handle {
  int fd;
  explicit handle(int x)
    : fd{x} {}
  handle(const handle&) = delete;
  ~handle() { ::close(fd); }
};

/// Sends one request and waits for its answer.
class client {
public:
  client(framing how, int fd)
    : uut_{{how}},
      fd_{fd} {
    uut_.opened(now());
  }

  result<response> ask(const request& x) {
    uut_.submit({1, unit, x, priority::read, std::chrono::milliseconds{patience_ms}},
                now());
    for (;;) {
      auto out = uut_.take_output();
      BOOST_REQUIRE(::write(fd_, out.data(), out.size())
                    == static_cast<ssize_t>(out.size()));
      if (auto done = uut_.next_event())
        return done->answer;
      auto ready = pollfd{fd_, POLLIN, 0};
      BOOST_REQUIRE(::poll(&ready, 1, patience_ms) == 1);
      auto in = std::array<std::uint8_t, 300>{};
      auto size = ::read(fd_, in.data(), in.size());
      BOOST_REQUIRE(size > 0);
      BOOST_REQUIRE(uut_.receive({in.data(), static_cast<std::size_t>(size)}, now()));
    }
  }

private:
  static time_point now() { return std::chrono::steady_clock::now(); }

  session uut_;
  int fd_;
};

registers counting(std::size_t size) {
  auto out = registers(size);
  for (std::size_t i = 0; i < size; ++i)
    out[i] = static_cast<std::uint16_t>(1000 + i);
  return out;
}

void expect(client& x, const request& ask, const response& answer) {
  auto got = x.ask(ask);
  BOOST_TEST_CONTEXT("function " << static_cast<int>(function_of(ask)))
  BOOST_TEST((got.has_value() && *got == answer));
}

void expect_refusal(client& x, const request& ask, const char* cause) {
  auto got = x.ask(ask);
  BOOST_REQUIRE(!got.has_value());
  BOOST_TEST(got.error().cause == cause);
}

/// Every function that libmodbus has, the largest sizes too.
void examine(client& x) {
  auto on = bits(1968, true);
  on[5] = false;
  auto thirds = bits{true, false, false, true};
  expect(x, write_coil{3, true}, written{});
  expect(x, read_data{table::coil, 2, 3}, bits{false, true, false});
  expect(x, write_coils{10, on}, written{});
  expect(x, read_data{table::coil, 10, 1968}, on);
  expect(x, read_data{table::discrete_input, 0, 4}, thirds);
  expect(x, write_register{7, 0xabcd}, written{});
  expect(x, write_registers{8, counting(123)}, written{});
  expect(x, read_data{table::holding_register, 8, 123}, counting(123));
  expect(x, read_data{table::input_register, 1, 3}, registers{7, 14, 21});
  expect(x, mask_register{7, 0xff00, 0x0012}, written{});
  expect(x, read_data{table::holding_register, 7, 1}, registers{0xab12});
  expect(x, exchange_registers{6, 3, 6, {9}}, registers{9, 0xab12, 1000});
  expect_refusal(x, read_data{table::holding_register, 2999, 2},
                 "illegal-data-address");
  expect(x, read_data{table::input_register, 0, 1}, registers{0});
}

/// Listens on a free port of the loopback; returns its number.
std::uint16_t listen_on(int fd) {
  auto at = sockaddr_in{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* any = reinterpret_cast<sockaddr*>(&at);
  auto size = socklen_t{sizeof at};
  BOOST_REQUIRE(::bind(fd, any, size) == 0);
  BOOST_REQUIRE(::listen(fd, 1) == 0);
  BOOST_REQUIRE(::getsockname(fd, any, &size) == 0);
  return ntohs(at.sin_port);
}

void connect_to(int fd, std::uint16_t port) {
  auto at = sockaddr_in{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  BOOST_REQUIRE(::connect(fd, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(modbus_libmodbus_judge)

BOOST_AUTO_TEST_CASE(libmodbus_serves_our_requests_over_tcp) {
  auto listener = handle{::socket(AF_INET, SOCK_STREAM, 0)};
  auto near = handle{::socket(AF_INET, SOCK_STREAM, 0)};
  connect_to(near.fd, listen_on(listener.fd));
  auto with = context{modbus_new_tcp("127.0.0.1", 0), modbus_free};
  auto waiting = listener.fd;
  auto far = handle{modbus_tcp_accept(with.get(), &waiting)};
  BOOST_REQUIRE(far.fd >= 0);
  auto server = judge{std::move(with), far.fd};
  auto uut = client{framing::mbap, near.fd};
  examine(uut);
}

BOOST_AUTO_TEST_CASE(libmodbus_serves_our_requests_over_rtu) {
  auto master = -1;
  auto slave = -1;
  auto path = std::array<char, 256>{};
  BOOST_REQUIRE(::openpty(&master, &slave, path.data(), nullptr, nullptr) == 0);
  auto near = handle{master};
  auto keeper = handle{slave};
  auto raw = termios{};
  ::cfmakeraw(&raw);
  BOOST_REQUIRE(::tcsetattr(slave, TCSANOW, &raw) == 0);
  auto with = context{modbus_new_rtu(path.data(), 115200, 'N', 8, 1), modbus_free};
  modbus_set_slave(with.get(), unit);
  BOOST_REQUIRE(modbus_connect(with.get()) == 0);
  auto fd = modbus_get_socket(with.get());
  {
    auto server = judge{std::move(with), fd};
    auto uut = client{framing::rtu, near.fd};
    examine(uut);
  }
  ::close(fd);
}

BOOST_AUTO_TEST_SUITE_END()
