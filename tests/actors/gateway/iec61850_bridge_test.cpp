#include "actors/gateway/iec61850_bridge.hpp"

#include "messages/mms/type.hpp"
#include "tests/actors/gateway/gateway_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace std::chrono_literals;

namespace {

mms::type_description bridge_leaf(const char* text) {
  return mms::parse_type(text).value();
}

using bridge_parts = std::vector<std::pair<std::string, mms::type_description>>;

mms::type_description bridge_group(bridge_parts x) {
  return mms::make_structure(std::move(x));
}

/// A switch: its position, how it is commanded, and a description.
std::shared_ptr<const iec61850::server_description> bridge_objects() {
  auto status = bridge_group({{"stVal", bridge_leaf("boolean")},
                              {"q", bridge_leaf("bit-string(13)")},
                              {"t", bridge_leaf("utc-time")}});
  auto command = bridge_group({{"ctlVal", bridge_leaf("boolean")}});
  auto node = bridge_group({
    {"ST", bridge_group({{"Pos", status}})},
    {"CO", bridge_group({{"Pos", bridge_group({{"Oper", command}})}})},
    {"DC", bridge_group(
             {{"Pos", bridge_group({{"d", bridge_leaf("visible-string(-255)")}})}})},
  });
  auto domain = mms::vmd_description::domain{"LD"};
  domain.variables.push_back({"CSWI1", std::move(node)});
  auto out = iec61850::server_description{};
  out.objects.domains.push_back(std::move(domain));
  return std::make_shared<const iec61850::server_description>(std::move(out));
}

struct bridge_fixture : test::gateway_fixture {
  test::fake_side device{"ied1"}, server{"out"};
  bridge_actor uut;
  std::string position = "LD/CSWI1.Pos.stVal[ST]";
  std::string quality_of_it = "LD/CSWI1.Pos.q[ST]";
  std::string description = "LD/CSWI1.Pos.d[DC]";

  bridge_fixture() {
    device.values = {{position, true},
                     {quality_of_it, bit_string{"0000000000000"}},
                     {"LD/CSWI1.Pos.t[ST]", utc_time{7}},
                     {description, std::string{"breaker"}}};
    join(device, {{"ied1:" + position, "boolean"}});
    join(server, {{"out:" + position, "boolean"}});
    auto settings =
      iec61850_bridge_settings{"bridge1", "out", "ied1", bridge_objects()};
    uut = keep(sys.spawn(iec61850_bridge, model, settings));
    run();
  }

