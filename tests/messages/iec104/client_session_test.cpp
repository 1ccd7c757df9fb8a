#include "messages/iec104/type_info.hpp"
#include "tests/messages/iec104/client_fixture.hpp"
#include "tests/messages/iec104/session_pair.hpp"

using namespace bus;
using namespace bus::iec104;
using namespace std::chrono_literals;
using bus::test::outcome;
using bus::test::session_end;
using bus::test::session_pair;

namespace {

/// A client above its session, face to face with a station that does all it is asked.
class whole_chain {
public:
  whole_chain()
    : client{settings()} {
    now.at = lines.now;
    now.utc = from_rfc3339("2026-03-01T12:00:00Z").value();
  }

  void connect() {
    lines.open();
    lines.start();
    step();
  }

  void lose() {
    for (auto* x : {&lines.client, &lines.server})
      x->session.line_closed({errc::not_connected, "link"});
    lines.client.collect();
    lines.server.collect();
    step();
  }

  /// What came is told to either side, its answers go to the sessions.
  void step() {
    for (auto& x : std::exchange(lines.server.told, {}))
      if (auto* came = std::get_if<received>(&x))
        serve(came->asdu);
    for (auto& x : std::exchange(lines.client.told, {}))
      take(x);
    for (auto& x : client.take_output())
      send(lines.client, x);
    for (auto& x : client.take_told())
      values.push_back(x);
  }

  /// One frame's way, alternating; false once nothing is said any more.
  bool carry() {
    auto is_carried = lines.carry(lines.client, lines.server);
    step();
    is_carried = lines.carry(lines.server, lines.client) || is_carried;
    step();
    return is_carried;
  }

  void run() {
    while (carry()) {
    }
  }

  void send(session_end& from, const bytes& x) {
    BOOST_TEST(from.session.send(x, lines.now).has_value());
  }

  session_pair lines;
  iec104::client client;
  moment now;
  std::vector<told_object> values;
  int executed = 0;

private:
  static client_settings settings() {
    auto out = client_settings{};
    out.points = {{{1, 200}}};
    out.points[0].command = type_id::c_sc_na_1;
    out.points[0].select = true;
    return out;
  }

  void take(const event& x) {
    if (std::holds_alternative<started>(x))
      client.started(now);
    if (auto* y = std::get_if<closed>(&x))
      client.stopped(y->why);
    if (auto* y = std::get_if<received>(&x))
      client.receive(y->asdu, now);
  }

  void serve(const bytes& octets) {
    auto answer = [&](cause x) {
      send(lines.server, mirror(octets, x, false).value());
    };
    auto x = decode(octets).value();
    answer(cause::activation_confirmation);
    if (x.head.type == type_id::c_ic_na_1)
      for (auto i = 1u; i <= 100; ++i)
        send(lines.server, encode({{type_id::m_sp_na_1, cause::interrogated_by_station},
                                   {{i, single_point{true}}}})
                             .value());
    auto* command = std::get_if<single_command>(&x.objects[0].element);
    if (command && command->select)
      return;
    if (command) {
      ++executed;
      send(lines.server, encode({{type_id::m_sp_na_1, cause::return_remote},
                                 {{100, single_point{false}}}})
                           .value());
    }
    answer(cause::activation_termination);
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_client_session)

BOOST_AUTO_TEST_CASE(a_station_is_interrogated_and_commanded_over_its_connection) {
  auto uut = whole_chain{};
  uut.connect();
  uut.run();
  BOOST_TEST(uut.values.size() == 100);
  auto told = outcome{};
  uut.client.control({1, 200}, {action::control::kind::operate, true}, never, uut.now,
                     told.acted());
  uut.step();
  uut.run();
  BOOST_TEST(told.text
             == R"({"ref":"1/200","action":"operate",)"
                R"("steps":["select","operate","termination"]})");
  BOOST_TEST(uut.executed == 1);
  BOOST_TEST(uut.values.size() == 101);
  BOOST_TEST(uut.values.back().why == static_cast<reasons>(reason::data_change));
}

BOOST_AUTO_TEST_CASE(
  a_command_whose_line_is_lost_anywhere_is_answered_and_not_repeated) {
  for (auto lost_at = 0; lost_at < 6; ++lost_at)
    BOOST_TEST_CONTEXT(lost_at) {
      auto uut = whole_chain{};
      uut.connect();
      uut.run();
      auto told = outcome{};
      uut.client.control({1, 200}, {action::control::kind::operate, true}, never,
                         uut.now, told.acted());
      uut.step();
      for (auto i = 0; i < lost_at; ++i)
        uut.carry();
      auto is_done = told.calls == 1;
      uut.lose();
      BOOST_TEST(told.calls == 1);
      if (!is_done && uut.executed > 0)
        BOOST_TEST(
          (told.text.find("whether it was done is not known") != std::string::npos));
      uut.connect();
      uut.run();
      BOOST_TEST(told.calls == 1);
      BOOST_TEST(uut.executed <= 1);
    }
}

BOOST_AUTO_TEST_SUITE_END()
