#include "messages/iec104/session.hpp"

#include "tests/messages/iec104/session_pair.hpp"

using namespace bus;
using namespace bus::iec104;
using namespace std::chrono_literals;
using bus::test::alone;
using bus::test::hex;
using bus::test::session_end;
using bus::test::session_pair;

namespace {

const auto asdu_octets = hex("01 01 03 00 01 00 64 00 00 01");

session_settings windows(std::uint16_t k, std::uint16_t w) {
  auto out = session_settings{};
  out.k = k;
  out.w = w;
  return out;
}

std::uint64_t send(session_pair& on, session_end& from) {
  auto sent = from.session.send(asdu_octets, on.now);
  BOOST_REQUIRE(sent.has_value());
  return *sent;
}

std::string closed_by(session_end x, const char* octets, time_point now) {
  x.session.receive(hex(octets), now);
  x.collect();
  return x.closed_at();
}

const auto start = time_point{} + 1h;

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_session_trouble)

BOOST_AUTO_TEST_CASE(a_wrong_number_closes) {
  auto sent_two = [](role who) {
    auto out = alone(who, start);
    BOOST_TEST(out.session.send(asdu_octets, start).has_value());
    BOOST_TEST(out.session.send(asdu_octets, start).has_value());
    return out;
  };
  for (auto who : {role::controlling, role::controlled}) {
    auto closed = [&](const char* x) { return closed_by(sent_two(who), x, start); };
    BOOST_TEST(closed("68 05 00 00 00 00 01") == "");
    BOOST_TEST(closed("68 05 00 00 04 00 01") == "");
    BOOST_TEST(closed("68 04 01 00 04 00") == "");
    BOOST_TEST(closed("68 05 02 00 00 00 01") == "iec104.ns"); // 1
    BOOST_TEST(closed("68 05 fe ff 00 00 01") == "iec104.ns"); // 32767
    BOOST_TEST(closed("68 05 00 00 00 00 01 68 05 00 00 00 00 01")
               == "iec104.ns");                                // twice
    BOOST_TEST(closed("68 05 00 00 06 00 01") == "iec104.nr"); // 3 were not
    BOOST_TEST(closed("68 04 01 00 06 00") == "iec104.nr");    // the same
    BOOST_TEST(closed("68 04 01 00 fe ff") == "iec104.nr");    // backwards
    BOOST_TEST(closed("68 04 01 00 04 00 68 04 01 00 02 00") == "iec104.nr"); // back
  }
}

BOOST_AUTO_TEST_CASE(a_frame_that_breaks_the_protocol_closes) {
  auto client = [] { return alone(role::controlling, start); };
  auto server = [] { return alone(role::controlled, start); };
  auto idle = [](role who) {
    auto out = session_end{session{who}};
    out.session.opened(start);
    return out;
  };
  BOOST_TEST(closed_by(client(), "00", start) == "iec104.apci.start");
  BOOST_TEST(closed_by(server(), "68 ff", start) == "iec104.apci.length");
  for (auto who : {role::controlling, role::controlled}) // I when stopped
    BOOST_TEST(closed_by(idle(who), "68 05 00 00 00 00 01", start) == "iec104.i");
  for (auto x : {"68 04 07 00 00 00", "68 04 13 00 00 00"}) // asks to start, to stop
    BOOST_TEST(closed_by(client(), x, start) == "iec104.u");
  for (auto x : {"68 04 0b 00 00 00", "68 04 23 00 00 00"}) { // confirms
    BOOST_TEST(closed_by(server(), x, start) == "iec104.u");
    BOOST_TEST(closed_by(client(), x, start) == "iec104.u");
    BOOST_TEST(closed_by(idle(role::controlling), x, start) == "iec104.u");
  }
}

BOOST_AUTO_TEST_CASE(a_station_that_asked_to_stop_is_not_to_send) {
  auto uut = alone(role::controlled, start);
  BOOST_TEST(uut.session.send(asdu_octets, start).has_value());
  uut.session.receive(hex("68 04 13 00 00 00"), start); // not confirmed yet
  BOOST_TEST(closed_by(uut, "68 05 00 00 00 00 01", start) == "iec104.i");
  BOOST_TEST(closed_by(uut, "68 04 01 00 02 00", start) == "");
}