  void operate(std::string id) {
    auto x = command{std::move(id), "out:LD/CSWI1.Pos", "operate", false};
    x.origin_category = 2;
    x.origin_octets = {0x6d, 0x65};
    give(std::move(x));
  }
};

/// What a connection answers to an operate.
action_result bridge_steps(const std::vector<std::string>& steps) {
  auto list = std::make_shared<array>();
  for (auto& one : steps)
    list->push_back(one);
  return value{std::make_shared<const structure>(
    structure{{"steps", std::shared_ptr<const array>{std::move(list)}}})};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(iec61850_bridge_, bridge_fixture)

BOOST_AUTO_TEST_CASE(what_is_read_goes_up) {
  BOOST_TEST(same(server.written(position), true));
  BOOST_TEST(same(server.written(quality_of_it), bit_string{"0000000000000"}));
  BOOST_TEST(same(server.written(description), std::string{"breaker"}));
}

BOOST_AUTO_TEST_CASE(what_the_device_tells_goes_up_before_it_is_read_again) {
  server.writes.clear();
  change(device, 0, false, 8);
  BOOST_REQUIRE(server.writes.size() == 2u);
  auto& told = server.writes[0].writes.at(0);
  BOOST_TEST((told.path == position && same(told.value, false)));
  BOOST_TEST(same(server.written(position), true)); // what it has when it is asked
}

BOOST_AUTO_TEST_CASE(a_lost_device_has_invalid_and_old_qualities) {
  tell_state(device, connection_state::failed);
  BOOST_TEST(same(server.written(quality_of_it), bit_string{"0100000100000"}));
  BOOST_TEST(same(server.written(position), true));
  device.values[position] = false;
  tell_state(device, connection_state::connected);
  BOOST_TEST(same(server.written(quality_of_it), bit_string{"0000000000000"}));
  BOOST_TEST(same(server.written(position), false));
}

BOOST_AUTO_TEST_CASE(a_server_that_starts_is_told_all) {
  server.writes.clear();
  tell_state(server, connection_state::connected, true);
  BOOST_TEST(same(server.written(position), true));
  BOOST_TEST(same(server.written(description), std::string{"breaker"}));
}

BOOST_AUTO_TEST_CASE(a_command_goes_down_and_is_answered) {
  operate("out:17");
  BOOST_REQUIRE(device.actions.size() == 1u);
  BOOST_TEST(device.actions[0].path == "LD/CSWI1.Pos");
  auto& control = std::get<action::control>(device.actions[0].what);
  BOOST_TEST((control.what == action::control::kind::operate));
  BOOST_TEST(same(control.value, false));
  BOOST_TEST((control.origin_category == 2 && control.origin_identity == "me"));
  BOOST_TEST(server.asked<action::reply>().empty());
  device.values[position] = false;
  decide(device, bridge_steps({"operate"}));
  auto replies = server.asked<action::reply>();
  BOOST_REQUIRE(replies.size() == 1u);
  BOOST_TEST((replies[0].id == "17" && replies[0].accept && !replies[0].tells_end));
  BOOST_TEST(server.asked<action::end>().empty()); // the status shows it
  BOOST_TEST(same(server.written(position), false));
}

BOOST_AUTO_TEST_CASE(with_enhanced_security_the_end_is_the_devices) {
  operate("out:17");
  std::get<action::control>(device.actions.at(0).what).stepped("operate");
  run();
  auto replies = server.asked<action::reply>();
  BOOST_REQUIRE(replies.size() == 1u);
  BOOST_TEST((replies[0].accept && replies[0].tells_end));
  decide(device, bridge_steps({"operate", "termination"}));
  BOOST_TEST(server.asked<action::reply>().size() == 1u);
  auto ends = server.asked<action::end>();
  BOOST_REQUIRE(ends.size() == 1u);
  BOOST_TEST(ends[0].success);
}

BOOST_AUTO_TEST_CASE(a_command_is_refused_as_the_device_refuses) {
  operate("out:17");
  decide(device,
         tl::make_unexpected(refusal{{errc::rejected, ""}, "blocked-by-process"}));
  auto replies = server.asked<action::reply>();
  BOOST_REQUIRE(replies.size() == 1u);
  BOOST_TEST((!replies[0].accept && replies[0].add_cause == "blocked-by-process"));
}

BOOST_AUTO_TEST_CASE(a_command_without_an_answer_is_refused_in_time) {
  operate("out:17");
  pass(1700ms);
  BOOST_TEST(server.asked<action::reply>().empty());
  pass(200ms);
  auto replies = server.asked<action::reply>();
  BOOST_REQUIRE(replies.size() == 1u);
  BOOST_TEST((!replies[0].accept && replies[0].add_cause == "time-limit-over"));
}

BOOST_AUTO_TEST_CASE(a_client_writes_the_device_and_takes_back_what_it_refuses) {
  auto write = [&](std::string text) {
    give({"out:w1", "out:" + description, "write", std::move(text)});
  };
  device.values[description] = std::string{"new"};
  write("new");
  BOOST_TEST(same(device.written(description), std::string{"new"}));
  server.writes.clear();
  device.outcome = fail(errc::access_denied, "ied1");
  write("other");
  BOOST_TEST(same(device.written(description), std::string{"other"}));
  BOOST_TEST(same(server.written(description), std::string{"new"}));
}

BOOST_AUTO_TEST_SUITE_END()
