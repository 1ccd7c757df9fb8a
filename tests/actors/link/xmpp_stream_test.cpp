#include "actors/link/xmpp_stream.hpp"

#include "tests/support/actor_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace std::chrono_literals;

// What needs no XMPP server; the rest is in end_to_end/xmpp_test.py.

namespace {

bytes octets(std::string_view x) {
  return {x.begin(), x.end()};
}

constexpr auto header = "<?xml version='1.0'?><stream:stream "
                        "xmlns:stream='http://etherx.jabber.org/streams' "
                        "xmlns='jabber:client' from='example.org' id='1' "
                        "version='1.0'>";
constexpr auto features_without_tls =
  "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
  "<mechanism>SCRAM-SHA-1</mechanism></mechanisms></stream:features>";

xmpp_account an_account() {
  return {"127.0.0.1", 5222, "scada@example.org/bus", "secret"};
}

struct stream_fixture : test::actor_fixture {
  int opens = 0, closes = 0;
  std::string sent;
  std::vector<std::string> told; ///< to the link's user

  link_actor tcp = keep(sys.spawn([this]() -> link_actor::behavior_type {
    return {
      [this](const open_link&) { ++opens; },
      [this](const send_bytes& x) { sent.append(x.data.begin(), x.data.end()); },
      [this](close_link) { ++closes; },
      [](hold_link) {},
      [](drain_link) { return link_drained{}; },
    };
  }));

  link_user_actor user = keep(sys.spawn([this]() -> link_user_actor::behavior_type {
    return {
      [this](link_opened) { told.push_back("opened"); },
      [this](const link_closed& x) { told.push_back(to_string(x.why)); },
      [this](const received& x) { told.emplace_back(x.data.begin(), x.data.end()); },
    };
  }));

  xmpp_stream_actor uut =
    keep(sys.spawn(xmpp_stream, tcp, xmpp_stream_settings{an_account()},
                   xmpp_stream_state::callback{}));
  xmpp_link_actor link =
    keep(sys.spawn(calling_xmpp_link, uut, std::string{"ied@example.org/ied"}));

  stream_fixture() { run(); }

  void tell(std::string_view text) {
    caf::anon_send(uut, received{octets(text)});
    run();
  }

  void open() {
    caf::anon_send(link, open_link{user});
    run();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(xmpp_stream_actor_, stream_fixture)

BOOST_AUTO_TEST_CASE(a_server_without_tls_is_left_before_the_password_is_said) {
  open();
  BOOST_TEST(opens == 1);
  caf::anon_send(uut, link_opened{});
  run();
  BOOST_TEST(sent.find("to='example.org'") != sent.npos);
  tell(header);
  tell(features_without_tls);
  BOOST_TEST(closes == 1);
  BOOST_TEST(sent.find("auth") == sent.npos);
  caf::anon_send(uut, link_closed{{errc::not_connected, "link", "closed by the bus"}});
  run();
  BOOST_REQUIRE(told.size() == 1);
  BOOST_TEST(told[0].find("does not offer TLS") != told[0].npos, told[0]);
}

BOOST_AUTO_TEST_CASE(it_dials_again_and_says_meanwhile_that_it_is_not_there) {
  caf::anon_send(uut, link_closed{{errc::not_connected, "link", "refused"}});
  run();
  open();
  BOOST_REQUIRE(told.size() == 1);
  BOOST_TEST(told[0].find("not there") != told[0].npos, told[0]);
  pass(1s);
  BOOST_TEST(opens == 2);
}

BOOST_AUTO_TEST_CASE(a_server_that_is_silent_is_left) {
  caf::anon_send(uut, link_opened{});
  run();
  BOOST_TEST(closes == 0);
  pass(16s, 1s);
  BOOST_TEST(closes == 1);
}

BOOST_AUTO_TEST_CASE(what_is_no_xml_ends_the_stream) {
  caf::anon_send(uut, link_opened{});
  tell(std::string{header} + "<<<");
  BOOST_TEST(closes == 1);
}

BOOST_AUTO_TEST_CASE(a_called_link_keeps_what_came_before_it_was_opened) {
  auto called = keep(sys.spawn(called_xmpp_link, uut));
  caf::anon_send(called, received{octets("early")});
  caf::anon_send(called, open_link{user});
  caf::anon_send(called, received{octets("late")});
  run();
  BOOST_TEST(told == (std::vector<std::string>{"opened", "early", "late"}),
             boost::test_tools::per_element());
  caf::anon_send(called, link_closed{{errc::not_connected, "xmpp", "it went offline"}});
  run();
  BOOST_TEST(told.back().find("offline") != told.back().npos);
}

BOOST_AUTO_TEST_SUITE_END()
