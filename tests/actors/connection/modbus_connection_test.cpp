#include "actors/connection/modbus_connection.hpp"

#include "messages/modbus/server.hpp"
#include "tests/support/actor_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace std::chrono_literals;
using modbus::table;

namespace {

modbus::point point(std::string name, std::uint16_t address, modbus::format format,
                    bool writable = true) {
  auto out = modbus::point{};
  out.name = std::move(name);
  out.address = address;
  out.format = format;
  out.writable = writable;
  return out;
}

/// A connection between a device's register image and a model that records.
struct connection_fixture : test::actor_fixture {
  modbus::register_image device;
  bool silent = false;
  bool without_mask_write = false;
  bool model_takes = true;
  std::vector<modbus::request> asked;
  std::vector<point_batch_ptr> batches;
  std::vector<connection_status> states;
  std::optional<add_connection> joined;
  std::vector<caf::typed_response_promise<batch_taken>> untaken;

  modbus_line_actor line = keep(sys.spawn(
    [this](modbus_line_actor::pointer me) -> modbus_line_actor::behavior_type {
      return {
        [](link_opened) {},
        [](const link_closed&) {},
        [](const received&) {},
        [me](const modbus_attach& x) {
          me->send(x.user, line_changed{connection_state::connected, {}});
        },
        [this](const modbus_ask& x) { return answer(x.what); },
        [](tick) {},
      };
    }));

  data_model_actor model = keep(
    sys.spawn([this](data_model_actor::pointer me) -> data_model_actor::behavior_type {
      return {
        [this](const add_connection& x) { joined = x; },
        [](const add_listener&) {},
        [this](const connection_status& x) { states.push_back(x); },
        [](const command_ptr&) {},
        [](const act_on_ref&) { return acted{not_for("a test")}; },
        [this, me](const point_batch_ptr& x) {
          batches.push_back(x);
          auto to = me->make_response_promise<batch_taken>();
          if (model_takes)
            to.deliver(batch_taken{});
          else
            untaken.push_back(to);
          return to;
        },
        [this](ask_status) { // stands here for: now take what there is
          for (auto& x : untaken)
            x.deliver(batch_taken{});
          return status_told{};
        },
        [](const list_points&) { return points_listed{}; },
        [](const take_snapshot&) { return snapshot_taken{}; },
        [](const read_refs&) { return points_read{}; },
        [](const write_refs&) { return points_written{}; },
        [](const browse_ref&) { return browsed{}; },
        [](const describe_ref&) { return described{}; },
      };
    }));

  connection_fixture() {
    (void)device.map(table::holding_register, 0, 20);
    (void)device.map(table::coil, 0, 8);
    device.set_register(table::holding_register, 0, 7);
  }

  modbus_answer answer(const modbus::transaction& x) {
    asked.push_back(x.ask);
    auto out = modbus::completion{};
    out.id = x.id;
    if (silent) {
      out.answer = fail(errc::timeout, "modbus.answer");
      return {out};
    }
    auto got = device.serve(x.ask);
    if (without_mask_write && std::holds_alternative<modbus::mask_register>(x.ask))
      got = modbus::exception{22, modbus::exception_code::illegal_function};
    if (auto* no = std::get_if<modbus::exception>(&got))
      out.answer = fail(errc::rejected, "modbus.exception", modbus::name(no->code));
    else
      out.answer = std::move(got);
    return {out};
  }

  modbus_connection_actor start(std::vector<modbus::point> points) {
    auto settings = modbus_connection_settings{};
    settings.name = "pv1";
    settings.table = make_table("pv1", points);
    settings.points =
      std::make_shared<const std::vector<modbus::point>>(std::move(points));
    auto out = keep(sys.spawn(modbus_connection, line, model, std::move(settings)));
    pass(20ms);
    return out;
  }

