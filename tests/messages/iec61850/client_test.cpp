#include "messages/iec61850/browser.hpp"
#include "messages/iec61850/ds_manager.hpp"
#include "messages/iec61850/operation.hpp"
#include "messages/iec61850/quality.hpp"
#include "messages/iec61850/reader.hpp"
#include "messages/iec61850/server.hpp"
#include "messages/iec61850/subscription.hpp"
#include "messages/iec61850/writer.hpp"
#include "messages/mms/type.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace bus;
using namespace bus::iec61850;
using namespace std::chrono_literals;

namespace {

using parts = std::vector<std::pair<std::string, mms::type_description>>;

mms::type_description leaf(const char* text) {
  return mms::parse_type(text).value();
}

mms::type_description group(parts x) {
  return mms::make_structure(std::move(x));
}

mms::type_description block(bool buffered) {
  auto out =
    parts{{"RptID", leaf("visible-string(-129)")}, {"RptEna", leaf("boolean")}};
  if (!buffered)
    out.emplace_back("Resv", leaf("boolean"));
  out.emplace_back("DatSet", leaf("visible-string(-129)"));
  out.emplace_back("ConfRev", leaf("uint32"));
  out.emplace_back("OptFlds", leaf("bit-string(-10)"));
  out.emplace_back("BufTm", leaf("uint32"));
  out.emplace_back("SqNum", leaf("uint16"));
  out.emplace_back("TrgOps", leaf("bit-string(-6)"));
  out.emplace_back("IntgPd", leaf("uint32"));
  out.emplace_back("GI", leaf("boolean"));
  if (buffered) {
    out.emplace_back("PurgeBuf", leaf("boolean"));
    out.emplace_back("EntryID", leaf("octet-string(8)"));
    out.emplace_back("TimeofEntry", leaf("binary-time"));
    out.emplace_back("ResvTms", leaf("int16"));
  }
  return group(std::move(out));
}

server_description some_objects() {
  auto origin =
    group({{"orCat", leaf("int8")}, {"orIdent", leaf("octet-string(-64)")}});
  auto oper = group({{"ctlVal", leaf("boolean")},
                     {"origin", origin},
                     {"ctlNum", leaf("uint8")},
                     {"T", leaf("utc-time")},
                     {"Test", leaf("boolean")},
                     {"Check", leaf("bit-string(-2)")}});
  auto status = group({{"stVal", leaf("boolean")},
                       {"q", leaf("bit-string(-13)")},
                       {"t", leaf("utc-time")}});
  auto model = [](int x) { return std::pair{x, std::string{"S"} + std::to_string(x)}; };
  auto domain = mms::vmd_description::domain{"LD"};
  auto st = parts{}, co = parts{}, cf = parts{};
  for (auto i = 0; i < 5; ++i) {
    auto [number, name] = model(i);
    st.emplace_back(name, status);
    co.emplace_back(name, group({{"SBO", leaf("visible-string(-129)")},
                                 {"SBOw", oper},
                                 {"Oper", oper},
                                 {"Cancel", oper}}));
    cf.emplace_back(name, group({{"ctlModel", leaf("int8")}}));
    domain.values.emplace_back("G$CF$" + name + "$ctlModel", std::int64_t{number});
  }
  domain.variables.push_back(
    {"LLN0", group({{"BR", group({{"b01", block(true)}})},
                    {"RP", group({{"u01", block(false)}, {"u02", block(false)}})}})});
  domain.variables.push_back(
    {"G", group({{"ST", group(st)}, {"CO", group(co)}, {"CF", group(cf)}})});
  domain.lists.emplace_back(
    "LLN0$ds",
    std::vector<std::string>{"G$ST$S1", "G$ST$S2$stVal", "G$ST$S2$q", "G$ST$S2$t"});
  for (auto* name : {"LLN0$BR$b01$DatSet", "LLN0$RP$u01$DatSet", "LLN0$RP$u02$DatSet"})
    domain.values.emplace_back(name, std::string{"LD/LLN0$ds"});
  auto out = server_description{};
  out.objects.vendor = "test";
  out.objects.domains.push_back(std::move(domain));
  return out;
}

/// A server, and clients of it: without an association, PDU by PDU.
struct pair_of_ends {
  struct client {
    mms::device device;
    operations commands{device};
    std::vector<report> reports = {};
    std::vector<std::string> written = {}; ///< what it wrote, in order
  };

