#include "messages/iec61850/browser.hpp"
#include "messages/iec61850/ds_manager.hpp"
#include "messages/iec61850/quality.hpp"
#include "messages/iec61850/reader.hpp"
#include "messages/iec61850/subscription.hpp"
#include "messages/iec61850/writer.hpp"
#include "tests/messages/iec61850/pair_of_ends.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace bus;
using namespace bus::iec61850;
using bus::test::pair_of_ends;
using namespace std::chrono_literals;

namespace {

subscription_settings wanting(const char* name) {
  return {std::string{"LD/LLN0$"} + name};
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec61850_client)

BOOST_AUTO_TEST_CASE(a_report_is_enabled_in_the_order_that_the_standard_wants) {
  auto x = pair_of_ends{};
  auto& us = x.add();
  auto settings = wanting("RP$u01");
  settings.integrity = 5'000;
  settings.triggers = asn1::bit_string{std::string_view{"010011"}};
  auto uut = subscription{us.device, settings};
  auto done = std::optional<result<void>>{};
  uut.start({}, x.when(), [&](result<void> how) { done = how; });
  x.run();
  BOOST_REQUIRE(done.has_value());
  BOOST_TEST(done->has_value());
  auto expected = std::vector<std::string>{};
  for (auto* one : {"Resv", "OptFlds", "TrgOps", "IntgPd", "RptEna", "GI"})
    expected.push_back(std::string{"LLN0$RP$u01$"} + one);
  BOOST_TEST(us.written == expected, boost::test_tools::per_element());
  BOOST_TEST(uut.is_enabled());
  BOOST_REQUIRE(us.reports.size() == 1);
  BOOST_TEST(uut.owns(us.reports[0]));
  BOOST_TEST(uut.members().size() == 4u);
}

BOOST_AUTO_TEST_CASE(attributes_take_quality_and_time_from_beside_them) {
  auto x = pair_of_ends{};
  auto& us = x.add();
  auto uut = subscription{us.device, wanting("RP$u01")};
  uut.start({}, x.when(), [](result<void>) {});
  x.run();
  auto told = uut.received(us.reports.at(0), {}).value().value();
  BOOST_REQUIRE(told.entries.size() == 4);
  x.set("G$ST$S2$stVal", true);
  told = uut.received(us.reports.at(1), {}).value().value();
  BOOST_REQUIRE(told.entries.size() == 1); // t triggers nothing by itself
  BOOST_TEST((told.entries[0].what.value == value{true}));
  BOOST_TEST((told.entries[0].why == static_cast<reasons>(reason::data_change)));
  x.set("G$ST$S1$stVal", true);
  told = uut.received(us.reports.at(2), {}).value().value();
  BOOST_REQUIRE(told.entries.size() == 1);
  BOOST_TEST((*member(told.entries[0].what.value, "stVal") == value{true}));
  BOOST_TEST(told.entries[0].what.time.seconds() == x.now().utc.seconds());
}

BOOST_AUTO_TEST_CASE(another_instance_stands_in_for_one_that_is_taken) {
  auto x = pair_of_ends{};
  auto& others = x.add();
  auto& us = x.add();
  auto theirs = subscription{others.device, wanting("RP$u")};
  theirs.start({}, x.when(), [](result<void>) {});
  x.run();
  BOOST_TEST(theirs.block() == "LD/LLN0$RP$u01");
  auto ours = subscription{us.device, wanting("RP$u")};
  auto done = std::optional<result<void>>{};
  ours.start({}, x.when(), [&](result<void> how) { done = how; });
  x.run();
  BOOST_TEST(done->has_value());
  BOOST_TEST(ours.block() == "LD/LLN0$RP$u02");
  auto third = subscription{us.device, wanting("RP$u01")};
  // Of a buffered block no other one is taken: what it keeps is for its client.
  auto buffered = subscription{others.device, wanting("BR$b01")};
  buffered.start({}, x.when(), [](result<void>) {});
  x.run();
  auto refused = subscription{us.device, wanting("BR$b01")};
  refused.start({}, x.when(), [&](result<void> how) { done = how; });
  x.run();
  BOOST_REQUIRE(!done->has_value());
  BOOST_TEST((done->error().code == errc::busy));
}

BOOST_AUTO_TEST_CASE(
  a_buffered_report_goes_on_behind_an_entry_and_marks_what_may_have_been_told) {
  auto x = pair_of_ends{};
  auto& us = x.add();
  auto uut = subscription{us.device, wanting("BR$b01")};
  auto start = [&](resume_position from) {
    uut.start(std::move(from), x.when(), [](result<void>) {});
    x.run();
  };
  start({});
  for (auto i = 0; i < 4; ++i)
    x.set("G$ST$S1$stVal", i % 2 == 0);
  auto ids = std::vector<bytes>{};
  for (auto& one : us.reports)
    ids.push_back(*one.entry_id);
  BOOST_REQUIRE(ids.size() == 5); // the interrogation, and four changes
  us.reports.clear();
  uut.closed();
  x.uut.left(1, x.now());
  x.uut.joined({1, {10, 0, 0, 1}}, mms::all_parameters());
  start({ids[1], {ids[2], ids[3]}});
  BOOST_TEST(uut.take_notice().empty());
  auto marks = std::vector<bool>{};
  for (auto& one : us.reports)
    marks.push_back(uut.received(one, {}).value()->duplicate);
  // Two that may have been told, one that was not, and the new interrogation.
  BOOST_TEST(marks == (std::vector<bool>{true, true, false, false}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_entry_that_the_server_lost_is_told) {
  auto x = pair_of_ends{};
  auto& us = x.add();
  auto uut = subscription{us.device, wanting("BR$b01")};
  auto done = std::optional<result<void>>{};
  uut.start({bytes(8, 7), {}}, x.when(), [&](result<void> how) { done = how; });
  x.run();
  BOOST_TEST(done->has_value());
  BOOST_TEST(uut.take_notice().find("entries between were lost") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(missing_reports_are_counted) {
  auto x = pair_of_ends{};
  auto& us = x.add();
  auto uut = subscription{us.device, wanting("RP$u01")};
  uut.start({}, x.when(), [](result<void>) {});
  x.run();
  for (auto i = 0; i < 4; ++i)
    x.set("G$ST$S1$stVal", i % 2 == 0);
  BOOST_REQUIRE(us.reports.size() == 5);
  BOOST_TEST(uut.received(us.reports[0], {}).value()->missed == 0u);
  BOOST_TEST(uut.received(us.reports[1], {}).value()->missed == 0u);
  BOOST_TEST(uut.received(us.reports[4], {}).value()->missed == 2u);
}

BOOST_AUTO_TEST_CASE(each_control_model_is_done_in_its_steps) {
  auto x = pair_of_ends{};
  auto& us = x.add();
  x.decide = [&](const process_asked& asked) {
    std::ignore = x.uut.decide(asked.what.id, {}, x.now());
    if (asked.what.action == "operate")
      std::ignore = x.uut.end_command(asked.what.ref, {}, x.now());
  };
  using steps = std::vector<std::string>;
  const std::pair<const char*, steps> expected[] = {
    {"S1", {"operate"}},
    {"S2", {"select", "operate"}},
    {"S3", {"operate", "termination"}},
    {"S4", {"select", "operate", "termination"}}};
  for (auto& [object, what] : expected) {
    auto done = x.operate(us, object);
    BOOST_REQUIRE(done.has_value());
    BOOST_TEST(done->steps == what, boost::test_tools::per_element());
  }
  BOOST_TEST((x.operate(us, "S0").error().why.code == errc::unsupported));
  BOOST_TEST((x.operate(us, "none").error().why.code == errc::not_found));
  BOOST_TEST((x.operate(us, "S1", true, control_action::select).error().why.code
              == errc::unsupported));
}

BOOST_AUTO_TEST_CASE(a_command_ends_when_the_status_shows_it) {
  auto x = pair_of_ends{};
  auto& us = x.add();
  x.accept_all();
  auto out = std::optional<operation_result>{};
  us.commands.perform({control_action::operate, "LD/G$S4", true}, x.when(), x.now().utc,
                      [&](operation_result how) { out = std::move(how); });
  x.run();
  BOOST_TEST(!out.has_value());
  x.set("G$ST$S4$stVal", true);
  BOOST_REQUIRE(out.has_value());
  BOOST_TEST(out->has_value());
}

BOOST_AUTO_TEST_CASE(refusals_bring_their_cause_and_what_was_done_before) {
  auto x = pair_of_ends{};
  auto& us = x.add();
  x.decide = [&](const process_asked& asked) {
    auto ok = asked.what.action == "select";
    std::ignore = x.uut.decide(
      asked.what.id, {ok, ok ? add_cause::none : add_cause::blocked_by_interlocking},
      x.now());
  };
  auto done = x.operate(us, "S4");
  BOOST_REQUIRE(!done.has_value());
  BOOST_TEST((done.error().cause == add_cause::blocked_by_interlocking));
  BOOST_TEST(done.error().steps.size() == 1u);
  // Silence refuses.
  x.decide = [](auto&) {};
  done = x.operate(us, "S1");
  BOOST_REQUIRE(!done.has_value());
}

BOOST_AUTO_TEST_CASE(commands_of_one_object_come_one_after_the_other) {
  auto x = pair_of_ends{};
  auto& us = x.add();
  auto out = std::vector<bool>{};
  for (auto i = 0; i < 2; ++i)
    us.commands.perform(
      {control_action::operate, "LD/G$S1", true}, x.when(), x.now().utc,
      [&](const operation_result& how) { out.push_back(how.has_value()); });
  BOOST_TEST(out == std::vector<bool>{false}, boost::test_tools::per_element());
  x.accept_all();
  x.run();
  BOOST_TEST(out.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_lost_association_ends_what_is_under_way) {
  auto x = pair_of_ends{};
  auto& us = x.add();
  auto out = std::optional<operation_result>{};
  us.commands.perform({control_action::operate, "LD/G$S3", true}, x.when(), x.now().utc,
                      [&](operation_result how) { out = std::move(how); });
  x.run();
  us.commands.closed({errc::not_connected, "test"});
  BOOST_REQUIRE(out.has_value());
  BOOST_TEST((out->error().why.code == errc::not_connected));
}

BOOST_AUTO_TEST_CASE(the_seeds_functions_work_by_their_names) {
  auto x = pair_of_ends{};
  auto& us = x.add();
  auto browse = browser{us.device};
  auto read = iec61850::reader{us.device};
  auto write = iec61850::writer{us.device};
  auto sets = ds_manager{us.device};
  using names = std::vector<std::string>;
  auto got = names{};
  auto keep = [&](result<names> all) { got = all.value_or(names{"failed"}); };
  browse.get_server_directory(x.when(), keep);
  x.run();
  BOOST_TEST(got == names{"LD"}, boost::test_tools::per_element());
  browse.get_logical_device_directory("LD", x.when(), keep);
  x.run();
  BOOST_TEST(got == (names{"G", "LLN0"}), boost::test_tools::per_element());
  auto entries = names{};
  auto keep_entries = [&](result<std::vector<logical_node_entry>> all) {
    entries.clear();
    for (auto& one : all.value())
      entries.push_back(one.name + ':' + std::to_string(one.constraints.size()));
  };
  browse.get_logical_node_directory("LD", "G", acsi_class::data_object, x.when(),
                                    keep_entries);
  x.run();
  BOOST_TEST(entries.size() == 6u);
  BOOST_TEST(entries[0] == "S0:5");
  browse.get_logical_node_directory("LD", "LLN0", acsi_class::urcb, x.when(),
                                    keep_entries);
  x.run();
  BOOST_TEST(entries == (names{"u01:1", "u02:1"}), boost::test_tools::per_element());
  browse.get_logical_node_directory("LD", "LLN0", acsi_class::data_set, x.when(),
                                    keep_entries);
  x.run();
  BOOST_TEST(entries == names{"ds:0"}, boost::test_tools::per_element());
  browse.get_data_directory("LD", "G", "S1", "ST", x.when(), keep);
  x.run();
  BOOST_TEST(got.size() == 3u);
  auto members = std::size_t{0};
  browse.get_data_set_directory("LD", "LLN0", "ds", x.when(), [&](auto all) {
    members = all.value().size();
    BOOST_TEST((all.value()[0] == names{"LD", "G", "ST", "S1"}));
  });
  auto is_boolean = false;
  browse.get_data_definition(
    "LD", "G", "S1", {"stVal"}, "ST", x.when(), [&](auto type) {
      is_boolean = type.value().template is<mms::type_description::boolean>();
    });
  auto values = std::vector<value>{};
  auto keep_value = [&](result<value> one) { values.push_back(one.value_or(value{})); };
  read.get_data_values("LD", "G", "ST", {"S1", "stVal"}, x.when(), keep_value);
  read.get_urcb_values("LD", "LLN0", "u01", "RptEna", x.when(), keep_value);
  read.get_brcb_values("LD", "LLN0", "b01", "ConfRev", x.when(), keep_value);
  read.select("LD", "G", "S2", x.when(), keep_value);
  auto done = 0;
  auto count = [&](result<void> how) { done += how.has_value(); };
  write.set_urcb_values("LD", "LLN0", "u01", "BufTm", std::uint64_t{50}, x.when(),
                        count);
  write.set_brcb_values("LD", "LLN0", "b01", "BufTm", std::uint64_t{50}, x.when(),
                        count);
  write.set_data_values("LD", "G", "CF", {"S1", "ctlModel"}, std::int64_t{1}, x.when(),
                        count);
  sets.create_data_set("LD/LLN0$mine", {"LD/G$ST$S1"}, x.when(), count);
  sets.delete_data_set("LD/LLN0$mine", x.when(), count);
  x.run();
  BOOST_TEST(members == 4u);
  BOOST_TEST(is_boolean);
  BOOST_REQUIRE(values.size() == 4);
  BOOST_TEST((values[0] == value{false} && values[1] == value{false}));
  BOOST_TEST((values[3] == value{std::string{"LD/G$CO$S2"}}));
  BOOST_TEST(done == 5);
}

BOOST_AUTO_TEST_SUITE_END()
