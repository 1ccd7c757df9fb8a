#include "tests/messages/xmppsp/ends.hpp"

using namespace bus;
using namespace bus::test::xmppsp_ends;

BOOST_AUTO_TEST_SUITE(xmppsp_session)

BOOST_AUTO_TEST_CASE(connects_tells_and_finishes_in_any_mix_of_encodings) {
  for (auto client_writes : {encoding::base64, encoding::xml})
    for (auto server_writes : {encoding::base64, encoding::xml}) {
      auto uut = ends{client_writes, server_writes};
      BOOST_REQUIRE(uut.client.connect(told));
      auto asked = uut.to_server();
      BOOST_REQUIRE(is_one<connect_indication>(asked, told));
      BOOST_TEST(
        (std::get<connect_indication>(asked[0].what).prefers == client_writes));
      BOOST_REQUIRE(uut.server.accept(told));
      BOOST_TEST(is_one<accepted>(uut.to_client(), told));
      BOOST_TEST(uut.client.id() == "c1");
      BOOST_TEST(uut.client.peer_id() == "s1");
      BOOST_TEST(uut.server.peer_id() == "c1");
      BOOST_REQUIRE(uut.client.send(told));
      BOOST_TEST(is_one<data_indication>(uut.to_server(), told));
      BOOST_REQUIRE(uut.server.send(told));
      BOOST_TEST(is_one<data_indication>(uut.to_client(), told));
      BOOST_REQUIRE(uut.client.finish(told));
      BOOST_TEST(is_one<finish_indication>(uut.to_server(), told));
      BOOST_REQUIRE(uut.server.finished(told));
      BOOST_TEST(is_one<finish_confirm>(uut.to_client(), told));
      BOOST_TEST(!uut.client.send(told));
      BOOST_TEST(!uut.server.send(told));
    }
}

BOOST_AUTO_TEST_CASE(writes_the_encoding_that_it_was_told) {
  for (auto as : {encoding::base64, encoding::xml}) {
    auto uut = ends{as, as};
    uut.open();
    BOOST_REQUIRE(uut.client.send(told));
    auto out = uut.client.take_output();
    BOOST_REQUIRE_EQUAL(out.size(), 1u);
    auto attribute = "encoding=\"" + std::string{name(as)} + '"';
    BOOST_TEST(out[0].find(attribute) != std::string::npos, out[0]);
  }
}

BOOST_AUTO_TEST_CASE(user_data_may_be_missing) {
  auto uut = ends{};
  BOOST_REQUIRE(uut.client.connect({}));
  BOOST_TEST(is_one<connect_indication>(uut.to_server(), {}));
  BOOST_REQUIRE(uut.server.accept({}));
  BOOST_TEST(is_one<accepted>(uut.to_client(), {}));
  BOOST_REQUIRE(uut.server.finish({}));
  BOOST_TEST(is_one<finish_indication>(uut.to_client(), {}));
  BOOST_REQUIRE(uut.client.finished({}));
  BOOST_TEST(is_one<finish_confirm>(uut.to_server(), {}));
}

