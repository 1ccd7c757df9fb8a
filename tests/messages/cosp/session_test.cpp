#include "messages/cosp/session.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::cosp;
using bus::test::hex;

namespace {

const auto told = hex("61 02 05 00");

/// Two ends, up to the state that a name tells.
struct ends {
  settings calling = {}, called = {};
  session client{cosp::role::initiator, calling};
  session server{cosp::role::responder, called};

  void open() {
    auto asked = server.receive(client.connect(told).value());
    BOOST_REQUIRE(asked && std::holds_alternative<connect_indication>(*asked));
    auto answer = client.receive(server.accept(told).value());
    BOOST_REQUIRE(answer && std::holds_alternative<accepted>(*answer));
  }
};

template <class Event>
bool brings(session& to, const bytes& tsdu) {
  auto out = to.receive(tsdu);
  return out && std::holds_alternative<Event>(*out);
}

bytes data_tsdu() {
  auto out = bytes(data_header.begin(), data_header.end());
  out.insert(out.end(), told.begin(), told.end());
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(cosp_session)

BOOST_AUTO_TEST_CASE(carries_user_data_of_any_size_in_a_connect) {
  for (auto size : {0u, 1u, 200u, 254u, 255u, 256u, 512u, 513u, 10'000u}) {
    auto uut = ends{};
    auto user_data = bytes(size, 0x55);
    auto cn = uut.client.connect(user_data);
    BOOST_REQUIRE(cn);
    auto event = uut.server.receive(*cn);
    BOOST_REQUIRE(event);
    auto& asked = std::get<connect_indication>(*event);
    BOOST_TEST((bytes(asked.user_data.begin(), asked.user_data.end()) == user_data));
  }
}

BOOST_AUTO_TEST_CASE(connects_tells_and_finishes) {
  auto uut = ends{};
  uut.open();
  BOOST_TEST(brings<data>(uut.server, data_tsdu()));
  BOOST_TEST(brings<data>(uut.client, data_tsdu()));
  BOOST_TEST(brings<finish_indication>(uut.server, uut.client.finish(told).value()));
  BOOST_TEST(brings<finished>(uut.client, uut.server.disconnect(told).value()));
  BOOST_TEST(!uut.client.receive(data_tsdu()));
}

BOOST_AUTO_TEST_CASE(goes_on_where_the_peer_does_not_finish) {
  auto uut = ends{};
  uut.open();
  BOOST_TEST(brings<finish_indication>(uut.server, uut.client.finish(told).value()));
  BOOST_TEST(brings<not_finished>(uut.client, uut.server.not_finished(told).value()));
  BOOST_TEST(brings<data>(uut.client, data_tsdu()));
}

BOOST_AUTO_TEST_CASE(tells_who_aborted) {
  for (auto by_user : {true, false}) {
    auto uut = ends{};
    uut.open();
    auto end = uut.server.receive(by_user ? uut.client.abort(told)
                                          : uut.client.provider_abort());
    BOOST_REQUIRE(end);
    BOOST_TEST(std::get<aborted>(*end).by_user == by_user);
  }
}

BOOST_AUTO_TEST_CASE(tells_why_it_was_refused) {
  auto uut = ends{};
  BOOST_REQUIRE(uut.server.receive(uut.client.connect(told).value()));
  auto end =
    uut.client.receive(uut.server.refuse(reason::temporary_congestion, {}).value());
  BOOST_REQUIRE(end);
  BOOST_TEST(std::get<refused>(*end).why.cause == name(reason::temporary_congestion));
}

BOOST_AUTO_TEST_CASE(what_is_out_of_step_is_an_error) {
  BOOST_TEST(!ends{}.server.receive(data_tsdu()));
  BOOST_TEST(!ends{}.client.receive(data_tsdu()));
  auto uut = ends{};
  auto cn = uut.client.connect(told).value();
  BOOST_REQUIRE(uut.server.receive(cn));
  BOOST_TEST(!uut.server.receive(cn)); // connected twice
  auto early = ends{};
  BOOST_REQUIRE(early.server.receive(early.client.connect(told).value()));
  BOOST_TEST(!early.server.receive(data_tsdu())); // before it was accepted
}

BOOST_AUTO_TEST_CASE(lengths_that_lie_are_an_error) {
  for (auto* octets : {
         "",                                       // nothing
         "0d",                                     // no length
         "0d 05 05 06 13 01 00",                   // longer than it is
         "0d 08 05 08 13 01 00 16 01 02",          // a group longer than the SPDU
         "0d 0a 05 06 13 01 00 16 01 02 34 05",    // a parameter past the end
         "0d ff ff ff 05",                         // the long form, a lie
         "0d 08 05 06 13 01 00 16 01 02 00",       // octets behind it
         "01 00",                                  // a GT without a DT
         "01 00 02 00",                            // another one behind it
         "63 00",                                  // no SPDU that we know
         "0d 15 34 11 00 00 00 00 00 00 00 00 00 " // a selector of 17 octets
         "00 00 00 00 00 00 00 00 00",
       })
    BOOST_TEST(!decode(hex(octets)), octets);
}

BOOST_AUTO_TEST_CASE(skips_parameters_that_it_does_not_know) {
  auto tsdu = hex("0d 11 05 06 13 01 00 16 01 02 99 02 01 02 c1 03 01 02 03");
  auto read = decode(tsdu);
  BOOST_REQUIRE(read);
  BOOST_TEST(
    (bytes(read->user_data.begin(), read->user_data.end()) == hex("01 02 03")));
  BOOST_TEST(read->versions == 2);
}

BOOST_AUTO_TEST_SUITE_END()
