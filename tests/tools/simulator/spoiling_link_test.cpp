#include "tools/simulator/spoiling_link.hpp"

#include "tests/support/actor_fixture.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::simulator;
using namespace std::chrono_literals;
using bus::test::hex;
using kind = iec104_fault::kind;

namespace {

constexpr auto s_frame = "68 04 01 00 02 00";
constexpr auto start_activation = "68 04 07 00 00 00";

/// The real link and the station's peer, both played here.
struct fixture : test::actor_fixture {
  link_user_actor above_link; ///< whom the real link tells
  bytes sent;                 ///< over the real link
  bool closing = false;
  bool held = false;

  bool opened = false; ///< as the peer sees it
  bytes heard;
  std::string end;

  link_actor below = keep(sys.spawn([this](link_actor::pointer) {
    return link_actor::behavior_type{
      [this](const open_link& x) { above_link = x.user; },
      [this](const send_bytes& x) {
        sent.insert(sent.end(), x.data.begin(), x.data.end());
      },
      [this](close_link) { closing = true; },
      [this](hold_link x) { held = x.on; },
      [](drain_link) { return link_drained{}; },
    };
  }));
  link_user_actor user = keep(sys.spawn([this](link_user_actor::pointer) {
    return link_user_actor::behavior_type{
      [this](link_opened) { opened = true; },
      [this](const link_closed& x) { end = x.why.cause; },
      [this](const received& x) {
        heard.insert(heard.end(), x.data.begin(), x.data.end());
      },
    };
  }));

  link_actor open(std::vector<iec104_fault> faults) {
    auto start = sys.clock().now();
    auto out =
      link_actor{keep(sys.spawn(spoiling_link, below, std::move(faults), start, 104u))};
    self->send(out, open_link{user});
    run();
    self->send(above_link, link_opened{});
    run();
    return out;
  }

  void say(const char* octets) {
    self->send(above_link, received{hex(octets)});
    run();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(simulator_spoiling_link, fixture)

BOOST_AUTO_TEST_CASE(without_a_fault_in_its_time_it_is_the_link) {
  auto uut = open({{.what = kind::silence, .from = 1h}});
  BOOST_TEST(opened);
  say(start_activation);
  BOOST_TEST(heard == hex(start_activation));
  self->send(uut, send_bytes{hex(s_frame)});
  self->send(uut, hold_link{true});
  run();
  BOOST_TEST(sent == hex(s_frame));
  BOOST_TEST(held);
  auto drained = false;
  auto asked = self->request(uut, caf::infinite, drain_link{});
  run();
  asked.receive([&](link_drained) { drained = true; }, [](const caf::error&) {});
  BOOST_TEST(drained);
}

BOOST_AUTO_TEST_CASE(faults_begin_when_the_device_has_run_so_long) {
  auto uut = open({{.what = kind::silence, .from = 5s}});
  pass(5s, 1s);
  self->send(uut, send_bytes{hex(s_frame)});
  say(s_frame);
  BOOST_TEST(sent.empty());
  BOOST_TEST(heard == hex(s_frame));
}

BOOST_AUTO_TEST_CASE(what_was_held_comes_when_its_time_is_over) {
  auto uut = open({{.what = kind::stalled_window, .to = 2s}});
  say(s_frame);
  pass(1900ms, 100ms);
  BOOST_TEST(heard.empty());
  pass(100ms, 100ms);
  BOOST_TEST(heard == hex(s_frame));
}

BOOST_AUTO_TEST_CASE(a_disconnect_closes_the_real_link) {
  auto uut = open({{.what = kind::disconnect}});
  say(start_activation);
  BOOST_TEST(closing);
  BOOST_TEST(heard.empty());
}

BOOST_AUTO_TEST_CASE(it_ends_with_the_link_and_says_so) {
  auto uut = open({{.what = kind::silence}});
  auto ended = false;
  self->monitor(uut);
  self->send(above_link, link_closed{{errc::not_connected, "link", "gone"}});
  run();
  BOOST_TEST(end == "gone");
  self->receive([&](const caf::down_msg&) { ended = true; });
  BOOST_TEST(ended);
}

BOOST_AUTO_TEST_CASE(who_ends_it_ends_the_link) {
  auto uut = open({{.what = kind::silence}});
  self->monitor(below);
  self->send_exit(uut, caf::exit_reason::user_shutdown);
  run();
  auto ended = false;
  self->receive([&](const caf::down_msg&) { ended = true; });
  BOOST_TEST(ended);
}

BOOST_AUTO_TEST_SUITE_END()