BOOST_AUTO_TEST_CASE(cuts_user_data_of_any_size_into_segments_of_any_size) {
  for (auto most : {std::size_t{0}, std::size_t{1'024}, std::size_t{1'500},
                    std::size_t{60'000}, std::size_t{1'000'000}})
    for (auto size : {1u, 431u, 432u, 433u, 1'000u, 50'000u, 300'000u}) {
      auto uut = ends{};
      uut.calling.max_element = most;
      uut.open();
      auto user_data = numbered(size);
      BOOST_REQUIRE(uut.client.send(user_data));
      auto out = uut.client.take_output();
      for (auto& one : out)
        BOOST_TEST(one.size() <= std::clamp(most, std::size_t{1'024}, largest_element));
      BOOST_TEST(is_one<data_indication>(ends::hand(out, uut.server), user_data));
    }
}

BOOST_AUTO_TEST_CASE(cuts_whatever_carries_user_data) {
  auto uut = ends{encoding::xml, encoding::xml};
  uut.calling.max_element = uut.called.max_element = 1'024;
  auto large = numbered(5'000);
  BOOST_REQUIRE(uut.client.connect(large));
  BOOST_TEST(is_one<connect_indication>(uut.to_server(), large));
  BOOST_REQUIRE(uut.server.accept(large));
  BOOST_TEST(is_one<accepted>(uut.to_client(), large));
  BOOST_REQUIRE(uut.client.finish(large));
  BOOST_TEST(is_one<finish_indication>(uut.to_server(), large));
  BOOST_REQUIRE(uut.server.finished(large));
  BOOST_TEST(is_one<finish_confirm>(uut.to_client(), large));
}

BOOST_AUTO_TEST_CASE(bounds_what_it_sends_and_what_it_puts_together) {
  auto uut = ends{};
  uut.calling.max_element = 1'024;
  uut.called.max_user_data = 2'000;
  uut.open();
  BOOST_REQUIRE(uut.client.send(numbered(2'000)));
  BOOST_TEST(is_one<data_indication>(uut.to_server(), numbered(2'000)));
  BOOST_TEST(!uut.server.send(numbered(2'001)));
  BOOST_REQUIRE(uut.server.send(told)); // nothing of it was said
  BOOST_TEST(is_one<data_indication>(uut.to_client(), told));
  BOOST_REQUIRE(uut.client.send(numbered(2'001)));
  auto out = uut.client.take_output();
  auto last = std::move(out.back());
  out.pop_back();
  BOOST_TEST(ends::hand(out, uut.server).empty());
  auto came = uut.server.receive(last);
  BOOST_REQUIRE(!came);
  BOOST_TEST(came.error().cause == "2001 octets of user data; at most 2000 are taken");
  BOOST_TEST((abort_in(uut.server, uut.client).why == reason::user_data_too_large));
}

BOOST_AUTO_TEST_CASE(tells_why_it_was_refused) {
  for (auto why : {reason::rejected, reason::temporary_congestion}) {
    auto uut = ends{};
    BOOST_REQUIRE(uut.client.connect(told));
    BOOST_REQUIRE_EQUAL(uut.to_server().size(), 1u);
    BOOST_REQUIRE(uut.server.refuse(why, told));
    auto no = uut.to_client();
    BOOST_REQUIRE(is_one<refused>(no, told));
    BOOST_TEST(std::get<refused>(no[0].what).why.cause == name(why));
    BOOST_TEST(!uut.client.send(told));
    BOOST_TEST(!uut.server.accept(told));
  }
}

BOOST_AUTO_TEST_CASE(tells_who_aborted) {
  auto uut = ends{};
  uut.open();
  uut.client.abort(told);
  auto by_user = uut.to_server();
  BOOST_REQUIRE(is_one<aborted>(by_user, told));
  BOOST_TEST(std::get<aborted>(by_user[0].what).by_user);

  auto other = ends{};
  other.open();
  other.server.abort_by_provider(reason::timeout);
  auto by_provider = abort_in(other.server, other.client);
  BOOST_TEST(!by_provider.by_user);
  BOOST_TEST((by_provider.why == reason::timeout));
}

BOOST_AUTO_TEST_CASE(gives_up_before_it_was_answered) {
  auto uut = ends{};
  BOOST_REQUIRE(uut.client.connect(told));
  BOOST_REQUIRE_EQUAL(uut.to_server().size(), 1u);
  uut.client.abort_by_provider(reason::timeout);
  BOOST_TEST((abort_in(uut.client, uut.server).why == reason::timeout));
  BOOST_TEST(!uut.server.accept(told));
}

BOOST_AUTO_TEST_CASE(gives_up_in_silence_where_nobody_is_there) {
  auto uut = ends{};
  uut.client.abort(told);
  uut.server.abort(told);
  BOOST_TEST(uut.client.take_output().empty());
  BOOST_TEST(uut.server.take_output().empty());
}

BOOST_AUTO_TEST_CASE(an_abort_leaves_out_user_data_that_one_element_does_not_hold) {
  auto uut = ends{};
  uut.open();
  uut.client.abort(numbered(100'000));
  BOOST_TEST(is_one<aborted>(uut.to_server(), {}));
}

BOOST_AUTO_TEST_CASE(both_may_finish_at_once) {
  auto uut = ends{};
  uut.open();
  BOOST_REQUIRE(uut.client.finish(told));
  BOOST_REQUIRE(uut.server.finish(told));
  auto there = uut.client.take_output(), back = uut.server.take_output();
  BOOST_TEST(is_one<finish_indication>(ends::hand(there, uut.server), told));
  BOOST_TEST(is_one<finish_indication>(ends::hand(back, uut.client), told));
  BOOST_REQUIRE(uut.client.finished(told));
  BOOST_REQUIRE(uut.server.finished(told));
  BOOST_TEST(uut.to_server().empty()); // both are over
  BOOST_TEST(uut.to_client().empty());
}

BOOST_AUTO_TEST_CASE(data_may_come_until_the_peer_has_finished) {
  auto uut = ends{};
  uut.open();
  BOOST_REQUIRE(uut.client.finish(told));
  BOOST_REQUIRE(uut.server.send(told));
  BOOST_TEST(is_one<data_indication>(uut.to_client(), told));
  BOOST_TEST(is_one<finish_indication>(uut.to_server(), told));
  BOOST_TEST(!uut.server.send(told));
}

BOOST_AUTO_TEST_SUITE_END()
