#include "tests/messages/xmppsp/ends.hpp"

using namespace bus;
using namespace bus::test::xmppsp_ends;

BOOST_AUTO_TEST_SUITE(xmppsp_session_faults)

// ---- what a network does ----------------------------------------------------

BOOST_AUTO_TEST_CASE(drops_and_counts_what_comes_twice) {
  auto uut = ends{};
  uut.open();
  for (auto i = 0; i < 3; ++i)
    BOOST_REQUIRE(uut.client.send(told));
  auto out = uut.client.take_output();
  auto doubled =
    std::vector<std::string>{out[0], out[0], out[1], out[0], out[2], out[1]};
  BOOST_TEST(ends::hand(doubled, uut.server).size() == 3u);
  BOOST_TEST(uut.server.duplicates() == 3u);
}

BOOST_AUTO_TEST_CASE(a_connect_may_come_twice) {
  auto uut = ends{};
  BOOST_REQUIRE(uut.client.connect(told));
  auto out = uut.client.take_output();
  out.push_back(out[0]);
  BOOST_TEST(ends::hand(out, uut.server).size() == 1u);
  BOOST_REQUIRE(uut.server.accept(told));
  BOOST_TEST(ends::hand(out, uut.server).empty());
  BOOST_TEST(uut.server.duplicates() == 3u);
  BOOST_TEST(is_one<accepted>(uut.to_client(), told));
}

BOOST_AUTO_TEST_CASE(a_loss_ends_the_connection_and_both_know_why) {
  auto uut = ends{};
  uut.open();
  for (auto i = 0; i < 3; ++i)
    BOOST_REQUIRE(uut.client.send(told));
  auto out = uut.client.take_output();
  BOOST_REQUIRE(uut.server.receive(out[0]));
  auto gap = uut.server.receive(out[2]);
  BOOST_REQUIRE(!gap);
  BOOST_TEST(gap.error().where == "xmppsp.data.seq");
  BOOST_TEST(gap.error().cause
             == "number 3 came where 2 was due: a message was lost or overtaken; "
                "connect again");
  BOOST_TEST((abort_in(uut.server, uut.client).why == reason::sequence_gap));
}

BOOST_AUTO_TEST_CASE(a_message_that_is_overtaken_ends_the_connection) {
  auto uut = ends{};
  uut.open();
  BOOST_REQUIRE(uut.server.send(told));
  BOOST_REQUIRE(uut.server.send(told));
  auto out = uut.server.take_output();
  BOOST_TEST(!uut.client.receive(out[1]));
  auto late = uut.client.receive(out[0]);
  BOOST_REQUIRE(late);
  BOOST_TEST(std::holds_alternative<none>(*late));
  BOOST_TEST((abort_in(uut.client, uut.server).why == reason::sequence_gap));
}

