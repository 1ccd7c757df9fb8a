#include "tests/messages/iec104/client_fixture.hpp"

using namespace bus;
using namespace bus::iec104;
using namespace std::chrono_literals;
using bus::test::client_fixture;
using bus::test::outcome;

namespace {

client_fixture started() {
  auto settings = client_settings{};
  settings.interrogates = false;
  auto out = client_fixture{settings};
  out.start();
  return out;
}

void read(client_fixture& x, outcome& to, std::uint32_t at = 100,
          duration timeout = 10s) {
  x.client.read({1, at}, x.in(timeout), x.now, to.read());
}

const auto lost = error{errc::not_connected, "link"};

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_client_read)

BOOST_AUTO_TEST_CASE(an_object_with_cause_request_is_the_answer) {
  auto uut = started();
  auto told = outcome{};
  read(uut, told);
  BOOST_TEST(uut.sent() == "C_RD_NA_1 req 1/100");
  uut.tell_on(cause::spontaneous, 100, false);
  uut.tell_on(cause::request, 101, false);
  BOOST_TEST(told.calls == 0);
  uut.tell_on(cause::request, 100, true);
  BOOST_TEST(told.text == "true");
  uut.tell_on(cause::request, 100, true);
  BOOST_TEST(told.calls == 1);
  BOOST_TEST(uut.told().ends_with("1/100 true poll, 1/100 true poll"));
  BOOST_TEST((uut.client.deadline() <= uut.in(5s)));
}

BOOST_AUTO_TEST_CASE(several_readers_share_a_request) {
  auto uut = started();
  auto told = outcome{};
  for (auto i = 0; i < 3; ++i)
    read(uut, told);
  BOOST_TEST(uut.sent() == "C_RD_NA_1 req 1/100");
  uut.tell_on(cause::request, 100, true);
  BOOST_TEST(told.calls == 3);
  read(uut, told);
  BOOST_TEST(uut.sent() == "C_RD_NA_1 req 1/100");
}

BOOST_AUTO_TEST_CASE(a_mirror_refuses) {
  for (auto& [why, word] :
       {std::pair{cause::request, "negative-confirmation"},
        std::pair{cause::unknown_type, "unknown-type"},
        std::pair{cause::unknown_cause, "unknown-cause"},
        std::pair{cause::unknown_common_address, "unknown-common-address"},
        std::pair{cause::unknown_object_address, "unknown-object-address"}}) {
    auto uut = started();
    auto told = outcome{};
    read(uut, told);
    uut.sent();
    uut.answer(cause::activation_confirmation); // says nothing
    BOOST_TEST(told.calls == 0);
    uut.answer(why, true);
    BOOST_TEST(told.text == std::string{"rejected: "} + word);
    uut.answer(why, true);
    BOOST_TEST(told.calls == 1);
  }
}

BOOST_AUTO_TEST_CASE(no_answer_is_a_timeout) {
  auto uut = started();
  auto patient = outcome{}, hasty = outcome{};
  read(uut, patient);
  read(uut, hasty, 100, 2s);
  BOOST_TEST((uut.client.deadline() == uut.in(2s)));
  uut.pass(2s);
  BOOST_TEST(hasty.text == "timeout: no answer in time");
  BOOST_TEST(patient.calls == 0);
  BOOST_TEST((uut.client.deadline() == uut.in(3s)));
  uut.pass(3s);
  BOOST_TEST(patient.text == "timeout: no answer in time");
  uut.tell_on(cause::request, 100, true);
  BOOST_TEST((uut.client.deadline() == never));
  read(uut, hasty, 100, 0s);
  BOOST_TEST(hasty.text == "timeout: it was not asked for in time");
  BOOST_TEST(hasty.calls == 2);
  BOOST_TEST(patient.calls == 1);
}

BOOST_AUTO_TEST_CASE(a_link_that_is_lost_fails_each_reader_once) {
  auto uut = started();
  auto told = outcome{};
  read(uut, told);
  read(uut, told);
  read(uut, told, 101);
  uut.client.stopped(lost);
  BOOST_TEST(told.calls == 3);
  BOOST_TEST(told.text == "not-connected: the connection ended, not-connected at link");
  uut.tell_on(cause::request, 100, true);
  uut.pass(1h);
  BOOST_TEST(told.calls == 3);
  read(uut, told);
  BOOST_TEST(told.text == "not-connected: ");
  uut.start();
  BOOST_TEST(uut.sent() == "");
}

BOOST_AUTO_TEST_CASE(who_is_answered_may_read_again) {
  auto uut = started();
  auto told = outcome{};
  auto again = [&](const result<sample>&) {
    uut.client.take_told();
    read(uut, told, 101);
  };
  uut.client.read({1, 100}, uut.in(1s), uut.now, again);
  uut.sent();
  auto both = asdu{{type_id::m_sp_na_1, cause::request},
                   {{100, single_point{true}}, {101, single_point{false}}}};
  uut.receive(both);
  BOOST_TEST(uut.sent() == "C_RD_NA_1 req 1/101");
  BOOST_TEST(told.text == "false");
}

BOOST_AUTO_TEST_CASE(an_address_that_does_not_fit_is_refused) {
  auto uut = started();
  auto told = outcome{};
  uut.client.read({1, 0x100'0000}, uut.in(1s), uut.now, told.read());
  BOOST_TEST(told.text.starts_with("invalid-value"));
  BOOST_TEST(uut.sent() == "");
}

BOOST_AUTO_TEST_SUITE_END()