  duration at = 1s;
  server uut = server::make(some_objects(), {}, now()).value();
  std::vector<std::unique_ptr<client>> clients;
  std::vector<process_asked> asked;
  std::function<void(const process_asked&)> decide = [](auto&) {};

  moment now() const {
    return {time_point{at}, utc_time{(at + 1'790'000'000s).count()}};
  }
  mms::device::deadline_of when() const {
    return {time_point{at}, time_point{at + 5s}};
  }

  client& add() {
    auto& x = *clients.emplace_back(std::make_unique<client>());
    auto agreed = mms::all_parameters();
    x.device.on_information([&x](asn1::mms::information_report& told) {
      if (!is_report(told))
        return x.commands.received(told);
      x.reports.push_back(decode_report(told).value());
      return true;
    });
    x.device.established(agreed);
    uut.joined({clients.size(), {10, 0, 0, static_cast<std::uint8_t>(clients.size())}},
               agreed);
    return x;
  }

  static std::string variable_of(const asn1::mms::write_request& x) {
    using specification = asn1::mms::variable_access_specification;
    using variable = asn1::mms::variable_specification;
    auto& list = x.variable_access_specification.get<specification::list_of_variable>();
    return list.front()
      .variable_specification.get<variable::name>()
      .get<mms::object_name::domain_specific>()
      .item_id;
  }

  void take_events() {
    while (auto event = uut.next_event()) {
      if (auto* answer = std::get_if<server_answer>(&*event)) {
        auto said = mms::pdu{};
        if (answer->what)
          said = mms::pdu::make<mms::pdu::confirmed_response_pdu>(
            asn1::mms::confirmed_response_pdu{answer->invoke_id,
                                              std::move(*answer->what)});
        else
          said = mms::pdu::make<mms::pdu::confirmed_error_pdu>(
            asn1::mms::confirmed_error_pdu{
              answer->invoke_id, {}, std::move(answer->what.error())});
        clients[answer->client - 1]->device.receive(said);
      } else if (auto* told = std::get_if<server_tells>(&*event)) {
        auto said = mms::pdu::make<mms::pdu::unconfirmed_pdu>(
          asn1::mms::unconfirmed_pdu{std::move(told->what)});
        clients[told->client - 1]->device.receive(said);
      } else {
        asked.push_back(std::get<process_asked>(*event));
        if (asked.back().decides)
          decide(asked.back());
      }
    }
  }

  /// Until nobody has anything to say.
  void run() {
    for (auto quiet = false; !quiet;) {
      quiet = true;
      take_events();
      for (auto i = std::size_t{0}; i < clients.size(); ++i)
        for (auto& out : clients[i]->device.take_output()) {
          quiet = false;
          auto& request = out.get<mms::pdu::confirmed_request_pdu>();
          if (auto* written = request.service.get_if<mms::request::write>())
            clients[i]->written.push_back(variable_of(*written));
          uut.request(i + 1, request, now());
          take_events();
        }
    }
  }

  void pass(duration x) {
    at += x;
    uut.tick(now());
    for (auto& one : clients) {
      one->device.tick(time_point{at});
      one->commands.tick(time_point{at});
    }
    run();
  }

  void set(const std::string& item, bool to) {
    auto where = uut.find("LD/" + item).value();
    auto how = uut.set({{where, mms::data::make<mms::data::boolean>(to)}}, now());
    BOOST_REQUIRE_MESSAGE(how.at(0).has_value(), to_string(how[0].error()));
    run();
  }

  void accept_all() {
    decide = [this](const process_asked& x) {
      std::ignore = uut.decide(x.what.id, {}, now());
    };
  }

  operation_result operate(client& by, const std::string& object, bool to = true,
                           control_action what = control_action::operate) {
    auto out = std::optional<operation_result>{};
    auto command = operation_request{what, "LD/G$" + object, to};
    by.commands.perform(command, when(), now().utc,
                        [&](operation_result x) { out = std::move(x); });
    run();
    if (!out)
      pass(20s); // nobody answers
    return out.value();
  }
};

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
  BOOST_TEST(entries.size() == 5u);
  BOOST_TEST(entries[0] == "S0:3");
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
