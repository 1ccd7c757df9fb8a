#include "messages/iec104/session.hpp"

#include "tests/messages/iec104/session_pair.hpp"

using namespace bus;
using namespace bus::iec104;
using namespace std::chrono_literals;
using bus::test::hex;
using bus::test::session_pair;

namespace {

const auto asdu_octets = hex("01 01 03 00 01 00 64 00 00 01");

session_pair started_pair() {
  auto out = session_pair{};
  out.start();
  out.frames();
  return out;
}

void send(session_pair& on, bus::test::session_end& from) {
  BOOST_REQUIRE(from.session.send(asdu_octets, on.now).has_value());
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_session_timeout)

BOOST_AUTO_TEST_CASE(t0_bounds_how_long_it_takes_to_connect) {
  const auto now = time_point{} + 1h;
  auto uut = bus::test::session_end{session{role::controlling}};
  uut.session.connecting(now);
  BOOST_TEST((uut.session.deadline() == now + 30s));
  uut.session.tick(now + 30s - 1ms);
  BOOST_TEST(!uut.session.next_event());
  uut.session.tick(now + 30s);
  uut.collect();
  BOOST_TEST(uut.closed_at() == "iec104.t0");
  BOOST_TEST((uut.last<closed>().why.code == errc::timeout));
  uut.session.connecting(now);
  uut.session.opened(now + 29s);
  uut.session.tick(now + 31s);
  uut.collect();
  BOOST_TEST(uut.count<closed>() == 1);
}

BOOST_AUTO_TEST_CASE(t1_bounds_the_wait_for_a_start) {
  auto uut = session_pair{};
  BOOST_TEST(uut.client.session.start(uut.now).has_value());
  BOOST_TEST((uut.client.session.deadline() == uut.now + 15s));
  uut.lose(uut.client);
  uut.pass(15s - 1ms);
  BOOST_TEST(uut.client.closed_at() == "");
  uut.pass(1ms);
  BOOST_TEST(uut.client.closed_at() == "iec104.t1");
}

BOOST_AUTO_TEST_CASE(t1_bounds_the_wait_for_a_stop) {
  auto uut = started_pair();
  BOOST_TEST(uut.client.session.stop(uut.now).has_value());
  uut.carry(uut.client, uut.server);
  uut.lose(uut.server);
  uut.pass(15s);
  BOOST_TEST(uut.client.closed_at() == "iec104.t1");
}

BOOST_AUTO_TEST_CASE(t1_is_of_the_oldest_that_is_not_acknowledged) {
  auto uut = started_pair();
  send(uut, uut.server);
  uut.pass(5s);
  send(uut, uut.server);
  BOOST_TEST((uut.server.session.deadline() == uut.now + 10s));
  uut.server.session.receive(hex("68 04 01 00 02 00"), uut.now); // the first has come
  BOOST_TEST((uut.server.session.deadline() == uut.now + 15s));
  uut.pass(15s - 1ms);
  BOOST_TEST(uut.server.closed_at() == "");
  uut.pass(1ms);
  BOOST_TEST(uut.server.closed_at() == "iec104.t1");
}

BOOST_AUTO_TEST_CASE(an_asdu_that_waits_has_its_t1_from_when_it_is_sent) {
  auto settings = session_settings{};
  settings.k = 1;
  auto uut = session_pair{{}, settings};
  uut.start();
  send(uut, uut.server);
  send(uut, uut.server);
  uut.pass(10s);
  uut.server.session.receive(hex("68 04 01 00 02 00"), uut.now);
  uut.pass(15s - 1ms);
  BOOST_TEST(uut.server.closed_at() == "");
  uut.pass(1ms);
  BOOST_TEST(uut.server.closed_at() == "iec104.t1");
}

BOOST_AUTO_TEST_CASE(t2_bounds_how_long_what_came_is_not_acknowledged) {
  auto uut = started_pair();
  send(uut, uut.server);
  uut.exchange();
  BOOST_TEST((uut.client.session.deadline() == uut.now + 10s));
  uut.pass(4s);
  send(uut, uut.server);
  uut.exchange(); // t2 is the first one's
  uut.pass(6s - 1ms);
  uut.exchange();
  BOOST_TEST(uut.frames() == "I0/0, I1/0");
  uut.pass(1ms);
  uut.exchange();
  BOOST_TEST(uut.frames() == "S2");
  BOOST_TEST(uut.server.last<acknowledged>().number == 2);
  uut.pass(9s);
  uut.exchange();
  BOOST_TEST(uut.frames() == "");
}

BOOST_AUTO_TEST_CASE(an_i_frame_acknowledges_so_that_t2_has_nothing_to_do) {
  auto uut = started_pair();
  send(uut, uut.server);
  uut.exchange();
  uut.pass(5s);
  send(uut, uut.client);
  uut.exchange();
  uut.frames();
  uut.pass(5s);
  uut.exchange();
  BOOST_TEST(uut.frames() == "");
  uut.pass(5s); // the server's t2
  uut.exchange();
  BOOST_TEST(uut.frames() == "S1");
}

BOOST_AUTO_TEST_CASE(a_silent_line_is_tested_by_both_after_t3) {
  auto uut = session_pair{};
  BOOST_TEST((uut.client.session.deadline() == uut.now + 20s));
  uut.pass(20s - 1ms);
  uut.exchange();
  BOOST_TEST(uut.frames() == "");
  uut.pass(1ms);
  BOOST_TEST((uut.client.session.deadline() == uut.now + 15s));
  uut.exchange();
  BOOST_TEST(uut.frames() == "TESTFR act, TESTFR act, TESTFR con, TESTFR con");
  BOOST_TEST((uut.client.session.deadline() == uut.now + 20s));
  for (auto i = 0; i < 10; ++i) {
    uut.pass(20s);
    uut.exchange();
  }
  BOOST_TEST(uut.client.closed_at() == "");
  BOOST_TEST(uut.server.closed_at() == "");
}

BOOST_AUTO_TEST_CASE(whatever_comes_begins_t3_anew) {
  for (auto frame :
       {"68 04 43 00 00 00", "68 04 01 00 00 00", "68 05 00 00 00 00 01"}) {
    auto uut = started_pair();
    uut.pass(19s);
    uut.server.session.receive(hex(frame), uut.now);
    uut.lose(uut.server);
    uut.frames();
    uut.now += 1s;
    uut.server.session.tick(uut.now);
    uut.lose(uut.server);
    BOOST_TEST(uut.frames() == "");
  }
}

BOOST_AUTO_TEST_CASE(a_test_that_nobody_confirms_closes_after_t1) {
  auto uut = started_pair();
  uut.pass(20s);
  uut.lose(uut.client);
  uut.lose(uut.server);
  BOOST_TEST(uut.frames() == "TESTFR act, TESTFR act");
  uut.pass(15s - 1ms);
  uut.lose(uut.client);
  BOOST_TEST(uut.frames() == "");
  BOOST_TEST(uut.client.closed_at() == "");
  uut.pass(1ms);
  BOOST_TEST(uut.client.closed_at() == "iec104.t1");
  BOOST_TEST(uut.server.closed_at() == "iec104.t1");
}

BOOST_AUTO_TEST_CASE(other_frames_do_not_confirm_a_test) {
  auto uut = started_pair();
  uut.pass(20s);
  uut.lose(uut.client);
  uut.pass(10s);
  uut.client.session.receive(hex("68 04 01 00 00 00"), uut.now);
  uut.pass(5s);
  BOOST_TEST(uut.client.closed_at() == "iec104.t1");
}

BOOST_AUTO_TEST_CASE(the_deadline_is_always_when_tick_does_something) {
  auto uut = started_pair();
  send(uut, uut.server);
  uut.exchange();
  for (auto i = 0; i < 50; ++i) {
    auto next = std::min(uut.client.session.deadline(), uut.server.session.deadline());
    BOOST_REQUIRE((next > uut.now));
    uut.pass(next - uut.now);
    uut.exchange();
    BOOST_TEST(uut.frames() != "");
  }
  BOOST_TEST(uut.client.closed_at() == "");
}

BOOST_AUTO_TEST_SUITE_END()
