#include "tests/messages/mms/face_to_face.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::mms;
using namespace std::chrono_literals;

namespace {

pdu status_request(std::uint32_t invoke_id) {
  auto asked = asn1::mms::confirmed_request_pdu{};
  asked.invoke_id = invoke_id;
  asked.service = request::make<request::status>(false);
  return pdu::make<pdu::confirmed_request_pdu>(std::move(asked));
}

pdu large_report(std::size_t octets) {
  auto out = asn1::mms::information_report{};
  using names = asn1::mms::variable_access_specification;
  out.variable_access_specification =
    names::make<names::variable_list_name>(vmd_name("large"));
  out.list_of_access_result.push_back(access_result::make<access_result::success>(
    data::make<data::octet_string>(asn1::octet_string{bytes(octets, 0x5a)})));
  auto told = asn1::mms::unconfirmed_pdu{
    unconfirmed::make<unconfirmed::information_report>(std::move(out))};
  return pdu::make<pdu::unconfirmed_pdu>(std::move(told));
}

/// Each case over all that carries associations.
const auto all_carriers = boost::unit_test::data::make(test::carriers);

} // namespace

BOOST_AUTO_TEST_SUITE(mms_association)

BOOST_DATA_TEST_CASE(associates_and_agrees_on_the_least_of_both, all_carriers, by) {
  auto both = test::face_to_face{by};
  both.client_settings.local.max_outstanding_calling = 5;
  both.client_settings.local.max_pdu_size = 30'000;
  both.server_settings.local.max_pdu_size = 20'000;
  both.associate();
  BOOST_TEST(both.client->is_open());
  BOOST_TEST(both.server->is_open());
  for (auto* end : {both.client.get(), both.server.get()}) {
    BOOST_TEST(end->agreed().max_pdu_size == 20'000u);
    BOOST_TEST(end->agreed().max_outstanding_calling == 5);
  }
  BOOST_TEST((both.client->deadline() == never));
  BOOST_TEST((both.server->deadline() == never));
}

BOOST_DATA_TEST_CASE(carries_pdus_both_ways, all_carriers, by) {
  auto both = test::face_to_face{by};
  both.associate();
  BOOST_REQUIRE(both.client->send(status_request(7)));
  BOOST_REQUIRE(both.client->send(status_request(8)));
  both.exchange();
  BOOST_REQUIRE_EQUAL(both.server_pdus.size(), 2u);
  BOOST_TEST((both.server_pdus[0] == status_request(7)));
  BOOST_TEST((both.server_pdus[1] == status_request(8)));
  BOOST_REQUIRE(both.server->send(large_report(10)));
  both.exchange();
  BOOST_REQUIRE_EQUAL(both.client_pdus.size(), 1u);
  BOOST_TEST((both.client_pdus[0] == large_report(10)));
}

BOOST_AUTO_TEST_CASE(carries_pdus_of_any_size_in_tpdus_of_any_size) {
  for (auto tpdu = std::size_t{128}; tpdu <= 8192; tpdu *= 2) {
    auto both = test::face_to_face{};
    both.client_settings.osi().cotp.max_tpdu_size = tpdu;
    both.associate();
    auto sizes = {std::size_t{0}, tpdu - 60, tpdu - 40,          tpdu - 30,
                  tpdu - 20,      tpdu,      std::size_t{60'000}};
    for (auto size : sizes) {
      BOOST_REQUIRE(both.server->send(large_report(size)));
      BOOST_REQUIRE(both.client->send(large_report(size)));
      both.exchange();
      BOOST_REQUIRE_EQUAL(both.client_pdus.size(), 1u);
      BOOST_TEST((both.client_pdus[0] == large_report(size)));
      BOOST_TEST((both.server_pdus.at(0) == large_report(size)));
      both.client_pdus.clear();
      both.server_pdus.clear();
    }
  }
}

BOOST_DATA_TEST_CASE(takes_octets_one_by_one, all_carriers, by) {
  auto both = test::face_to_face{by};
  both.chunk = 1;
  both.associate();
  BOOST_REQUIRE(both.client->send(status_request(1)));
  both.exchange();
  BOOST_TEST(both.server_pdus.size() == 1u);
}

BOOST_DATA_TEST_CASE(associates_with_the_smallest_pdus_and_refuses_smaller_ones,
                     all_carriers, by) {
  for (auto size : {64u, 63u, 0u}) {
    auto both = test::face_to_face{by};
    both.client_settings.local.max_pdu_size = size;
    both.associate();
    BOOST_TEST(both.client->is_open() == (size == 64));
    BOOST_TEST(both.server->is_open() == (size == 64));
    if (size == 64)
      continue;
    BOOST_REQUIRE(both.server_end);
    BOOST_TEST(both.server_end->why.cause.starts_with("max-segment-insufficient"));
    BOOST_REQUIRE(both.client_end);
    BOOST_TEST(both.client_end->why.where == "acse.aare");
  }
}

BOOST_DATA_TEST_CASE(does_not_send_what_the_peer_does_not_take, all_carriers, by) {
  auto both = test::face_to_face{by};
  both.client_settings.local.max_pdu_size = 1000;
  both.associate();
  auto sent = both.server->send(large_report(2000));
  BOOST_REQUIRE(!sent);
  BOOST_TEST(sent.error().where == "mms.pdu");
  BOOST_TEST(!both.server->has_output());

  auto answer = asn1::mms::confirmed_response_pdu{};
  answer.invoke_id = 3;
  answer.service = response::make<response::file_read>(
    asn1::mms::file_read_response{asn1::octet_string{bytes(2000)}, false});
  BOOST_REQUIRE(both.server->send(pdu::make<pdu::confirmed_response_pdu>(answer)));
  both.exchange();
  BOOST_REQUIRE_EQUAL(both.client_pdus.size(), 1u);
  auto* no = both.client_pdus[0].get_if<pdu::confirmed_error_pdu>();
  BOOST_REQUIRE(no);
  BOOST_TEST(no->invoke_id == 3u);
  BOOST_TEST(name(no->service_error) == "pdu-size");
}

BOOST_DATA_TEST_CASE(concludes_and_releases, all_carriers, by) {
  auto both = test::face_to_face{by};
  both.associate();
  BOOST_REQUIRE(both.client->conclude(both.now));
  both.exchange();
  BOOST_REQUIRE_EQUAL(both.server_pdus.size(), 1u);
  BOOST_TEST(both.server_pdus[0].is<pdu::conclude_request_pdu>());
  BOOST_REQUIRE(both.server->send(pdu::make<pdu::conclude_response_pdu>()));
  both.exchange();
  BOOST_REQUIRE(both.client_end);
  BOOST_REQUIRE(both.server_end);
  BOOST_TEST(both.client_end->orderly);
  BOOST_TEST(both.server_end->orderly);
}

BOOST_DATA_TEST_CASE(concludes_from_the_side_that_was_called, all_carriers, by) {
  auto both = test::face_to_face{by};
  both.associate();
  BOOST_REQUIRE(both.server->conclude(both.now));
  both.exchange();
  BOOST_REQUIRE(both.client->send(pdu::make<pdu::conclude_response_pdu>()));
  both.exchange();
  BOOST_REQUIRE(both.client_end && both.server_end);
  BOOST_TEST(both.client_end->orderly);
}

BOOST_DATA_TEST_CASE(tells_of_an_abort, all_carriers, by) {
  auto both = test::face_to_face{by};
  both.associate();
  both.client->abort();
  both.exchange();
  BOOST_REQUIRE(both.server_end);
  BOOST_TEST(both.server_end->why.cause == "aborted by the peer");
  BOOST_TEST(!both.server_end->orderly);
}

BOOST_DATA_TEST_CASE(wants_the_password, all_carriers, by) {
  auto with = [by](std::vector<std::string> client, std::vector<std::string> server) {
    auto both = test::face_to_face{by};
    both.client_settings.acse.passwords = std::move(client);
    both.server_settings.acse.passwords = std::move(server);
    both.associate();
    return both.client_end ? both.client_end->why.cause : std::string{"open"};
  };
  BOOST_TEST(with({"secret"}, {"other", "secret"}) == "open");
  BOOST_TEST(with({"secret"}, {}) == "open");
  BOOST_TEST(with({"wrong"}, {"secret"}) == "authentication-failure");
  BOOST_TEST(with({}, {"secret"}) == "authentication-required");
}

BOOST_AUTO_TEST_CASE(refuses_wrong_selectors_at_their_layer) {
  auto refusal = [](auto set) {
    auto both = test::face_to_face{};
    set(both.client_settings, both.server_settings);
    both.associate();
    BOOST_REQUIRE(both.client_end);
    BOOST_TEST(!both.server->is_open());
    return both.client_end->why;
  };
  auto tsel = refusal([](auto& client, auto& server) {
    client.osi().cotp.peer_tsel = bytes{0, 1};
    server.osi().cotp.own_tsel = bytes{0, 2};
  });
  BOOST_TEST(tsel.where == "cotp.dr");
  BOOST_TEST(tsel.cause == "address-unknown");
  auto ssel = refusal([](auto& client, auto& server) {
    client.osi().cosp.peer_ssel = bytes{0, 1};
    server.osi().cosp.own_ssel = bytes{0, 2};
  });
  BOOST_TEST(ssel.where == "cosp.rf");
  BOOST_TEST(ssel.cause == "session-selector-unknown");
  auto psel = refusal([](auto& client, auto& server) {
    client.copp.peer_psel = bytes{0, 1};
    server.copp.own_psel = bytes{0, 2};
  });
  BOOST_TEST(psel.where == "copp.cpr");
  BOOST_TEST(psel.cause == "called-presentation-address-unknown");
}

BOOST_DATA_TEST_CASE(refuses_whom_the_host_does_not_want, all_carriers, by) {
  auto both = test::face_to_face{by};
  both.accept = [](auto& end) {
    end.refuse(acse::diagnostic::calling_ap_title_not_recognized);
  };
  both.associate();
  BOOST_REQUIRE(both.client_end);
  BOOST_TEST(both.client_end->why.cause == "calling-AP-title-not-recognized");
}

BOOST_DATA_TEST_CASE(waits_so_long_for_each_step, all_carriers, by) {
  auto both = test::face_to_face{by};
  both.make();
  both.server->listen(both.now);
  BOOST_REQUIRE((both.server->deadline() == both.now + 10s));
  both.server->tick(both.now + 10s);
  auto event = both.server->next_event();
  BOOST_REQUIRE(event);
  BOOST_TEST((std::get<closed>(*event).why.code == errc::timeout));
  BOOST_TEST(!both.server->next_event());

  both.associate();
  BOOST_REQUIRE(both.client->conclude(both.now));
  both.client->tick(both.now + 10s);
  event = both.client->next_event();
  BOOST_REQUIRE(event);
  BOOST_TEST(std::get<closed>(*event).why.where == "mms.conclude");
}

BOOST_DATA_TEST_CASE(rejects_a_pdu_that_it_cannot_read_and_goes_on, all_carriers, by) {
  auto both = test::face_to_face{by};
  both.associate();
  // A read request whose contents are not one, with a readable invoke id.
  for (auto& octets : {bytes{0xa0, 0x05, 0x02, 0x01, 0x09, 0xa4, 0x7f},
                       bytes{0xaf, 0x00}, bytes{0xa3, 0x02, 0xa0, 0x09}}) {
    both.send_octets(*both.client, octets);
    both.exchange();
  }
  BOOST_REQUIRE_EQUAL(both.client_pdus.size(), 3u);
  auto reason = [&](std::size_t which) {
    return name(both.client_pdus[which].get<pdu::reject_pdu>().reject_reason);
  };
  BOOST_TEST(both.client_pdus[0].get<pdu::reject_pdu>().original_invoke_id.value()
             == 9u);
  BOOST_TEST(reason(0) == "invalid-argument");
  BOOST_TEST(reason(1) == "unknown-pdu-type");
  BOOST_TEST(reason(2) == "invalid-pdu");
  BOOST_REQUIRE(both.client->send(status_request(1)));
  both.exchange();
  BOOST_TEST(both.server_pdus.size() == 1u);
}

// ---- what is XMPP's alone ---------------------------------------------------

BOOST_AUTO_TEST_CASE(carries_pdus_of_any_size_in_elements_of_any_size) {
  for (auto by : {test::carrier::xmpp_base64, test::carrier::xmpp_xml})
    for (auto most : {std::size_t{1'024}, std::size_t{10'000}, std::size_t{60'000}}) {
      auto both = test::face_to_face{by};
      both.client_settings.xmpp().max_element = most;
      both.server_settings.xmpp().max_element = most;
      both.associate();
      for (auto size : {0u, 400u, 800u, 5'000u, 60'000u}) {
        BOOST_REQUIRE(both.server->send(large_report(size)));
        BOOST_REQUIRE(both.client->send(large_report(size)));
        both.exchange();
        BOOST_REQUIRE_EQUAL(both.client_pdus.size(), 1u);
        BOOST_TEST((both.client_pdus[0] == large_report(size)));
        BOOST_TEST((both.server_pdus.at(0) == large_report(size)));
        both.client_pdus.clear();
        both.server_pdus.clear();
      }
    }
}

BOOST_AUTO_TEST_CASE(ends_may_write_different_encodings) {
  auto both = test::face_to_face{test::carrier::xmpp_base64};
  both.server_settings.xmpp().encoding = xmppsp::encoding::xml;
  both.associate();
  BOOST_REQUIRE(both.client->send(status_request(7)));
  both.exchange();
  BOOST_TEST(both.server_pdus.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_lost_message_ends_the_association_at_both_ends) {
  auto both = test::face_to_face{test::carrier::xmpp_xml};
  both.associate();
  BOOST_REQUIRE(both.client->send(status_request(1)));
  std::ignore = both.client->take_output();
  BOOST_REQUIRE(both.client->send(status_request(2)));
  both.exchange();
  BOOST_TEST(both.server_pdus.empty());
  BOOST_REQUIRE(both.server_end && both.client_end);
  BOOST_TEST(both.server_end->why.where == "xmppsp.data.seq");
  BOOST_TEST(both.client_end->why.where == "xmppsp.abort");
  BOOST_TEST(both.client_end->why.cause == "sequence-gap");
}

BOOST_AUTO_TEST_CASE(a_message_that_comes_twice_is_one) {
  auto both = test::face_to_face{test::carrier::xmpp_base64};
  both.associate();
  BOOST_REQUIRE(both.client->send(status_request(1)));
  auto said = both.client->take_output();
  said.insert(said.end(), said.begin(), said.end());
  both.server->receive(said, both.now);
  BOOST_TEST(both.server->next_event().has_value());
  BOOST_TEST(!both.server->next_event());
  BOOST_TEST(both.server->is_open());
}

BOOST_AUTO_TEST_CASE(tells_the_peer_that_it_was_waited_for) {
  auto both = test::face_to_face{test::carrier::xmpp_xml};
  both.accept = [](auto&) {}; // the host does not decide
  both.associate();
  both.client->tick(both.now + 10s);
  both.exchange();
  BOOST_REQUIRE(!both.client->is_open());
  BOOST_TEST(!both.server_end); // it is told once its host has decided
  BOOST_REQUIRE(both.server->accept());
  both.exchange();
  while (auto event = both.server->next_event())
    if (auto* over = std::get_if<closed>(&*event))
      both.server_end = std::move(*over);
  BOOST_REQUIRE(both.server_end);
  BOOST_TEST(both.server_end->why.cause == "timeout");
}

BOOST_AUTO_TEST_CASE(a_frame_that_is_too_large_ends_the_association) {
  auto both = test::face_to_face{test::carrier::xmpp_base64};
  both.associate();
  both.server->receive(bytes{0x7f, 0xff, 0xff, 0xff}, both.now);
  auto event = both.server->next_event();
  BOOST_REQUIRE(event);
  BOOST_TEST(std::get<closed>(*event).why.where == "xmppsp.frame");
  both.exchange();
  BOOST_REQUIRE(both.client_end);
  BOOST_TEST(both.client_end->why.cause == "element-too-large");
}

BOOST_AUTO_TEST_SUITE_END()
