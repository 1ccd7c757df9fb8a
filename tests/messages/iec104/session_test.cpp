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

const auto start = time_point{} + 1h;

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_session)

BOOST_AUTO_TEST_CASE(data_transfer_is_started_and_stopped_by_the_controlling_station) {
  auto uut = session_pair{};
  uut.start();
  BOOST_TEST(uut.frames() == "STARTDT act, STARTDT con");
  BOOST_TEST(uut.client.count<started>() == 1);
  BOOST_TEST(uut.server.count<started>() == 1);
  BOOST_TEST(uut.client.session.stop(uut.now).has_value());
  uut.exchange();
  BOOST_TEST(uut.frames() == "STOPDT act, STOPDT con");
  BOOST_TEST(uut.client.count<stopped>() == 1);
  BOOST_TEST(uut.server.count<stopped>() == 1);
  uut.start();
  BOOST_TEST(uut.client.count<started>() == 2);
}

BOOST_AUTO_TEST_CASE(nothing_is_sent_before_it_is_started) {
  auto fresh = session{role::controlling};
  BOOST_TEST((fresh.send(asdu_octets, start).error().code == errc::not_connected));
  BOOST_TEST((fresh.start(start).error().code == errc::out_of_state));
  BOOST_TEST((fresh.deadline() == never));
  auto uut = session_pair{};
  for (auto* x : {&uut.client, &uut.server}) {
    BOOST_TEST(
      (x->session.send(asdu_octets, uut.now).error().code == errc::out_of_state));
    BOOST_TEST((x->session.stop(uut.now).error().code == errc::out_of_state));
  }
  BOOST_TEST((uut.server.session.start(uut.now).error().code == errc::out_of_state));
  BOOST_TEST(uut.client.session.start(uut.now).has_value());
  BOOST_TEST((uut.client.session.start(uut.now).error().code == errc::out_of_state));
  BOOST_TEST(
    (uut.client.session.send(asdu_octets, uut.now).error().code == errc::out_of_state));
}

BOOST_AUTO_TEST_CASE(asdus_go_both_ways_and_acknowledge_one_another) {
  auto uut = session_pair{};
  uut.start();
  uut.frames();
  BOOST_TEST(send(uut, uut.client) == 1);
  uut.exchange();
  BOOST_TEST(uut.server.last<received>().asdu == asdu_octets);
  BOOST_TEST(send(uut, uut.server) == 1);
  BOOST_TEST(send(uut, uut.server) == 2);
  uut.exchange();
  BOOST_TEST(uut.frames() == "I0/0, I0/1, I1/1");
  BOOST_TEST(uut.client.last<acknowledged>().number == 1);
  BOOST_TEST(uut.client.count<received>() == 2);
  BOOST_TEST(uut.server.count<acknowledged>() == 0);
  BOOST_TEST(uut.server.session.unacknowledged() == 2);
  BOOST_TEST(send(uut, uut.client) == 2);
  uut.exchange();
  BOOST_TEST(uut.server.last<acknowledged>().number == 2);
}

BOOST_AUTO_TEST_CASE(an_asdu_of_a_wrong_length_is_not_sent) {
  auto uut = session_pair{};
  uut.start();
  for (auto size : {std::size_t{0}, std::size_t{250}})
    BOOST_TEST((uut.client.session.send(bytes(size), uut.now).error().code
                == errc::invalid_value));
  BOOST_TEST(uut.client.session.send(bytes(249), uut.now).value() == 1);
}

BOOST_AUTO_TEST_CASE(w_asdus_are_acknowledged_at_once) {
  auto uut = session_pair{windows(12, 3)};
  uut.start();
  uut.frames();
  for (auto i = 0; i < 7; ++i)
    send(uut, uut.server);
  uut.exchange();
  BOOST_TEST(uut.frames() == "I0/0, I1/0, I2/0, I3/0, I4/0, I5/0, I6/0, S3, S6");
  BOOST_TEST(uut.server.last<acknowledged>().number == 6);
  BOOST_TEST(uut.server.session.unacknowledged() == 1);
}

