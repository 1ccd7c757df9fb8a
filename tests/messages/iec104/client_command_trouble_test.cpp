#include "tests/messages/iec104/client_commanded.hpp"

using namespace bus;
using namespace bus::iec104;
using namespace std::chrono_literals;
using bus::test::client_fixture;
using bus::test::commanded;
using bus::test::outcome;
using bus::test::point;

namespace {

using kind = action::control::kind;

const auto lost = error{errc::not_connected, "link"};

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_client_command_trouble)

BOOST_AUTO_TEST_CASE(a_confirmation_that_does_not_come_is_a_timeout) {
  auto uut = commanded{};
  uut.command(201, true);
  BOOST_TEST((uut.client.deadline() == uut.in(5s)));
  uut.sent();
  uut.pass(4s);
  BOOST_TEST(uut.told.calls == 0);
  uut.pass(1s);
  BOOST_TEST(uut.told.text == "timeout: no confirmation in time; it was not executed");
  uut.confirm(); // too late
  BOOST_TEST(uut.sent() == "");
  BOOST_TEST((uut.client.deadline() == never));
  uut.command(200, true);
  uut.sent();
  uut.pass(5s);
  BOOST_TEST(uut.told.text
             == "timeout: no confirmation in time; whether it was done is not known");
  uut.command(200, true, kind::cancel);
  uut.pass(5s);
  BOOST_TEST(
    uut.told.text
    == "timeout: no confirmation in time; whether it was cancelled is not known");
  BOOST_TEST(uut.told.calls == 3);
}

BOOST_AUTO_TEST_CASE(each_step_has_its_own_time) {
  auto uut = commanded{};
  uut.command(201, true);
  uut.pass(4s);
  uut.sent();
  uut.confirm();
  uut.sent();
  uut.pass(4s);
  uut.confirm();
  uut.pass(29s);
  BOOST_TEST(uut.told.calls == 0);
  uut.pass(1s);
  BOOST_TEST(uut.told.text
             == "timeout: no termination in time; whether it was done is not known "
                "[select] [operate]");
}