BOOST_AUTO_TEST_CASE(after_it_closed_a_session_rests_until_opened) {
  auto uut = alone(role::controlled, start);
  BOOST_TEST(uut.session.send(asdu_octets, start).value() == 1);
  uut.session.take_output();
  uut.session.receive(hex("00 68 04 43 00 00 00"), start);
  uut.session.receive(hex("68 04 43 00 00 00"), start);
  uut.session.tick(start + 1h);
  uut.session.line_closed({errc::not_connected, "link"});
  uut.collect();
  BOOST_TEST(uut.count<closed>() == 1);
  BOOST_TEST(uut.session.take_output().empty());
  BOOST_TEST((uut.session.deadline() == never));
  BOOST_TEST(
    (uut.session.send(asdu_octets, start).error().code == errc::not_connected));
  uut.session.opened(start);
  uut.session.receive(hex("68 04 07 00 00 00"), start);
  BOOST_TEST(uut.session.take_output() == hex("68 04 0b 00 00 00"));
}

BOOST_AUTO_TEST_CASE(numbers_of_asdus_go_on_over_connections) {
  auto uut = session_pair{{}, windows(2, 8)};
  uut.start();
  for (auto i = 0; i < 4; ++i)
    send(uut, uut.server);
  uut.exchange();
  uut.pass(10s);
  uut.exchange(); // two are acknowledged, two more sent
  BOOST_TEST(uut.server.last<acknowledged>().number == 2);
  send(uut, uut.server); // waits
  for (auto* x : {&uut.client, &uut.server})
    x->session.line_closed({errc::not_connected, "link"});
  uut.open();
  uut.start();
  uut.frames();
  BOOST_TEST(send(uut, uut.server) == 6);
  uut.exchange();
  uut.pass(10s);
  uut.exchange();
  BOOST_TEST(uut.frames() == "I0/0, S1");
  BOOST_TEST(uut.server.last<acknowledged>().number == 6);
}

BOOST_AUTO_TEST_CASE(a_line_that_is_lost_at_any_step_is_told_once_and_opens_again) {
  constexpr auto steps = 12;
  for (auto lost_at = 0; lost_at <= steps; ++lost_at)
    BOOST_TEST_CONTEXT(lost_at) {
      auto uut = session_pair{windows(2, 2), windows(2, 2)};
      auto step = 0;
      auto go = [&](auto what) {
        if (step++ < lost_at)
          what();
      };
      auto to_server = [&] { uut.carry(uut.client, uut.server); };
      auto to_client = [&] { uut.carry(uut.server, uut.client); };
      auto say = [&](session_end& x) {
        for (auto i = 0; i < 3; ++i)
          BOOST_TEST(x.session.send(asdu_octets, uut.now).has_value());
      };
      go([&] { BOOST_TEST(uut.client.session.start(uut.now).has_value()); });
      go(to_server);
      go([&] { uut.pass(1s); });
      go(to_client);
      go([&] { say(uut.client); });
      go(to_server);
      go([&] { say(uut.server); });
      go(to_client);
      go(to_server);
      go(to_client);
      go([&] { BOOST_TEST(uut.client.session.stop(uut.now).has_value()); });
      go(to_server);
      auto known = uut.server.count<acknowledged>() == 0
                     ? 0
                     : uut.server.last<acknowledged>().number;
      for (auto* x : {&uut.client, &uut.server}) {
        x->session.line_closed({errc::not_connected, "link"});
        x->session.line_closed({errc::not_connected, "link"});
        x->collect();
        BOOST_TEST(x->count<closed>() == 1);
        BOOST_TEST(x->closed_at() == "link");
        BOOST_TEST(x->session.take_output().empty());
        BOOST_TEST((x->session.deadline() == never));
        BOOST_TEST(x->session.unacknowledged() + x->session.waiting() == 0);
      }
      uut.open();
      uut.start();
      auto next = send(uut, uut.server);
      BOOST_TEST(next > known);
      send(uut, uut.client);
      uut.exchange();
      uut.pass(10s);
      uut.exchange();
      BOOST_TEST(uut.server.last<acknowledged>().number == next);
      BOOST_TEST(uut.client.count<closed>() == 1);
    }
}

BOOST_AUTO_TEST_SUITE_END()