BOOST_AUTO_TEST_CASE(k_asdus_are_under_way_and_the_others_wait_in_their_order) {
  auto settings = windows(4, 8);
  settings.queue_limit = 3;
  auto uut = session_pair{{}, settings};
  uut.start();
  uut.frames();
  for (auto i = std::uint8_t{0}; i < 7; ++i)
    BOOST_TEST(uut.server.session.send(bytes{i}, uut.now).value() == i + 1u);
  BOOST_TEST(uut.server.session.unacknowledged() == 4);
  BOOST_TEST(uut.server.session.waiting() == 3);
  BOOST_TEST(
    (uut.server.session.send(asdu_octets, uut.now).error().code == errc::busy));
  uut.exchange();
  BOOST_TEST(uut.client.count<received>() == 4);
  send(uut, uut.client); // with N(R) 4
  uut.exchange();
  BOOST_TEST(uut.frames() == "I0/0, I1/0, I2/0, I3/0, I0/4, I4/1, I5/1, I6/1");
  BOOST_TEST(uut.client.count<received>() == 7);
  BOOST_TEST((uut.client.last<received>().asdu == bytes{6}));
  BOOST_TEST(uut.server.session.waiting() == 0);
  BOOST_TEST(uut.server.session.send(asdu_octets, uut.now).value() == 8);
}

BOOST_AUTO_TEST_CASE(windows_of_any_size_carry_everything_in_order) {
  for (auto k : {1, 2, 12, 32767})
    for (auto w : {1, 8, 12}) {
      auto uut = session_pair{windows(12, static_cast<std::uint16_t>(w)),
                              windows(static_cast<std::uint16_t>(k), 8)};
      uut.start();
      for (auto i = std::uint8_t{0}; i < 100; ++i)
        BOOST_TEST(uut.server.session.send(bytes{i}, uut.now).has_value());
      for (auto rounds = 0; uut.server.session.unacknowledged() > 0; ++rounds) {
        BOOST_REQUIRE(rounds < 200);
        uut.exchange();
        if (uut.server.session.unacknowledged() > 0)
          uut.pass(10s); // t2
      }
      BOOST_TEST(uut.client.count<received>() == 100);
      BOOST_TEST((uut.client.last<received>().asdu == bytes{99}));
      BOOST_TEST(uut.server.last<acknowledged>().number == 100);
      BOOST_TEST(uut.client.closed_at() == "");
    }
}

BOOST_AUTO_TEST_CASE(windows_of_zero_are_of_one) {
  auto uut = session_pair{windows(0, 0), windows(0, 0)};
  uut.start();
  uut.frames();
  send(uut, uut.server);
  send(uut, uut.server);
  uut.exchange();
  BOOST_TEST(uut.frames() == "I0/0, S1, I1/0, S2");
}

BOOST_AUTO_TEST_CASE(numbers_go_on_at_0_after_32767) {
  auto uut = session_pair{};
  uut.start();
  for (auto i = 0; i < 32764; ++i) {
    send(uut, uut.client);
    send(uut, uut.server);
    uut.exchange();
  }
  uut.frames();
  for (auto i = 0; i < 8; ++i)
    send(uut, uut.server);
  uut.exchange();
  BOOST_TEST(uut.frames()
             == "I32764/32764, I32765/32764, I32766/32764, I32767/32764, "
                "I0/32764, I1/32764, I2/32764, I3/32764, S3");
  BOOST_TEST(uut.server.last<acknowledged>().number == 32771);
  send(uut, uut.client);
  uut.exchange();
  BOOST_TEST(uut.frames() == "I32764/4");
  for (auto i = 0; i < 70000; ++i) {
    send(uut, uut.server);
    uut.exchange();
  }
  BOOST_TEST(uut.client.closed_at() == "");
  BOOST_TEST(uut.server.closed_at() == "");
  BOOST_TEST(uut.client.count<received>() == 102772);
}

BOOST_AUTO_TEST_CASE(a_stop_is_confirmed_once_all_is_acknowledged) {
  auto uut = session_pair{};
  uut.start();
  send(uut, uut.client);
  uut.exchange();
  uut.frames();
  send(uut, uut.server); // meets the STOPDT act on its way
  BOOST_TEST(uut.client.session.stop(uut.now).has_value());
  uut.carry(uut.client, uut.server);
  BOOST_TEST(uut.server.count<stopped>() == 0);
  BOOST_TEST(
    (uut.server.session.send(asdu_octets, uut.now).error().code == errc::out_of_state));
  uut.exchange();
  BOOST_TEST(uut.frames() == "STOPDT act, I0/1, S1, STOPDT con");
  BOOST_TEST(uut.client.count<received>() == 1);
  BOOST_TEST(uut.client.count<stopped>() == 1);
  BOOST_TEST(uut.server.count<stopped>() == 1);
}

