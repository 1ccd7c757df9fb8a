#include "messages/xmppsp/session.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::xmppsp;
using bus::test::hex;

namespace {

const auto told = hex("61 0a 30 08 02 01 03 a0 03 8b 01 00");

/// An event whose user data last.
struct happened {
  event what;
  bytes user_data;
};

std::function<std::string()> counting(std::string prefix) {
  return [prefix, next = 0]() mutable { return prefix + std::to_string(++next); };
}

settings plain(std::string prefix, encoding as = encoding::base64) {
  auto out = settings{};
  out.encoding = as;
  out.make_id = counting(std::move(prefix));
  return out;
}

/// Two ends; what one says is handed to the other by hand().
struct ends {
  explicit ends(encoding client_writes = encoding::base64,
                encoding server_writes = encoding::base64)
    : calling{plain("c", client_writes)},
      called{plain("s", server_writes)} {}

  settings calling, called;
  session client{role::initiator, calling};
  session server{role::responder, called};

  static std::vector<happened> hand(std::vector<std::string> from, session& to) {
    auto out = std::vector<happened>{};
    for (auto& xml : from) {
      auto came = to.receive(xml);
      BOOST_REQUIRE_MESSAGE(came, (came ? "" : to_string(came.error())));
      if (std::holds_alternative<none>(*came))
        continue;
      auto user_data = std::visit(
        [](auto& x) {
          if constexpr (requires { x.user_data; })
            return bytes(x.user_data.begin(), x.user_data.end());
          else
            return bytes{};
        },
        *came);
      out.push_back({std::move(*came), std::move(user_data)});
    }
    return out;
  }

  std::vector<happened> to_server() { return hand(client.take_output(), server); }
  std::vector<happened> to_client() { return hand(server.take_output(), client); }

  void open() {
    BOOST_REQUIRE(client.connect(told));
    BOOST_REQUIRE_EQUAL(to_server().size(), 1u);
    BOOST_REQUIRE(server.accept(told));
    BOOST_REQUIRE_EQUAL(to_client().size(), 1u);
  }
};

template <class Event>
bool is_one(const std::vector<happened>& all, const bytes& user_data) {
  return all.size() == 1 && std::holds_alternative<Event>(all[0].what)
         && all[0].user_data == user_data;
}

/// `size` octets of which no two stretches are the same.
bytes numbered(std::size_t size) {
  auto out = bytes(size);
  for (auto i = std::size_t{0}; i < size; ++i)
    out[i] = static_cast<std::uint8_t>(i * 7 + i / 251);
  return out;
}

/// What the peer of an end that gave up is told.
aborted abort_in(session& from, session& to) {
  auto all = ends::hand(from.take_output(), to);
  BOOST_REQUIRE_EQUAL(all.size(), 1u);
  BOOST_REQUIRE(std::holds_alternative<aborted>(all[0].what));
  return std::get<aborted>(all[0].what);
}

} // namespace

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