BOOST_AUTO_TEST_CASE(a_lost_segment_ends_the_connection) {
  for (auto lost : {0u, 1u, 4u}) {
    auto uut = ends{};
    uut.calling.max_element = 1'024;
    uut.open();
    BOOST_REQUIRE(uut.client.send(numbered(2'500)));
    BOOST_REQUIRE(uut.client.send(told));
    auto out = uut.client.take_output();
    BOOST_REQUIRE_GT(out.size(), 5u);
    out.erase(out.begin() + lost);
    auto failed = false;
    for (auto& one : out) {
      auto came = uut.server.receive(one);
      failed = failed || !came;
      BOOST_TEST((!came || std::holds_alternative<none>(*came)));
    }
    BOOST_TEST(failed);
  }
}

BOOST_AUTO_TEST_CASE(an_abort_is_heeded_whatever_was_lost) {
  auto uut = ends{};
  uut.open();
  BOOST_REQUIRE(uut.client.send(told));
  uut.client.abort(told);
  auto out = uut.client.take_output();
  auto came = uut.server.receive(out[1]);
  BOOST_REQUIRE(came);
  BOOST_TEST(std::holds_alternative<aborted>(*came));
}

BOOST_AUTO_TEST_CASE(what_is_for_another_connection_is_told_so) {
  auto old = ends{};
  old.open();
  BOOST_REQUIRE(old.server.send(told));
  auto late = old.server.take_output();

  auto uut = ends{};
  uut.calling.make_id = counting("again");
  uut.open();
  BOOST_TEST(ends::hand(late, uut.client).empty());
  BOOST_TEST(uut.client.strays() == 1u);
  auto answer = uut.client.take_output();
  BOOST_REQUIRE_EQUAL(answer.size(), 1u);
  auto end = ends::hand(answer, old.server);
  BOOST_REQUIRE_EQUAL(end.size(), 1u);
  BOOST_TEST((std::get<aborted>(end[0].what).why == reason::unknown_connection));

  auto stray_abort = encode_abort("x", "y", reason::user_abort);
  BOOST_TEST(ends::hand({stray_abort}, uut.client).empty());
  BOOST_TEST(uut.client.take_output().empty()); // an abort is not answered
  BOOST_REQUIRE(uut.client.send(told));
  BOOST_TEST(is_one<data_indication>(uut.to_server(), told));
}

// ---- a peer that does not keep to the rules ---------------------------------

BOOST_AUTO_TEST_CASE(what_is_out_of_step_is_an_error) {
  using kinds = element_kind;
  struct step {
    bool to_server;
    kinds kind;
  };
  for (auto& [to_server, kind] :
       {step{true, kinds::accept}, step{true, kinds::refuse},
        step{true, kinds::finished}, step{true, kinds::connect},
        step{false, kinds::accept}, step{false, kinds::refuse},
        step{false, kinds::finished}}) {
    auto uut = ends{};
    uut.open();
    auto& to = to_server ? uut.server : uut.client;
    auto x = element{kind, to.peer_id()};
    x.to = kind == kinds::connect ? std::string_view{} : std::string_view{to.id()};
    x.seq = 1;
    auto came = to.receive(encode(x));
    BOOST_TEST(!came, name(kind));
    BOOST_TEST((abort_in(to, to_server ? uut.client : uut.server).why
                == reason::unexpected_element));
  }
}

BOOST_AUTO_TEST_CASE(data_before_an_accept_are_an_error) {
  auto uut = ends{};
  BOOST_REQUIRE(uut.client.connect(told));
  BOOST_REQUIRE_EQUAL(uut.to_server().size(), 1u);
  BOOST_TEST(!uut.client.receive(encode(element{element_kind::data, "s1", "c1"})));
  BOOST_TEST(!uut.client.connect(told));
}

BOOST_AUTO_TEST_CASE(another_kind_between_segments_is_an_error) {
  auto uut = ends{};
  uut.open();
  auto first = element{element_kind::data, "c1", "s1", 1, true};
  first.user_data = told;
  BOOST_REQUIRE(uut.server.receive(encode(first)));
  auto came = uut.server.receive(encode(element{element_kind::finish, "c1", "s1", 2}));
  BOOST_REQUIRE(!came);
  BOOST_TEST(came.error().where == "xmppsp.finish");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_ends_the_connection) {
  auto uut = ends{};
  uut.open();
  auto came = uut.server.receive("<data xmlns=\"urn:stationbus:xmppsp:1\" from=\"c1\" "
                                 "to=\"s1\" seq=\"1\" colour=\"red\"/>");
  BOOST_REQUIRE(!came);
  BOOST_TEST(came.error().cause == "it has no attribute colour");
  BOOST_TEST((abort_in(uut.server, uut.client).why == reason::malformed_element));

  auto other = ends{};
  other.open();
  BOOST_TEST(!other.server.receive(std::string(largest_element + 1, ' ')));
  BOOST_TEST((abort_in(other.server, other.client).why == reason::element_too_large));
}

BOOST_AUTO_TEST_CASE(refuses_a_version_that_it_does_not_know) {
  auto uut = ends{};
  BOOST_REQUIRE(uut.client.connect(told));
  auto x = element{element_kind::connect, "c1"};
  x.version = 2;
  auto came = uut.server.receive(encode(x));
  BOOST_REQUIRE(!came);
  BOOST_TEST((came.error().code == errc::unsupported));
  auto no = uut.to_client();
  BOOST_REQUIRE(is_one<refused>(no, {}));
  BOOST_TEST(std::get<refused>(no[0].what).why.cause == "version-not-supported");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_ids_that_cannot_be_written) {
  for (auto* id : {"", "a b", "<", "\""}) {
    auto uut = ends{};
    uut.calling.make_id = [id] { return std::string{id}; };
    auto done = uut.client.connect(told);
    BOOST_REQUIRE(!done);
    BOOST_TEST(done.error().where == "xmppsp.id");
  }
  BOOST_TEST(is_id(random_id()));
  BOOST_TEST(random_id() != random_id());
}

BOOST_AUTO_TEST_SUITE_END()