BOOST_AUTO_TEST_CASE(both_acknowledge_before_they_stop) {
  auto uut = session_pair{};
  uut.start();
  send(uut, uut.server);
  uut.exchange();
  send(uut, uut.client);
  send(uut, uut.client);
  uut.exchange();
  send(uut, uut.server);
  uut.exchange();
  send(uut, uut.client);
  uut.exchange();
  uut.frames();
  BOOST_TEST(uut.client.session.stop(uut.now).has_value());
  uut.exchange();
  BOOST_TEST(uut.frames() == "STOPDT act, S3, STOPDT con");
  BOOST_TEST(uut.client.last<acknowledged>().number == 3);
  BOOST_TEST(uut.server.last<acknowledged>().number == 2);
}

BOOST_AUTO_TEST_CASE(what_waits_at_a_stop_goes_out_at_the_next_start) {
  auto uut = session_pair{{}, windows(1, 8)};
  uut.start();
  uut.frames();
  send(uut, uut.server);
  send(uut, uut.server);
  uut.exchange();
  BOOST_TEST(uut.client.session.stop(uut.now).has_value());
  uut.exchange();
  BOOST_TEST(uut.frames() == "I0/0, S1, STOPDT act, I1/0, S2, STOPDT con");
  uut.start(); // it had room before it heard of the stop
  send(uut, uut.server);
  send(uut, uut.server);
  BOOST_TEST(uut.client.session.stop(uut.now).has_value());
  uut.carry(uut.client, uut.server);
  uut.frames();
  uut.exchange();
  BOOST_TEST(uut.frames() == "I2/0, S3, STOPDT con");
  BOOST_TEST(uut.server.session.waiting() == 1);
  uut.start();
  BOOST_TEST(uut.frames() == "STARTDT act, STARTDT con, I3/0");
  BOOST_TEST(uut.client.count<received>() == 4);
}

BOOST_AUTO_TEST_CASE(a_controlling_station_with_commands_that_wait_does_not_stop) {
  auto uut = session_pair{windows(1, 8)};
  uut.start();
  send(uut, uut.client);
  send(uut, uut.client);
  BOOST_TEST((uut.client.session.stop(uut.now).error().code == errc::busy));
  uut.exchange();
  uut.pass(10s);
  uut.exchange();
  BOOST_TEST(uut.client.session.stop(uut.now).has_value());
}

BOOST_AUTO_TEST_CASE(a_start_or_stop_that_is_asked_for_twice_is_confirmed_twice) {
  auto uut = alone(role::controlled, start);
  uut.session.receive(hex("68 04 07 00 00 00"), start);
  BOOST_TEST(uut.session.take_output() == hex("68 04 0b 00 00 00"));
  uut.session.receive(hex("68 04 13 00 00 00 68 04 13 00 00 00"), start);
  BOOST_TEST(uut.session.take_output() == hex("68 04 23 00 00 00 68 04 23 00 00 00"));
  uut.collect();
  BOOST_TEST(uut.count<started>() == 1);
  BOOST_TEST(uut.count<stopped>() == 1);
}

BOOST_AUTO_TEST_CASE(a_test_is_confirmed_in_any_state) {
  auto uut = session_end{session{role::controlled}};
  uut.session.opened(start);
  uut.session.receive(hex("68 04 43 00 00 00"), start);
  BOOST_TEST(uut.session.take_output() == hex("68 04 83 00 00 00"));
  auto client = alone(role::controlling, start);
  client.session.receive(hex("68 04 43 00 00 00 68 04 83 00 00 00"), start);
  BOOST_TEST(client.session.take_output() == hex("68 04 83 00 00 00"));
  client.collect();
  BOOST_TEST(client.closed_at() == "");
}

BOOST_AUTO_TEST_SUITE_END()