BOOST_AUTO_TEST_CASE(the_callers_deadline_ends_any_step) {
  for (auto confirmations : {0, 1, 2}) {
    auto uut = commanded{};
    uut.client.control({1, 201}, {kind::operate, true}, uut.in(2s), uut.now,
                       uut.told.acted());
    for (auto i = 0; i < confirmations; ++i) {
      uut.sent();
      uut.confirm();
    }
    BOOST_TEST((uut.client.deadline() == uut.in(2s)));
    uut.pass(2s);
    BOOST_TEST(uut.told.text.starts_with("timeout: "));
    BOOST_TEST(uut.told.calls == 1);
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_executed_behind_the_deadline) {
  auto uut = commanded{};
  uut.client.control({1, 201}, {kind::operate, true}, uut.in(2s), uut.now,
                     uut.told.acted());
  uut.sent();
  uut.now.at += 2s; // and no tick
  uut.confirm();
  BOOST_TEST(uut.sent() == "");
  BOOST_TEST(uut.told.text == "timeout: no confirmation in time; it was not executed");
  uut.client.control({1, 200}, {kind::operate, true}, uut.now.at, uut.now,
                     uut.told.acted());
  BOOST_TEST(uut.sent() == "");
  BOOST_TEST(uut.told.text == "timeout: it was not sent in time");
}

BOOST_AUTO_TEST_CASE(a_link_that_is_lost_at_any_step_fails_the_command_once) {
  auto not_known = std::string{"; whether it was done is not known"};
  auto expected =
    std::vector<std::string>{"; it was not executed", not_known + " [select]",
                             not_known + " [select] [operate]"};
  for (auto i = std::size_t{0}; i < expected.size(); ++i) {
    auto uut = commanded{};
    uut.command(201, true);
    for (auto n = std::size_t{0}; n < i; ++n) {
      uut.sent();
      uut.confirm();
    }
    uut.client.stopped(lost);
    BOOST_TEST(uut.told.text
               == "not-connected: the connection ended, not-connected at link"
                    + expected[i]);
    BOOST_TEST(uut.sent() == ""); // also what was not fetched yet
    uut.start();
    BOOST_TEST(uut.sent() == "");
    if (i > 0)
      uut.confirm();
    uut.pass(1h);
    BOOST_TEST(uut.told.calls == 1);
  }
}

BOOST_AUTO_TEST_CASE(without_a_connection_nothing_is_commanded) {
  auto uut = commanded{};
  uut.client.stopped(lost);
  uut.command(200, true);
  BOOST_TEST(uut.told.text == "not-connected: ");
  uut.start();
  BOOST_TEST(uut.sent() == "");
}

BOOST_AUTO_TEST_CASE(a_selection_ends_with_the_connection) {
  auto uut = commanded{};
  uut.command(200, true, kind::select);
  uut.sent();
  uut.confirm();
  uut.client.stopped(lost);
  uut.start();
  uut.command(200, true, kind::cancel);
  BOOST_TEST(uut.sent() == "C_SC_NA_1 deact 1/200 true");
}

BOOST_AUTO_TEST_CASE(not_more_is_under_way_than_may_be) {
  auto settings = client_settings{};
  settings.interrogates = false;
  settings.most_outstanding = 3;
  for (auto i = 0u; i < 4; ++i)
    settings.points.push_back(point(200 + i, type_id::c_sc_na_1));
  auto uut = client_fixture{settings};
  uut.start();
  auto told = outcome{}, busy = outcome{};
  for (auto i = 0u; i < 2; ++i)
    uut.client.control({1, 200 + i}, {kind::operate, true}, uut.in(1s), uut.now,
                       told.acted());
  uut.client.read({1, 1}, uut.in(1s), uut.now, told.read());
  uut.client.control({1, 203}, {kind::operate, true}, uut.in(1s), uut.now,
                     busy.acted());
  BOOST_TEST(busy.text == "busy: too much is under way");
  uut.client.read({1, 1}, uut.in(1s), uut.now, busy.read());
  uut.client.interrogate({}, uut.in(1s), uut.now, busy.acted());
  uut.client.write({1, 204}, true, uut.in(1s), uut.now, busy.written());
  BOOST_TEST(busy.calls == 4);
  uut.pass(1s);
  BOOST_TEST(told.calls == 3);
  uut.client.read({1, 1}, uut.in(1s), uut.now, told.read());
  BOOST_TEST(told.calls == 3);
}

BOOST_AUTO_TEST_CASE(who_is_answered_may_command_again) {
  auto uut = commanded{};
  auto again = [&](const action_result&) { uut.command(200, false); };
  uut.client.control({1, 200}, {kind::operate, true}, uut.in(1h), uut.now, again);
  uut.sent();
  uut.confirm();
  uut.terminate();
  BOOST_TEST(uut.sent() == "C_SC_NA_1 act 1/200 false");
  uut.confirm();
  uut.terminate();
  auto at_the_end = [&](const action_result&) { uut.command(202, true); };
  uut.client.control({1, 202}, {kind::operate, true}, uut.in(1h), uut.now, at_the_end);
  uut.client.stopped(lost);
  BOOST_TEST(uut.told.text == "not-connected: ");
  uut.start();
  uut.client.control({1, 202}, {kind::operate, true}, uut.in(1s), uut.now, at_the_end);
  uut.sent();
  uut.pass(1s);
  BOOST_TEST(uut.sent() == "C_DC_NA_1 act 1/202 \"on\"");
}

BOOST_AUTO_TEST_CASE(a_link_that_is_lost_while_a_step_is_told_is_no_matter) {
  auto uut = commanded{};
  auto x = action::control{kind::operate, true};
  x.stepped = [&](const std::string&) { uut.client.stopped(lost); };
  uut.client.control({1, 201}, x, uut.in(1h), uut.now, uut.told.acted());
  uut.sent();
  uut.confirm();
  BOOST_TEST(uut.told.calls == 1);
  BOOST_TEST(uut.sent() == "");
}

BOOST_AUTO_TEST_SUITE_END()
