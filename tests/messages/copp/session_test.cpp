#include "messages/copp/session.hpp"

#include "tests/support/captures.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace bus;
using namespace bus::copp;

namespace {

const auto acse_syntax = object_identifier{2u, 2u, 1u, 0u, 1u};
const auto mms_syntax = object_identifier{1u, 0u, 9506u, 2u, 1u};
const auto other_syntax = object_identifier{1u, 2u, 3u};

// A NULL, and an INTEGER: any whole encoding is a value.
const auto hello = bytes{0x05, 0x00};
const auto answer = bytes{0x02, 0x01, 0x2a};

const auto of_initiator =
  settings{bytes{0, 0, 0, 1}, bytes{0, 0, 0, 2}, {acse_syntax, mms_syntax}};
const auto of_responder =
  settings{bytes{0, 0, 0, 2}, std::nullopt, {acse_syntax, mms_syntax}};

bytes to_bytes(byte_view x) {
  return {x.begin(), x.end()};
}

/// Two that agreed on both contexts.
struct joined {
  session client{of_initiator};
  session server{of_responder};

  joined() {
    auto cp = client.connect(acse_syntax, hello).value();
    BOOST_REQUIRE(server.receive_connect(cp));
    auto cpa = server.accept(acse_syntax, answer).value();
    BOOST_REQUIRE(client.receive_accept(cpa));
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(copp_session)

BOOST_AUTO_TEST_CASE(agrees_on_contexts) {
  auto client = session{of_initiator};
  auto server = session{of_responder};
  auto cp = client.connect(acse_syntax, hello).value();
  auto called = server.receive_connect(cp);
  BOOST_REQUIRE(called);
  BOOST_TEST((called->calling_psel == bytes{0, 0, 0, 1}));
  BOOST_REQUIRE_EQUAL(called->user_data.size(), 1u);
  BOOST_TEST(to_bytes(called->user_data[0].octets) == hello);
  BOOST_TEST(same(*server.syntax_of(called->user_data[0].context), acse_syntax));
  auto cpa = server.accept(acse_syntax, answer).value();
  auto accepted = client.receive_accept(cpa);
  BOOST_REQUIRE(accepted);
  BOOST_TEST(to_bytes((*accepted)[0].octets) == answer);
  BOOST_TEST(client.context_of(mms_syntax).value() == 3);
  BOOST_TEST(server.context_of(mms_syntax).value() == 3);
}

BOOST_AUTO_TEST_CASE(leaves_out_a_syntax_that_the_responder_does_not_know) {
  auto proposed = of_initiator;
  proposed.syntaxes.push_back(other_syntax);
  auto client = session{proposed};
  auto server = session{of_responder};
  BOOST_REQUIRE(server.receive_connect(client.connect(acse_syntax, hello).value()));
  BOOST_REQUIRE(client.receive_accept(server.accept(acse_syntax, answer).value()));
  BOOST_TEST(!client.context_of(other_syntax));
  BOOST_TEST(client.context_of(mms_syntax).has_value());
}

BOOST_AUTO_TEST_CASE(refuses_another_selector) {
  auto wrong = of_initiator;
  wrong.peer_psel = bytes{9};
  auto client = session{wrong};
  auto server = session{of_responder};
  auto called = server.receive_connect(client.connect(acse_syntax, hello).value());
  BOOST_REQUIRE(!called);
  BOOST_TEST(
    (called.error().reason == provider_reason::called_presentation_address_unknown));
  auto told = client.receive_refuse(server.refuse(called.error().reason));
  BOOST_TEST(told.reason == "called-presentation-address-unknown");
  BOOST_TEST(!told.by_user);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_cp) {
  auto server = session{of_responder};
  for (auto& octets :
       {bytes{}, bytes{0x31}, bytes{0x31, 0x00}, bytes{0x30, 0x03, 0xa0}})
    BOOST_TEST(!server.receive_connect(octets));
}

BOOST_AUTO_TEST_CASE(carries_values_of_every_length) {
  auto both = joined{};
  for (auto size : {0u, 1u, 0x7du, 0x7eu, 0x80u, 0xffu, 0x100u, 0xffffu, 0x10000u}) {
    auto value = bytes{0x04,
                       0x84,
                       0,
                       static_cast<std::uint8_t>(size >> 16),
                       static_cast<std::uint8_t>(size >> 8),
                       static_cast<std::uint8_t>(size)};
    value.resize(value.size() + size, 0x55);
    auto sent = both.client.user_data(mms_syntax, value).value();
    auto got = both.server.receive_data(sent);
    BOOST_REQUIRE(got);
    BOOST_REQUIRE_EQUAL(got->size(), 1u);
    BOOST_TEST((*got)[0].context == 3);
    BOOST_TEST(to_bytes((*got)[0].octets) == value);
  }
}

BOOST_AUTO_TEST_CASE(takes_several_values_and_other_forms) {
  auto both = joined{};
  // Two values; the same with indefinite lengths; one octet-aligned.
  auto two = bytes{0x61, 0x12, 0x30, 0x07, 0x02, 0x01, 0x01, 0xa0, 0x02, 0x05,
                   0x00, 0x30, 0x07, 0x02, 0x01, 0x03, 0xa0, 0x02, 0x05, 0x00};
  auto got = both.server.receive_data(two);
  BOOST_REQUIRE(got);
  BOOST_REQUIRE_EQUAL(got->size(), 2u);
  BOOST_TEST((*got)[1].context == 3);
  auto endless = bytes{0x61, 0x80, 0x30, 0x80, 0x02, 0x01, 0x03, 0xa0, 0x80,
                       0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00};
  got = both.server.receive_data(endless);
  BOOST_REQUIRE(got);
  BOOST_TEST(to_bytes((*got)[0].octets) == hello);
  auto aligned =
    bytes{0x61, 0x09, 0x30, 0x07, 0x02, 0x01, 0x03, 0x81, 0x02, 0x05, 0x00};
  got = both.server.receive_data(aligned);
  BOOST_REQUIRE(got);
  BOOST_TEST(to_bytes((*got)[0].octets) == hello);
}

BOOST_AUTO_TEST_CASE(refuses_values_in_no_context) {
  auto both = joined{};
  auto unknown =
    bytes{0x61, 0x09, 0x30, 0x07, 0x02, 0x01, 0x07, 0xa0, 0x02, 0x05, 0x00};
  BOOST_TEST(!both.server.receive_data(unknown));
  for (auto size = std::size_t{0}; size < unknown.size(); ++size)
    BOOST_TEST(!both.server.receive_data(byte_view{unknown}.first(size)));
}

BOOST_AUTO_TEST_CASE(tells_why_it_was_aborted) {
  auto both = joined{};
  auto by_user =
    both.client.receive_abort(both.server.abort(acse_syntax, hello).value());
  BOOST_TEST(by_user.by_user);
  BOOST_REQUIRE_EQUAL(by_user.user_data.size(), 1u);
  BOOST_TEST(to_bytes(by_user.user_data[0].octets) == hello);
  auto by_provider =
    both.client.receive_abort(session::abort(abort_reason::unrecognized_ppdu));
  BOOST_TEST(!by_provider.by_user);
  BOOST_TEST(by_provider.reason == "unrecognized-ppdu");
}

BOOST_AUTO_TEST_CASE(reads_every_recorded_user_data) {
  auto shared = test::shared_folder();
  if (!shared) {
    BOOST_TEST_MESSAGE("skipped: there is no folder with recordings");
    return;
  }
  auto read = std::size_t{0};
  for (auto& one : test::captured_pdus(*shared / "captures")) {
    if (one.type != "User-data")
      continue;
    auto scratch = bytes{};
    auto values = decode_user_data(one.octets, scratch);
    if (!values)
      continue; // malformed on purpose: counted below
    BOOST_TEST(!values->empty());
    BOOST_TEST(scratch.empty(), one.file << " frame " << one.frame);
    ++read;
  }
  BOOST_TEST(read > 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
