#include "actors/link/sockets.hpp"
#include "messages/iec104/codec.hpp"
#include "messages/iec104/session.hpp"
#include "tools/simulator/running_simulator.hpp"

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <charconv>
#include <poll.h>
#include <sys/socket.h>

using namespace bus;
using namespace bus::simulator;
using namespace std::chrono_literals;
using iec104::cause;
using iec104::type_id;

namespace {

constexpr auto seconds_to_wait = 30s;

iec104_device_settings device(type_id type, wave moves) {
  auto out = iec104_device_settings{};
  out.server.name = "rtu";
  auto point = iec104::served_point{{1, 100}, type};
  out.server.station =
    std::make_shared<iec104::station_description>(iec104::station_description{{point}});
  out.host = "127.0.0.1";
  out.port = 0;
  out.moving = {{0, moves}};
  out.interval = 10ms;
  return out;
}

std::unique_ptr<running_simulator> run(iec104_device_settings x) {
  auto settings = simulator_settings{};
  settings.iec104_devices.push_back(std::move(x));
  auto out = running_simulator::start(std::move(settings));
  BOOST_REQUIRE_MESSAGE(out.has_value(), (out ? "" : to_string(out.error())));
  return std::move(*out);
}

/// A controlling station that waits for what it is told.
class client {
public:
  explicit client(const std::string& endpoint) {
    auto port = std::uint16_t{};
    auto digits = std::string_view{endpoint}.substr(endpoint.rfind(':') + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), port);
    socket_ = begin_connect("127.0.0.1", port).value();
    wait_for(POLLOUT);
    session_.opened(now());
  }

  void ask_to_start() { BOOST_REQUIRE(session_.start(now()).has_value()); }

  void start() {
    ask_to_start();
    until<iec104::started>();
  }

  /// Sends nothing where a fault has ended the connection already.
  void interrogate() {
    auto asked = iec104::asdu{{type_id::c_ic_na_1, cause::activation},
                              {{0, iec104::interrogation{}}}};
    std::ignore = session_.send(encode(asked).value(), now());
  }

  /// The next object that is told for such a reason.
  iec104::information_object next(cause why) {
    for (;;) {
      auto got = iec104::decode(until<iec104::received>().asdu).value();
      if (got.head.cause == why)
        return got.objects.at(0);
    }
  }

  template <class Event>
  Event until() {
    auto end = now() + seconds_to_wait;
    for (;;) {
      BOOST_REQUIRE(now() < end);
      while (auto x = session_.next_event())
        if (auto* wanted = std::get_if<Event>(&*x))
          return std::move(*wanted);
      exchange();
    }
  }

private:
  static time_point now() { return std::chrono::steady_clock::now(); }

  void wait_for(short what) {
    auto one = pollfd{socket_.get(), what, 0};
    ::poll(&one, 1, 100);
  }

  void exchange() {
    auto out = session_.take_output();
    ::send(socket_.get(), out.data(), out.size(), MSG_NOSIGNAL);
    wait_for(POLLIN);
    std::uint8_t octets[4096];
    auto got = ::recv(socket_.get(), octets, sizeof octets, 0);
    if (got > 0)
      session_.receive(byte_view{octets, static_cast<std::size_t>(got)}, now());
    else if (got == 0 || errno == ECONNRESET)
      session_.line_closed({errc::not_connected, "test", "closed by the station"});
    session_.tick(now());
  }

  descriptor socket_;
  iec104::session session_{iec104::role::controlling};
};

} // namespace

BOOST_AUTO_TEST_SUITE(simulator_iec104_host)

BOOST_AUTO_TEST_CASE(a_station_tells_its_values_when_asked) {
  auto uut = run(device(type_id::m_me_tf_1, {wave::kind::constant, 1s, 42.5, 0}));
  auto who = client{uut->endpoint_of("rtu")};
  who.start();
  who.interrogate();
  auto got = who.next(cause::interrogated_by_station);
  BOOST_TEST(got.address == 100);
  BOOST_TEST(std::get<iec104::short_float>(got.element).number == 42.5f);
}

BOOST_AUTO_TEST_CASE(what_moves_is_told_by_itself) {
  auto uut = run(device(type_id::m_sp_tb_1, {wave::kind::square, 100ms, 0, 1}));
  auto who = client{uut->endpoint_of("rtu")};
  who.start();
  auto first = std::get<iec104::single_point>(who.next(cause::spontaneous).element);
  auto second = std::get<iec104::single_point>(who.next(cause::spontaneous).element);
  BOOST_TEST(first.on != second.on);
}

BOOST_AUTO_TEST_CASE(a_client_meets_the_faults) {
  auto broken = device(type_id::m_me_nc_1, {wave::kind::ramp, 1s, 0, 100});
  broken.faults = {{.what = iec104_fault::kind::wrong_sequence}};
  auto uut = run(broken);
  for (auto i = 0; i < 2; ++i) {
    auto who = client{uut->endpoint_of("rtu")};
    who.start();
    who.interrogate();
    BOOST_TEST(who.until<iec104::closed>().why.where == "iec104.ns");
  }
}

BOOST_AUTO_TEST_CASE(a_disconnect_ends_the_connection_and_not_the_station) {
  auto broken = device(type_id::m_me_nc_1, {wave::kind::ramp, 1s, 0, 100});
  broken.faults = {{.what = iec104_fault::kind::disconnect}};
  auto uut = run(broken);
  for (auto i = 0; i < 2; ++i) {
    auto who = client{uut->endpoint_of("rtu")};
    who.ask_to_start();
    BOOST_TEST(who.until<iec104::closed>().why.cause == "closed by the station");
  }
}

BOOST_AUTO_TEST_CASE(points_that_do_not_move_are_told) {
  auto wrong = device(type_id::m_bo_na_1, {});
  auto settings = simulator_settings{};
  settings.iec104_devices.push_back(wrong);
  auto got = running_simulator::start(settings);
  BOOST_REQUIRE(!got);
  BOOST_TEST((got.error().code == errc::type_mismatch));
}

BOOST_AUTO_TEST_SUITE_END()
