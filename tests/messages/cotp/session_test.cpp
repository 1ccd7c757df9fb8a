#include "messages/cotp/session.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::cotp;
using bus::test::hex;

namespace {

/// Two ends, connected with these settings.
struct connected_ends {
  settings calling, called;
  session client, server;

  explicit connected_ends(settings x = {}, settings y = {})
    : calling{std::move(x)},
      called{std::move(y)},
      client{cotp::role::initiator, calling},
      server{cotp::role::responder, called} {
    auto asked = server.receive(client.connect());
    BOOST_REQUIRE(asked && std::holds_alternative<connect_indication>(*asked));
    auto answer = client.receive(server.accept().value());
    BOOST_REQUIRE(answer && std::holds_alternative<cotp::connected>(*answer));
  }
};

std::vector<bytes> segments(const session& x, const bytes& tsdu) {
  auto out = std::vector<bytes>{};
  x.segment(tsdu, [&](const data_header& header, byte_view part) {
    auto& one = out.emplace_back(header.begin(), header.end());
    one.insert(one.end(), part.begin(), part.end());
  });
  return out;
}

std::string refused(const char* octets) {
  auto with = settings{};
  with.own_tsel = hex("00 01");
  auto uut = session{cotp::role::responder, with};
  auto out = uut.receive(hex(octets));
  return out ? "taken" : out.error().where;
}

} // namespace

BOOST_AUTO_TEST_SUITE(cotp_session)

BOOST_AUTO_TEST_CASE(a_request_has_the_octets_of_the_standard) {
  auto with = settings{};
  with.own_tsel = hex("00 00");
  with.peer_tsel = hex("00 01");
  with.max_tpdu_size = 1024;
  auto uut = session{cotp::role::initiator, with};
  auto sent = uut.connect();
  BOOST_TEST(sent[0] == sent.size() - 1);
  BOOST_TEST(sent[1] == 0xe0);
  auto back = decode(sent);
  BOOST_REQUIRE(back);
  auto& cr = std::get<connect_request>(*back);
  BOOST_TEST(cr.transport_class == 0);
  BOOST_TEST((cr.tpdu_size == std::size_t{1024}));
  BOOST_TEST((cr.calling_tsel == hex("00 00")));
  BOOST_TEST((cr.called_tsel == hex("00 01")));
}

BOOST_AUTO_TEST_CASE(agrees_on_the_smaller_tpdu) {
  for (auto one : {128u, 512u, 8192u})
    for (auto other : {128u, 1024u, 8192u}) {
      auto uut = connected_ends{{{}, {}, one}, {{}, {}, other}};
      BOOST_TEST(uut.client.payload_size() == std::min(one, other) - 3);
      BOOST_TEST(uut.server.payload_size() == std::min(one, other) - 3);
    }
}

BOOST_AUTO_TEST_CASE(puts_together_what_was_divided) {
  auto uut = connected_ends{{{}, {}, 128}};
  for (auto size : {0u, 1u, 124u, 125u, 126u, 5'000u}) {
    auto tsdu = bytes(size, 0x5a);
    auto got = std::optional<bytes>{};
    for (auto& one : segments(uut.client, tsdu)) {
      BOOST_TEST(!got);
      BOOST_TEST(one.size() <= 128u);
      auto event = uut.server.receive(one);
      BOOST_REQUIRE(event);
      if (auto* whole = std::get_if<data_event>(&*event))
        got = bytes(whole->tsdu.begin(), whole->tsdu.end());
    }
    BOOST_TEST((got == tsdu));
  }
}

BOOST_AUTO_TEST_CASE(segments_without_an_end_are_bounded) {
  auto small = settings{};
  small.max_tsdu = 1'000;
  auto uut = connected_ends{{}, small};
  auto part = bytes{2, 0xf0, 0};
  part.resize(103);
  auto taken = 0;
  while (uut.server.receive(part))
    BOOST_REQUIRE(++taken <= 10);
  BOOST_TEST(taken == 10);

  auto other = connected_ends{};
  taken = 0;
  while (other.server.receive(hex("02 f0 00")))
    BOOST_REQUIRE(++taken < 10'000);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_request_for_it) {
  BOOST_TEST(refused("06 e0 00 00 00 01 00") == "taken"); // no selector: it is meant
  BOOST_TEST(refused("0a e0 00 00 00 01 00 c2 02 00 01") == "taken");
  BOOST_TEST(refused("0a e0 00 00 00 01 00 c2 02 00 09") == "cotp.cr.called_tsel");
  BOOST_TEST(refused("06 e0 00 00 00 01 20") != "taken");             // class 2 only
  BOOST_TEST(refused("09 e0 00 00 00 01 00 c0 01 06") != "taken");    // 64 octets
  BOOST_TEST(refused("0a e0 00 00 00 01 00 c2 09 00 01") != "taken"); // lying length
  BOOST_TEST(refused("20 e0 00 00 00 01 00") != "taken");
  BOOST_TEST(refused("02 f0 80 01") != "taken");          // data before the connection
  BOOST_TEST(refused("06 d0 00 00 00 01 00") != "taken"); // a confirm
  BOOST_TEST(refused("") != "taken");
  BOOST_TEST(refused("00") != "taken");
}

BOOST_AUTO_TEST_CASE(tells_why_it_was_refused) {
  auto with = settings{};
  auto client = session{cotp::role::initiator, with};
  auto server = session{cotp::role::responder, with};
  BOOST_REQUIRE(server.receive(client.connect()));
  auto end = client.receive(server.refuse(reason::congestion_at_tsap));
  BOOST_REQUIRE(end);
  auto* why = std::get_if<disconnected>(&*end);
  BOOST_REQUIRE(why);
  BOOST_TEST(why->why.cause == name(reason::congestion_at_tsap));
  BOOST_TEST(!client.receive(hex("02 f0 80 01")));
}

BOOST_AUTO_TEST_SUITE_END()
