#include "tests/messages/iec61850/pair_of_ends.hpp"

using namespace bus;
using namespace bus::iec61850;
using bus::test::pair_of_ends;
using namespace std::chrono_literals;

namespace {

/// A server whose logical device is another server's, and a client of it.
struct relaying : pair_of_ends {
  client& us = relayed().add();
  std::vector<std::string> steps = {};

  pair_of_ends& relayed() {
    auto how = server_options{};
    how.relayed = {"LD"};
    uut = server::make(test::iec61850_objects(), how, now()).value();
    accept_all();
    return *this;
  }

  operation_request request(const char* object, control_action what) {
    auto out = operation_request{what, std::string{"LD/G$"} + object, true};
    out.stepped = [this](const std::string& step) { steps.push_back(step); };
    return out;
  }

  std::optional<operation_result> perform(operation_request x) {
    auto out = std::make_shared<std::optional<operation_result>>();
    us.commands.perform(std::move(x), when(), now().utc,
                        [out](operation_result how) { *out = std::move(how); });
    run();
    return *out;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(iec61850_relayed)

BOOST_FIXTURE_TEST_CASE(what_stands_behind_is_asked_for_a_cancel, relaying) {
  BOOST_TEST(perform(request("S4", control_action::select))->has_value());
  decide = [&](const process_asked& x) {
    BOOST_TEST(x.what.action == "cancel");
    std::ignore = uut.decide(x.what.id, {false, add_cause::blocked_by_health}, now());
  };
  auto no = perform(request("S4", control_action::cancel));
  BOOST_TEST((no->error().cause == add_cause::blocked_by_health));
  accept_all();
  BOOST_TEST(perform(request("S4", control_action::cancel))->has_value());
  auto nothing = perform(request("S4", control_action::cancel));
  BOOST_TEST((nothing->error().cause == add_cause::object_not_selected));
  BOOST_TEST(asked.size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(a_cancel_that_nobody_decides_is_refused, relaying) {
  BOOST_TEST(perform(request("S4", control_action::select))->has_value());
  decide = [](auto&) {};
  auto out = std::optional<operation_result>{};
  us.commands.perform(request("S4", control_action::cancel), when(), now().utc,
                      [&](operation_result how) { out = std::move(how); });
  run();
  BOOST_TEST(!out.has_value());
  auto& other = add();
  BOOST_TEST(
    (operate(other, "S4").error().cause == add_cause::command_already_in_execution));
  pass(3s);
  BOOST_REQUIRE(out.has_value());
  BOOST_TEST((out->error().cause == add_cause::blocked_by_process));
}

BOOST_FIXTURE_TEST_CASE(what_stands_behind_substitutes_itself, relaying) {
  us.device.write("LD/G$SV$S1$subVal", true, when(), [](auto) {});
  us.device.write("LD/G$SV$S1$subEna", true, when(), [](auto) {});
  run();
  BOOST_REQUIRE(asked.size() == 2);
  BOOST_TEST(asked[1].what.action == "write");
  auto shown = uut.read(uut.find("LD/G$ST$S1$stVal").value(), now().utc);
  BOOST_TEST((shown.value == value{false}));
  BOOST_TEST((shown.quality == quality::good()));
}

BOOST_FIXTURE_TEST_CASE(an_operate_goes_on_from_a_select_of_its_own, relaying) {
  BOOST_TEST(perform(request("S4", control_action::select))->has_value());
  auto operate = request("S4", control_action::operate);
  operate.is_selected = true;
  operate.issued = utc_time{1'790'000'000'000'000'000};
  us.written.clear();
  BOOST_TEST(!perform(operate).has_value()); // its end is not there
  BOOST_TEST(us.written == std::vector<std::string>{"G$CO$S4$Oper"},
             boost::test_tools::per_element());
  BOOST_TEST(steps == (std::vector<std::string>{"select", "operate"}),
             boost::test_tools::per_element());
  BOOST_TEST((asked.back().what.issued == operate.issued));
  std::ignore = uut.end_command("LD/G.S4", {}, now());
  run();
  BOOST_TEST(steps.size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(an_end_that_is_told_is_waited_for_whatever_is_shown, relaying) {
  set("G$ST$S3$stVal", true);
  decide = [&](const process_asked& x) {
    std::ignore = uut.decide(x.what.id, {true, add_cause::none, true}, now());
  };
  auto out = std::optional<operation_result>{};
  us.commands.perform(request("S3", control_action::operate), when(), now().utc,
                      [&](operation_result how) { out = std::move(how); });
  run();
  BOOST_TEST(!out.has_value());
  set("G$ST$S3$stVal", false);
  set("G$ST$S3$stVal", true);
  BOOST_TEST(!out.has_value());
  std::ignore = uut.end_command("LD/G.S3", {false, add_cause::invalid_position}, now());
  run();
  BOOST_REQUIRE(out.has_value());
  BOOST_TEST((out->error().cause == add_cause::invalid_position));
}

BOOST_FIXTURE_TEST_CASE(a_command_is_cancelled_while_its_end_is_awaited, relaying) {
  BOOST_TEST(!perform(request("S4", control_action::operate)).has_value());
  BOOST_TEST(
    (perform(request("S4", control_action::operate))->error().why.code == errc::busy));
  auto no = perform(request("S4", control_action::cancel));
  BOOST_TEST((no->error().cause == add_cause::command_already_in_execution));
  std::ignore = uut.end_command("LD/G.S4", {}, now());
  run();
  BOOST_TEST(perform(request("S1", control_action::operate))->has_value());
}

BOOST_AUTO_TEST_SUITE_END()