  template <class Answer, class Question>
  Answer ask(const modbus_connection_actor& who, Question what) {
    auto out = Answer{};
    auto asker = sys.spawn([&out, who, what](caf::event_based_actor* me) {
      me->request(who, caf::infinite, what).then([&out](const Answer& x) { out = x; });
    });
    run();
    return out;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(modbus_connection_actor_, connection_fixture)

BOOST_AUTO_TEST_CASE(joins_the_model_with_its_points) {
  start(
    {point("a", 0, modbus::format::uint16), point("b", 2, modbus::format::float32)});
  BOOST_REQUIRE(joined.has_value());
  BOOST_TEST(joined->table->connection == "pv1");
  BOOST_TEST(joined->table->points[1].ref == "pv1:b");
  BOOST_TEST(joined->table->points[1].type.str() == "float");
}

BOOST_AUTO_TEST_CASE(tells_the_first_values_and_then_only_changes) {
  start({point("a", 0, modbus::format::uint16)});
  pass(3s);
  BOOST_REQUIRE(batches.size() == 1);
  BOOST_TEST(same(batches[0]->updates[0].sample.value, value{std::uint64_t{7}}));
  device.set_register(table::holding_register, 0, 8);
  pass(1s);
  BOOST_REQUIRE(batches.size() == 2);
  BOOST_TEST(batches[1]->updates[0].why == static_cast<reasons>(reason::data_change));
}

BOOST_AUTO_TEST_CASE(
  turns_all_points_invalid_when_the_device_falls_silent_and_good_again) {
  start({point("a", 0, modbus::format::uint16)});
  silent = true;
  pass(10s);
  BOOST_REQUIRE(batches.size() == 2);
  auto& lost = batches[1]->updates[0].sample;
  BOOST_TEST((lost.quality == quality::make(validity::invalid, quality::old_data)));
  BOOST_TEST(same(lost.value, value{std::uint64_t{7}}));
  BOOST_TEST((states.back().state == connection_state::failed));
  silent = false;
  pass(60s, 100ms);
  BOOST_TEST((batches.back()->updates[0].sample.quality == quality::good()));
  BOOST_TEST((states.back().state == connection_state::connected));
}

BOOST_AUTO_TEST_CASE(polls_no_further_while_the_model_has_not_taken_what_there_is) {
  model_takes = false;
  auto every = point("a", 0, modbus::format::uint16);
  every.tell_every_poll = true;
  start({every});
  pass(20s);
  auto before = asked.size();
  BOOST_TEST(before <= 5u);
  model_takes = true;
  caf::anon_send(model, ask_status{});
  pass(5s);
  BOOST_TEST(asked.size() > before);
}

BOOST_AUTO_TEST_CASE(reads_points_and_raw_references_in_few_transactions) {
  auto uut = start({point("a", 0, modbus::format::uint16)});
  device.set_register(table::holding_register, 1, 9);
  asked.clear();
  auto got =
    ask<points_read>(uut, read_points{{"a", "holding/1", "holding/0:2", "nonsense"}});
  BOOST_REQUIRE(got.samples.size() == 4);
  BOOST_TEST(same(got.samples[0]->value, value{std::uint64_t{7}}));
  BOOST_TEST(same(got.samples[1]->value, value{std::uint64_t{9}}));
  auto& both = *std::get<std::shared_ptr<const array>>(got.samples[2]->value);
  BOOST_TEST(both.size() == 2u);
  BOOST_TEST((got.samples[3].error().code == errc::not_found));
  BOOST_TEST(asked.size() <= 2u);
}

BOOST_AUTO_TEST_CASE(finds_the_one_reference_that_a_device_refuses) {
  auto uut = start({});
  auto got =
    ask<points_read>(uut, read_points{{"holding/18", "holding/19", "holding/20"}});
  BOOST_TEST(got.samples[0].has_value());
  BOOST_TEST(got.samples[1].has_value());
  BOOST_TEST((got.samples[2].error().code == errc::rejected));
  BOOST_TEST(got.samples[2].error().cause == "illegal-data-address");
}

BOOST_AUTO_TEST_CASE(writes_and_tells_the_new_value_at_once) {
  auto uut = start({point("a", 0, modbus::format::uint16)});
  auto got = ask<points_written>(uut, write_points{{{"a", value{std::int64_t{42}}}}});
  BOOST_REQUIRE(got.done.size() == 1);
  BOOST_TEST(got.done[0].has_value());
  BOOST_TEST(*device.register_at(table::holding_register, 0) == 42);
  pass(20ms);
  BOOST_TEST(same(batches.back()->updates[0].sample.value, value{std::uint64_t{42}}));
}

BOOST_AUTO_TEST_CASE(writes_a_bit_also_where_mask_write_is_unknown) {
  without_mask_write = true;
  auto bit = point("flag", 0, modbus::format::bit);
  bit.bit = 3;
  auto uut = start({bit});
  auto got = ask<points_written>(uut, write_points{{{"flag", value{true}}}});
  BOOST_TEST(got.done[0].has_value());
  BOOST_TEST(*device.register_at(table::holding_register, 0) == 15);
}

BOOST_AUTO_TEST_CASE(refuses_to_write_what_is_not_writable) {
  auto uut = start({point("a", 0, modbus::format::uint16, false)});
  auto got = ask<points_written>(uut, write_points{{{"a", value{std::int64_t{1}}}}});
  BOOST_TEST((got.done[0].error().code == errc::access_denied));
}

BOOST_AUTO_TEST_CASE(refuses_a_quality_and_a_time_beside_a_written_value) {
  auto uut = start({point("a", 0, modbus::format::uint16)});
  auto what = write_points{};
  what.writes.push_back({"a", value{std::int64_t{1}}, quality::good()});
  what.writes.push_back({"a", value{std::int64_t{1}}, {}, utc_time{1}});
  what.writes.push_back({"a", value{std::int64_t{42}}});
  auto got = ask<points_written>(uut, what);
  BOOST_TEST((got.done[0].error().code == errc::unsupported));
  BOOST_TEST((got.done[1].error().code == errc::unsupported));
  BOOST_TEST(got.done[2].has_value());
  BOOST_TEST(*device.register_at(table::holding_register, 0) == 42);
}

BOOST_AUTO_TEST_CASE(describes_the_device_with_what_it_says_of_itself) {
  device.set_identification({{0, "ACME"}, {1, "inverter"}});
  auto uut = start({point("a", 0, modbus::format::uint16)});
  auto got = ask<described>(uut, describe_path{});
  auto& tree = *std::get<std::shared_ptr<const structure>>(*got.what);
  auto& last = *std::get<std::shared_ptr<const structure>>(tree.back().second);
  BOOST_TEST(last[0].first == "vendor_name");
  BOOST_TEST(std::get<std::string>(last[0].second) == "ACME");
}

BOOST_AUTO_TEST_SUITE_END()
