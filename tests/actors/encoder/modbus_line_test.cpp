#include "actors/encoder/modbus_line.hpp"

#include "tests/support/actor_fixture.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace std::chrono_literals;
using test::hex;

namespace {

struct line_fixture : test::actor_fixture {
  int opens = 0;
  int closes = 0;
  std::vector<bytes> sent;
  std::vector<line_changed> states;
  std::vector<modbus::completion> answers;

  link_actor link = keep(sys.spawn([this]() -> link_actor::behavior_type {
    return {
      [this](const open_link&) { ++opens; },
      [this](const send_bytes& x) { sent.push_back(x.data); },
      [this](close_link) { ++closes; },
      [](hold_link) {},
      [](drain_link) { return link_drained{}; },
    };
  }));

  modbus_user_actor user = keep(sys.spawn([this]() -> modbus_user_actor::behavior_type {
    return {[this](const line_changed& x) { states.push_back(x); }};
  }));

  modbus_line_actor uut = keep(sys.spawn(modbus_line, link, modbus_line_settings{}));

  line_fixture() { run(); }

  void open() {
    caf::anon_send(uut, link_opened{});
    run();
  }

  void ask(std::uint64_t id, modbus::request what = modbus::read_data{}) {
    auto asked = modbus::transaction{};
    asked.id = id;
    asked.ask = std::move(what);
    auto asker = sys.spawn([=, this](caf::event_based_actor* me) {
      me->request(uut, caf::infinite, modbus_ask{asked})
        .then([this](const modbus_answer& x) { answers.push_back(x.what); });
    });
    run();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(modbus_line_actor_, line_fixture)

BOOST_AUTO_TEST_CASE(dials_at_once_and_tells_its_users_the_state) {
  BOOST_TEST(opens == 1);
  caf::anon_send(uut, modbus_attach{user});
  run();
  open();
  BOOST_REQUIRE(states.size() == 2);
  BOOST_TEST((states[0].state == connection_state::connecting));
  BOOST_TEST((states[1].state == connection_state::connected));
}

BOOST_AUTO_TEST_CASE(carries_a_request_to_the_link_and_its_answer_back) {
  open();
  ask(7, modbus::read_data{modbus::table::holding_register, 107, 3});
  BOOST_REQUIRE(sent.size() == 1);
  BOOST_TEST(sent[0] == hex("00 01 00 00 00 06 01 03 00 6B 00 03"),
             boost::test_tools::per_element());
  caf::anon_send(uut, received{hex("00 01 00 00 00 09 01 03 06 02 2B 00 00 00 64")});
  run();
  BOOST_REQUIRE(answers.size() == 1);
  BOOST_TEST(answers[0].id == 7u);
  auto& words = std::get<modbus::registers>(*answers[0].answer);
  BOOST_TEST((words == modbus::registers{0x22b, 0, 0x64}));
}

BOOST_AUTO_TEST_CASE(answers_with_a_time_out_where_the_device_is_silent) {
  open();
  ask(1);
  pass(1100ms);
  BOOST_REQUIRE(answers.size() == 1);
  BOOST_TEST((answers[0].answer.error().code == errc::timeout));
}

BOOST_AUTO_TEST_CASE(refuses_at_once_while_the_line_is_down) {
  ask(1);
  BOOST_REQUIRE(answers.size() == 1);
  BOOST_TEST((answers[0].answer.error().code == errc::not_connected));
}

BOOST_AUTO_TEST_CASE(dials_again_with_growing_waits) {
  auto waits = std::vector<int>{};
  for (auto i = 0; i < 4; ++i) {
    caf::anon_send(uut, link_closed{{errc::not_connected, "link.connect", "refused"}});
    run();
    auto before = opens;
    auto waited = 0;
    for (; opens == before && waited < 10'000; ++waited)
      pass(10ms);
    waits.push_back(waited);
  }
  for (auto i = std::size_t{1}; i < waits.size(); ++i)
    BOOST_TEST(waits[i] > waits[i - 1]);
}

BOOST_AUTO_TEST_CASE(gives_an_attempt_up_that_takes_too_long) {
  pass(5100ms);
  BOOST_TEST(closes == 1);
}

BOOST_AUTO_TEST_CASE(completes_what_is_under_way_when_the_line_breaks) {
  caf::anon_send(uut, modbus_attach{user});
  open();
  ask(1);
  caf::anon_send(uut, link_closed{{errc::not_connected, "link.read", "reset"}});
  run();
  BOOST_REQUIRE(answers.size() == 1);
  BOOST_TEST((answers[0].answer.error().code == errc::not_connected));
  BOOST_TEST((states.back().state == connection_state::disconnected));
  BOOST_TEST(states.back().cause == "reset");
}

BOOST_AUTO_TEST_CASE(closes_a_line_whose_stream_cannot_be_followed) {
  open();
  caf::anon_send(uut, received{hex("00 01 DE AD 00 06 01 03 00 6B 00 03")});
  run();
  BOOST_TEST(closes == 1);
}

BOOST_AUTO_TEST_CASE(opens_a_line_again_that_answers_nothing_any_more) {
  open();
  for (auto i = 0u; i < modbus_line_settings{}.silences_to_reopen; ++i) {
    ask(i);
    pass(1100ms);
  }
  BOOST_TEST(closes == 1);
}

BOOST_AUTO_TEST_SUITE_END()
