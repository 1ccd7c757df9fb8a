#include "messages/acse/session.hpp"

#include "tests/support/captures.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::acse;

namespace {

const auto mms_application = object_identifier{1u, 0u, 9506u, 2u, 3u};
const auto initiate = user_information{3, {0xa8, 0x00}};
const auto initiated = user_information{3, {0xa9, 0x00}};

settings of_client(std::vector<std::string> passwords = {}) {
  return {mms_application,
          {object_identifier{1u, 1u, 999u}, 12},
          {object_identifier{1u, 1u, 999u, 1u}, 13},
          std::move(passwords)};
}

settings of_server(std::vector<std::string> passwords = {}) {
  return {mms_application,
          {object_identifier{1u, 1u, 999u, 1u}, 13},
          {},
          std::move(passwords)};
}

const auto plain_client = of_client();
const auto plain_server = of_server();

/// What a server says of a client's AARQ: the cause, empty where it accepts.
std::string refusal(const settings& client, const settings& server) {
  auto calling = session{client};
  auto called = session{server};
  auto event = called.receive(calling.connect(initiate).value());
  if (event)
    return {};
  auto aare = called.refuse(*called.refusal()).value();
  auto told = calling.receive(aare);
  BOOST_REQUIRE(told);
  BOOST_TEST(std::get<refused>(*told).why.cause == event.error().cause);
  return event.error().cause;
}

} // namespace

BOOST_AUTO_TEST_SUITE(acse_session)

BOOST_AUTO_TEST_CASE(associates_and_releases) {
  auto client = session{plain_client};
  auto server = session{plain_server};
  auto event = server.receive(client.connect(initiate).value());
  BOOST_REQUIRE(event);
  auto& request = std::get<connect_indication>(*event).request;
  BOOST_TEST(request.user.context == 3);
  BOOST_TEST(request.user.octets == initiate.octets);
  BOOST_TEST(same(*request.calling.ap_title, object_identifier{1u, 1u, 999u}));
  BOOST_TEST(*request.called.ae_qualifier == 13);

  event = client.receive(server.accept(initiated).value());
  BOOST_REQUIRE(event);
  BOOST_TEST(std::get<accepted>(*event).user.octets == initiated.octets);
  BOOST_TEST(client.is_associated());
  BOOST_TEST(server.is_associated());

  event = server.receive(client.release().value());
  BOOST_REQUIRE(event);
  BOOST_TEST(std::holds_alternative<release_indication>(*event));
  event = client.receive(server.release_response().value());
  BOOST_REQUIRE(event);
  BOOST_TEST(std::holds_alternative<released>(*event));
  BOOST_TEST(!client.is_associated());
  BOOST_TEST(!server.is_associated());
}

BOOST_AUTO_TEST_CASE(wants_a_password_that_it_knows) {
  BOOST_TEST(refusal(of_client({"secret"}), of_server({"other", "secret"})) == "");
  BOOST_TEST(refusal(of_client({"secret"}), of_server()) == "");
  BOOST_TEST(refusal(of_client(), of_server({"secret"})) == "authentication-required");
  BOOST_TEST(refusal(of_client({"guess"}), of_server({"secret"}))
             == "authentication-failure");
  BOOST_TEST(refusal(of_client({"secrets"}), of_server({"secret"}))
             == "authentication-failure");
}

BOOST_AUTO_TEST_CASE(refuses_another_application_or_entity) {
  auto other = of_client();
  other.application_context = {1u, 2u, 3u};
  BOOST_TEST(refusal(other, of_server()) == "application-context-name-not-supported");
  other = of_client();
  other.peer.ap_title = object_identifier{1u, 2u, 3u};
  BOOST_TEST(refusal(other, of_server()) == "called-AP-title-not-recognized");
  other = of_client();
  other.peer.ae_qualifier = 99;
  BOOST_TEST(refusal(other, of_server()) == "called-AE-qualifier-not-recognized");
  other.peer = {};
  BOOST_TEST(refusal(other, of_server()) == "");
}

BOOST_AUTO_TEST_CASE(takes_no_apdu_out_of_turn) {
  auto client = session{plain_client};
  auto server = session{plain_server};
  BOOST_TEST(!client.release());
  BOOST_TEST(!server.accept(initiated));
  BOOST_TEST(!server.refuse(diagnostic::no_reason_given));
  auto aarq = client.connect(initiate).value();
  BOOST_TEST(!client.connect(initiate));
  BOOST_TEST(server.receive(aarq).has_value());
  BOOST_TEST(!server.receive(aarq));
  for (auto& what : {apdu{release_request{}}, apdu{release_response{}}})
    BOOST_TEST(!server.receive(encode(what).value()));
}

BOOST_AUTO_TEST_CASE(tells_of_an_abort_at_any_time) {
  for (auto by_provider : {false, true}) {
    auto client = session{plain_client};
    BOOST_REQUIRE(client.connect(initiate));
    auto event = client.receive(encode(acse::abort{by_provider, {}}).value());
    BOOST_REQUIRE(event);
    BOOST_TEST(std::holds_alternative<aborted>(*event));
  }
}

BOOST_AUTO_TEST_CASE(survives_an_aarq_cut_anywhere) {
  auto with_password = of_client({"secret"});
  auto aarq = session{with_password}.connect(initiate).value();
  for (auto size = std::size_t{0}; size < aarq.size(); ++size)
    BOOST_TEST(!session{plain_server}.receive(byte_view{aarq}.first(size)));
}

BOOST_AUTO_TEST_CASE(reads_every_recorded_association) {
  auto shared = test::shared_folder();
  if (!shared) {
    BOOST_TEST_MESSAGE("skipped: there is no folder with recordings");
    return;
  }
  auto read = std::size_t{0}, passwords = std::size_t{0};
  for (auto& one : test::captured_pdus(*shared / "captures")) {
    if (one.type != "ACSE-apdu")
      continue;
    auto what = decode(one.octets);
    if (!what)
      continue;
    ++read;
    if (auto* ask = std::get_if<associate_request>(&*what)) {
      BOOST_TEST(same(ask->application_context, mms_application));
      BOOST_TEST(ask->by_password);
      passwords += ask->password ? 1 : 0;
    }
  }
  BOOST_TEST(read > 20u);
  BOOST_TEST(passwords > 0u);
}

BOOST_AUTO_TEST_SUITE_END()
