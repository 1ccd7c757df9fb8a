#include "messages/xmppsp/router.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus::xmppsp;
using namespace std::string_view_literals;

namespace {

const auto ied = std::string{"ied@example.org/ied"};
const auto scada = std::string{"scada@example.org/bus"};

heading said(element_kind kind, std::string_view from, std::string_view to = {}) {
  return {kind, from, to};
}

template <class T>
bool is(const router::target& x) {
  return std::holds_alternative<T>(x);
}

router::number connection_of(const router::target& x) {
  auto* found = std::get_if<router::for_connection>(&x);
  return found ? found->who : 0;
}

} // namespace

BOOST_AUTO_TEST_SUITE(xmppsp_router)

BOOST_AUTO_TEST_CASE(answers_find_the_connection_that_asked) {
  auto uut = router{};
  auto one = uut.call(ied), two = uut.call(ied);
  uut.sent(one, said(element_kind::connect, "a"));
  uut.sent(two, said(element_kind::connect, "b"));
  BOOST_TEST(connection_of(uut.route(ied, said(element_kind::accept, "x", "b")))
             == two);
  BOOST_TEST(connection_of(uut.route(ied, said(element_kind::accept, "y", "a")))
             == one);
  uut.remove(one);
  BOOST_TEST(is<router::unknown>(uut.route(ied, said(element_kind::data, "y", "a"))));
  BOOST_TEST(is<router::dropped>(uut.route(ied, said(element_kind::abort, "y", "a"))));
  BOOST_TEST(uut.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_forged_sender_touches_nothing) {
  auto uut = router{};
  auto one = uut.call(ied);
  uut.sent(one, said(element_kind::connect, "a"));
  auto forged = uut.route("ied@example.org/other", said(element_kind::abort, "x", "a"));
  BOOST_REQUIRE(is<router::dropped>(forged));
  BOOST_TEST(std::get<router::dropped>(forged).forged);
  BOOST_TEST(connection_of(uut.route(ied, said(element_kind::accept, "x", "a")))
             == one);
}

BOOST_AUTO_TEST_CASE(the_first_resource_that_answers_is_the_peer) {
  auto uut = router{};
  auto one = uut.call("ied@example.org");
  uut.sent(one, said(element_kind::connect, "a"));
  BOOST_TEST(connection_of(uut.route(ied, said(element_kind::accept, "x", "a")))
             == one);
  BOOST_TEST(uut.peer_of(one) == ied);
  BOOST_TEST(is<router::dropped>(
    uut.route("ied@example.org/other", said(element_kind::data, "x", "a"))));
}

BOOST_AUTO_TEST_CASE(callers_are_told_apart_before_they_are_answered) {
  auto uut = router{};
  auto first = uut.route(scada, said(element_kind::connect, "a"));
  auto second = uut.route(scada, said(element_kind::connect, "b"));
  BOOST_REQUIRE((is<router::caller>(first) && is<router::caller>(second)));
  auto one = std::get<router::caller>(first).who;
  auto two = std::get<router::caller>(second).who;
  BOOST_TEST(one != two);
  // Segments of the connect, and its abort.
  BOOST_TEST(connection_of(uut.route(scada, said(element_kind::connect, "a"))) == one);
  BOOST_TEST(connection_of(uut.route(scada, said(element_kind::abort, "b"))) == two);
  // The same id of another JID is somebody else's.
  BOOST_TEST(is<router::caller>(uut.route(ied, said(element_kind::connect, "a"))));
  uut.sent(one, said(element_kind::accept, "mine", "a"));
  BOOST_TEST(connection_of(uut.route(scada, said(element_kind::data, "a", "mine")))
             == one);
  BOOST_TEST(
    is<router::dropped>(uut.route(ied, said(element_kind::data, "a", "mine"))));
}

BOOST_AUTO_TEST_CASE(who_goes_takes_his_connections_with_him) {
  auto uut = router{};
  auto one = uut.call(ied);
  uut.route(scada, said(element_kind::connect, "a"));
  BOOST_TEST(uut.connections_to(ied) == std::vector{one},
             boost::test_tools::per_element());
  BOOST_TEST(uut.connections_to("scada@example.org").size() == 1u);
  BOOST_TEST(uut.connections_to("nobody@example.org").empty());
}

BOOST_AUTO_TEST_SUITE_END()
