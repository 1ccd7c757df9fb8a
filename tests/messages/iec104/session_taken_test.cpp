#include "messages/iec104/session.hpp"

#include "tests/messages/iec104/session_pair.hpp"

using namespace bus;
using namespace bus::iec104;
using namespace std::chrono_literals;
using bus::test::hex;
using bus::test::session_end;
using bus::test::session_pair;

namespace {

const auto asdu_octets = hex("01 01 03 00 01 00 64 00 00 01");

session_settings taking(std::uint16_t w) {
  auto out = session_settings{};
  out.w = w;
  out.acknowledges_taken = true;
  return out;
}

void send(session_pair& on, session_end& from, int count = 1) {
  for (auto i = 0; i < count; ++i)
    BOOST_REQUIRE(from.session.send(asdu_octets, on.now).has_value());
}

/// Started, with `count` ASDUs that came to the client and are not taken.
session_pair untaken(std::uint16_t w, int count) {
  auto out = session_pair{taking(w)};
  out.start();
  send(out, out.server, count);
  out.exchange();
  out.frames();
  return out;
}

/// The server's connection is deactivated with two ASDUs under way, one that waits.
session_pair deactivated() {
  auto settings = session_settings{};
  settings.k = 2;
  auto out = session_pair{{}, settings};
  out.start();
  send(out, out.server, 3);
  out.exchange();
  out.frames();
  out.server.session.deactivate();
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_session_taken)

BOOST_AUTO_TEST_CASE(what_is_not_taken_is_not_acknowledged) {
  auto uut = untaken(3, 8);
  BOOST_TEST(uut.client.count<received>() == 8);
  uut.pass(11s); // t2
  uut.exchange();
  BOOST_TEST(uut.frames() == "");
  uut.client.session.taken(2, uut.now);
  uut.exchange();
  BOOST_TEST(uut.frames() == ""); // fewer than w
  uut.client.session.taken(1, uut.now);
  uut.exchange();
  BOOST_TEST(uut.frames() == "S3");
  uut.client.session.taken(4, uut.now);
  uut.exchange();
  BOOST_TEST(uut.frames() == "S7");
  BOOST_TEST(uut.server.last<acknowledged>().number == 7);
}

BOOST_AUTO_TEST_CASE(asdus_acknowledge_what_is_taken_only) {
  auto uut = untaken(8, 3);
  send(uut, uut.client);
  uut.exchange();
  BOOST_TEST(uut.frames() == "I0/0");
  uut.client.session.taken(2, uut.now);
  send(uut, uut.client);
  uut.exchange();
  BOOST_TEST(uut.frames() == "I1/2");
  uut.pass(11s);
  uut.exchange();
  BOOST_TEST(uut.frames() == "S2"); // the server's t2, nothing of the client's
}

BOOST_AUTO_TEST_CASE(t2_runs_from_the_first_that_is_taken) {
  auto uut = untaken(8, 3);
  uut.pass(6s);
  uut.client.session.taken(1, uut.now);
  uut.pass(5s);
  uut.client.session.taken(1, uut.now);
  uut.exchange();
  BOOST_TEST(uut.frames() == "");
  BOOST_TEST((uut.client.session.deadline() == uut.now + 5s));
  uut.pass(5s);
  uut.exchange();
  BOOST_TEST(uut.frames() == "S2");
}

BOOST_AUTO_TEST_CASE(a_receiver_that_takes_nothing_makes_its_peer_wait) {
  auto uut = session_pair{taking(8)};
  uut.start();
  send(uut, uut.server, 20);
  uut.exchange();
  BOOST_TEST(uut.client.count<received>() == 12); // k
  BOOST_TEST(uut.server.session.waiting() == 8);
  uut.client.session.taken(12, uut.now);
  uut.exchange();
  BOOST_TEST(uut.client.count<received>() == 20);
}

BOOST_AUTO_TEST_CASE(no_more_is_taken_than_came) {
  auto uut = untaken(2, 3);
  uut.client.session.taken(100, uut.now);
  uut.exchange();
  BOOST_TEST(uut.frames() == "S3");
  uut.client.session.taken(1, uut.now);
  uut.exchange();
  BOOST_TEST(uut.frames() == "");
}

BOOST_AUTO_TEST_CASE(a_stop_of_ours_waits_until_what_came_is_taken) {
  auto uut = untaken(8, 3);
  uut.client.session.taken(1, uut.now);
  BOOST_TEST(uut.client.session.stop(uut.now).has_value());
  uut.exchange();
  BOOST_TEST(uut.frames() == "S1, STOPDT act"); // the server waits for the others
  uut.client.session.taken(1, uut.now);
  uut.exchange();
  BOOST_TEST(uut.frames() == "S2");
  uut.client.session.taken(1, uut.now);
  uut.exchange();
  BOOST_TEST(uut.frames() == "S3, STOPDT con");
  BOOST_TEST(uut.client.count<stopped>() == 1);
}

BOOST_AUTO_TEST_CASE(a_stop_of_the_peer_is_confirmed_once_what_came_is_taken) {
  auto uut = session_pair{{}, taking(8)};
  uut.start();
  send(uut, uut.client, 2);
  uut.exchange();
  uut.frames();
  BOOST_TEST(uut.client.session.stop(uut.now).has_value());
  uut.exchange();
  BOOST_TEST(uut.frames() == "STOPDT act");
  BOOST_TEST(uut.server.count<stopped>() == 0);
  uut.server.session.taken(2, uut.now);
  uut.exchange();
  BOOST_TEST(uut.frames() == "S2, STOPDT con");
  BOOST_TEST(uut.server.count<stopped>() == 1);
  BOOST_TEST(uut.client.last<acknowledged>().number == 2);
}

BOOST_AUTO_TEST_CASE(what_an_earlier_connection_brought_is_not_acknowledged) {
  auto uut = untaken(1, 3);
  for (auto* x : {&uut.client, &uut.server})
    x->session.line_closed({errc::not_connected, "link"});
  uut.client.session.taken(3, uut.now);
  uut.open();
  uut.client.session.taken(3, uut.now);
  uut.start();
  uut.frames();
  send(uut, uut.server);
  uut.exchange();
  BOOST_TEST(uut.frames() == "I0/0");
  uut.client.session.taken(1, uut.now);
  uut.exchange();
  BOOST_TEST(uut.frames() == "S1");
}

BOOST_AUTO_TEST_CASE(without_the_setting_taken_does_nothing) {
  auto uut = session_pair{};
  uut.start();
  send(uut, uut.server, 3);
  uut.exchange();
  uut.frames();
  uut.client.session.taken(100, uut.now);
  uut.exchange();
  BOOST_TEST(uut.frames() == "");
  BOOST_TEST((uut.client.session.deadline() == uut.now + 10s));
}

BOOST_AUTO_TEST_CASE(numbers_of_what_is_taken_go_on_at_0) {
  auto uut = session_pair{taking(8)};
  uut.start();
  for (auto i = 0; i < 40'000; ++i) {
    send(uut, uut.server);
    uut.exchange();
    uut.client.session.taken(1, uut.now);
  }
  uut.exchange();
  BOOST_TEST(uut.client.closed_at() == "");
  BOOST_TEST(uut.server.last<acknowledged>().number == 40'000);
}

BOOST_AUTO_TEST_CASE(a_peer_that_knows_no_end_closes) {
  auto uut = session{role::controlling, taking(8)};
  uut.opened({});
  BOOST_TEST(uut.start({}).has_value());
  uut.receive(hex("68 04 0b 00 00 00"), {});
  auto end = std::optional<event>{};
  for (auto i = 0u; i < 32'767u; ++i) {
    auto low = static_cast<std::uint8_t>(i << 1);
    auto high = static_cast<std::uint8_t>(i >> 7);
    uut.receive(bytes{0x68, 5, low, high, 0, 0, 1}, {});
  }
  while (auto next = uut.next_event())
    end = next;
  BOOST_REQUIRE(std::holds_alternative<closed>(*end));
  BOOST_TEST(std::get<closed>(*end).why.where == "iec104.k");
}

BOOST_AUTO_TEST_CASE(a_deactivated_connection_is_stopped_and_says_nothing) {
  auto uut = deactivated();
  BOOST_TEST(!uut.server.session.is_started());
  BOOST_TEST(uut.server.session.waiting() == 0);
  BOOST_TEST(uut.server.session.unacknowledged() == 2);
  BOOST_TEST(
    (uut.server.session.send(asdu_octets, uut.now).error().code == errc::out_of_state));
  uut.server.collect();
  BOOST_TEST(uut.server.count<stopped>() == 0);
}

BOOST_AUTO_TEST_CASE(late_acknowledgements_of_a_deactivated_connection_are_not_told) {
  auto uut = deactivated();
  uut.pass(10s);
  uut.exchange();
  BOOST_TEST(uut.frames() == "S2");
  BOOST_TEST(uut.server.count<acknowledged>() == 0);
  BOOST_TEST(uut.server.session.unacknowledged() == 0);
  BOOST_TEST(uut.server.closed_at() == "");
}

BOOST_AUTO_TEST_CASE(a_deactivated_connection_acknowledges_what_came) {
  auto uut = session_pair{};
  uut.start();
  send(uut, uut.client);
  uut.exchange();
  uut.frames();
  uut.server.session.deactivate();
  uut.exchange();
  BOOST_TEST(uut.frames() == "S1");
  BOOST_TEST(uut.client.last<acknowledged>().number == 1);
}

BOOST_AUTO_TEST_CASE(a_deactivated_connection_may_start_again) {
  auto uut = deactivated();
  uut.server.session.receive(hex("68 04 07 00 00 00"), uut.now);
  uut.server.session.take_output();
  uut.server.collect();
  BOOST_TEST(uut.server.count<started>() == 2);
  BOOST_TEST(uut.server.session.send(asdu_octets, uut.now).value() == 4);
  uut.server.session.receive(hex("68 04 01 00 02 00"), uut.now); // of before
  uut.server.collect();
  BOOST_TEST(uut.server.count<acknowledged>() == 0);
  uut.server.session.receive(hex("68 04 01 00 06 00"), uut.now); // and the new one
  uut.server.collect();
  BOOST_TEST(uut.server.count<acknowledged>() == 1);
  BOOST_TEST(uut.server.last<acknowledged>().number == 4);
}

BOOST_AUTO_TEST_CASE(a_deactivated_connection_that_is_stopped_confirms_in_the_end) {
  auto uut = deactivated();
  uut.server.session.receive(hex("68 04 13 00 00 00"), uut.now);
  BOOST_TEST(uut.server.session.take_output().empty());
  uut.server.session.receive(hex("68 04 01 00 04 00"), uut.now);
  BOOST_TEST(uut.server.session.take_output() == hex("68 04 23 00 00 00"));
  uut.server.collect();
  BOOST_TEST(uut.server.count<stopped>() == 0);
  BOOST_TEST(uut.server.count<acknowledged>() == 0);
}

BOOST_AUTO_TEST_CASE(a_connection_may_be_deactivated_while_it_stops) {
  auto uut = session_pair{};
  uut.start();
  send(uut, uut.server);
  uut.server.session.take_output(); // lost
  uut.server.session.receive(hex("68 04 13 00 00 00"), uut.now);
  uut.server.session.deactivate();
  uut.server.session.receive(hex("68 04 01 00 02 00"), uut.now);
  BOOST_TEST(uut.server.session.take_output() == hex("68 04 23 00 00 00"));
  uut.server.collect();
  BOOST_TEST(uut.server.count<stopped>() == 0);
  uut.server.session.receive(hex("68 04 07 00 00 00"), uut.now);
  uut.server.session.receive(hex("68 04 13 00 00 00"), uut.now);
  uut.server.collect();
  BOOST_TEST(uut.server.count<stopped>() == 1);
}

BOOST_AUTO_TEST_CASE(what_waits_at_a_stop_is_forgotten_by_a_deactivation) {
  auto settings = session_settings{};
  settings.k = 1;
  auto uut = session_pair{{}, settings};
  uut.start();
  send(uut, uut.server, 2);
  BOOST_TEST(uut.client.session.stop(uut.now).has_value());
  uut.exchange();
  uut.server.session.deactivate();
  uut.start();
  uut.exchange();
  BOOST_TEST(uut.server.session.unacknowledged() == 0);
  BOOST_TEST(uut.server.session.send(asdu_octets, uut.now).value() == 3);
  uut.exchange();
  uut.pass(10s);
  uut.exchange();
  BOOST_TEST(uut.server.last<acknowledged>().number == 3);
}

BOOST_AUTO_TEST_CASE(a_controlling_station_is_not_deactivated) {
  auto uut = session_pair{};
  uut.start();
  uut.client.session.deactivate();
  BOOST_TEST(uut.client.session.is_started());
  auto fresh = session{role::controlled};
  fresh.deactivate();
  BOOST_TEST((fresh.deadline() == never));
}

BOOST_AUTO_TEST_SUITE_END()
