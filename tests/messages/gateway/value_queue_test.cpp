#include "messages/gateway/translation.hpp"
#include "messages/gateway/value_queue.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;

namespace {

constexpr auto changed = static_cast<reasons>(reason::data_change);
constexpr auto polled = static_cast<reasons>(reason::poll);
constexpr auto updated = static_cast<reasons>(reason::data_update);

sample at(std::int64_t time, value x, quality how = quality::good()) {
  return {std::move(x), how, utc_time{time}};
}

value_queue::rule event_rule(std::string to, std::string type = "integer") {
  auto out = value_queue::rule{std::move(to)};
  out.how.type = std::move(type);
  return out;
}

value_queue::rule attribute_rule() {
  return {"gw1:LD/A.b.f[MX]", map_target::iec61850, "gw1:LD/A.b.q[MX]",
          "gw1:LD/A.b.t[MX]"};
}

struct queue_fixture {
  value_queue uut{{event_rule("rtu:1/1"), event_rule("rtu:1/2"), attribute_rule(),
                   value_queue::rule{"dev:D/x", map_target::mms}},
                  4};

  queue_fixture() {
    for (auto* name : {"rtu", "gw1", "dev"})
      uut.server(name, connection_state::connected);
  }

  /// Values that are given next, and taken.
  std::vector<std::int64_t> integers() {
    auto out = std::vector<std::int64_t>{};
    auto all = uut.next(100);
    for (auto& one : all)
      out.push_back(std::get<std::int64_t>(one.value));
    uut.written(std::vector<result<void>>(all.size()));
    return out;
  }

  void fail_next() {
    auto all = uut.next(100);
    uut.written({all.size(), fail(errc::not_connected, "rtu")});
  }
};

using integer_list = std::vector<std::int64_t>;

value number(std::int64_t x) {
  return x;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(gateway_value_queue, queue_fixture)

BOOST_AUTO_TEST_CASE(each_change_is_an_event_with_its_quality_and_time) {
  auto old = quality::make(validity::invalid, quality::old_data);
  uut.take(0, at(1, number(1)), changed);
  uut.take(1, at(2, number(10)), changed);
  uut.take(0, at(3, number(2)), changed);
  uut.take(0, at(4, number(2), old), 0);
  auto all = uut.next(100);
  BOOST_REQUIRE(all.size() == 4u);
  BOOST_TEST((all[0].ref == "rtu:1/1" && same(all[0].value, number(1))));
  BOOST_TEST((all[0].quality == quality::good() && all[0].time == utc_time{1}));
  BOOST_TEST(all[1].ref == "rtu:1/2");
  BOOST_TEST((same(all[2].value, number(2)) && all[2].time == utc_time{3}));
  BOOST_TEST((same(all[3].value, number(2)) && all[3].quality == old));
}

BOOST_AUTO_TEST_CASE(gives_nothing_before_the_last_was_taken) {
  uut.take(0, at(1, number(1)), changed);
  auto first = uut.next(100);
  uut.take(0, at(2, number(2)), changed);
  BOOST_TEST(uut.next(100).empty());
  uut.written(std::vector<result<void>>(first.size()));
  BOOST_TEST(integers() == (integer_list{2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_told_again_is_no_event) {
  uut.take(0, at(1, number(1)), changed);
  uut.take(0, at(1, number(1)), changed);
  uut.take(0, at(2, number(1)), polled);
  uut.take(0, at(3, number(1)), 0);
  BOOST_TEST(integers() == (integer_list{1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_told_as_a_change_is_an_event_without_a_difference) {
  uut.take(0, at(1, number(1)), changed);
  uut.take(0, at(2, number(1)), changed);
  uut.take(0, at(3, number(1)), updated);
  BOOST_TEST(integers() == (integer_list{1, 1, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_the_target_does_not_show_is_no_event) {
  uut.take(0, at(1, 1.1), changed);
  uut.take(0, at(2, 1.2), changed);
  uut.take(0, at(3, 1.6), changed);
  BOOST_TEST(integers() == (integer_list{1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_unknown_value_is_the_last_one_and_invalid) {
  auto unknown = std::numeric_limits<double>::quiet_NaN();
  uut.take(0, at(1, unknown), changed);
  BOOST_TEST(uut.next(100).empty());
  uut.take(0, at(2, number(7)), changed);
  uut.take(0, at(3, unknown), changed);
  auto all = uut.next(100);
  BOOST_REQUIRE(all.size() == 2u);
  BOOST_TEST(same(all[1].value, number(7)));
  BOOST_TEST((all[1].quality == quality::make(validity::invalid)));
}

BOOST_AUTO_TEST_CASE(tells_whether_a_value_goes_there_at_all) {
  uut.take(0, at(1, std::string{"text"}), changed);
  BOOST_TEST(!uut.fits(0));
  uut.take(0, at(2, number(7)), changed);
  BOOST_TEST(uut.fits(0));
}

BOOST_AUTO_TEST_CASE(of_attributes_the_last_value_counts) {
  uut.take(2, at(1, 1.5), changed);
  uut.take(2, at(2, 2.5, quality::make(validity::questionable)), changed);
  auto all = uut.next(100);
  BOOST_REQUIRE(all.size() == 3u);
  BOOST_TEST((all[0].ref == "gw1:LD/A.b.f[MX]" && same(all[0].value, 2.5)));
  BOOST_TEST(
    (all[1].ref == "gw1:LD/A.b.q[MX]" && same(all[1].value, quality_value({3}))));
  BOOST_TEST((all[2].ref == "gw1:LD/A.b.t[MX]" && same(all[2].value, utc_time{2})));
  BOOST_TEST((!all[0].quality && !all[0].time));
}

BOOST_AUTO_TEST_CASE(an_attribute_without_a_value_has_a_quality) {
  auto old = quality::make(validity::invalid, quality::old_data);
  uut.take(2, at(1, {}, old), 0);
  auto all = uut.next(100);
  BOOST_REQUIRE(all.size() == 2u);
  BOOST_TEST(same(all[0].value, quality_value(old)));
}

BOOST_AUTO_TEST_CASE(a_plain_variable_has_a_value_only) {
  uut.take(3, at(1, 1.5), changed);
  auto all = uut.next(100);
  BOOST_REQUIRE(all.size() == 1u);
  BOOST_TEST((all[0].ref == "dev:D/x" && !all[0].quality && !all[0].time));
}

BOOST_AUTO_TEST_CASE(events_wait_for_their_server) {
  uut.server("rtu", connection_state::failed);
  uut.take(0, at(1, number(1)), changed);
  uut.take(0, at(2, number(2)), changed);
  BOOST_TEST(uut.next(100).empty());
  uut.server("rtu", connection_state::connected);
  BOOST_TEST(integers() == (integer_list{1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(events_that_did_not_arrive_are_given_again_in_order) {
  for (auto i = 1; i <= 3; ++i)
    uut.take(0, at(i, number(i)), changed);
  fail_next();
  BOOST_TEST(uut.is_holding());
  uut.take(0, at(4, number(4)), changed);
  BOOST_TEST(uut.next(100).empty());
  uut.retry();
  BOOST_TEST(!uut.is_holding());
  BOOST_TEST(integers() == (integer_list{1, 2, 3, 4}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(events_that_were_refused_are_not_given_again) {
  uut.take(0, at(1, number(1)), changed);
  BOOST_TEST(uut.next(100).size() == 1u);
  uut.written({fail(errc::invalid_value, "rtu")});
  BOOST_TEST(!uut.is_holding());
  BOOST_TEST(uut.next(100).empty());
}

BOOST_AUTO_TEST_CASE(drops_the_oldest_and_says_how_many) {
  uut.server("rtu", connection_state::failed);
  for (auto i = 1; i <= 6; ++i)
    uut.take(0, at(i, number(i)), changed);
  BOOST_TEST(uut.take_dropped()["rtu"] == 2u);
  BOOST_TEST(uut.take_dropped().empty());
  uut.server("rtu", connection_state::connected);
  BOOST_TEST(integers() == (integer_list{3, 4, 5, 6}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_waits_for_a_disabled_server) {
  uut.take(0, at(1, number(1)), changed);
  uut.server("rtu", connection_state::disabled);
  uut.take(0, at(2, number(2)), changed);
  uut.server("rtu", connection_state::connected);
  BOOST_TEST(uut.next(100).empty());
}

BOOST_AUTO_TEST_CASE(a_server_that_was_started_again_is_told_what_is_known) {
  uut.take(0, at(1, number(1)), changed);
  BOOST_TEST(integers() == (integer_list{1}), boost::test_tools::per_element());
  uut.take(1, at(1, number(2)), changed); // waits, and is told once
  uut.forget("rtu");
  uut.take(0, at(1, number(1)), 0);
  uut.take(1, at(1, number(2)), 0);
  BOOST_TEST(integers() == (integer_list{2, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(gives_at_most_so_many_and_leaves_no_kind_behind) {
  uut.take(2, at(1, 1.5), changed);
  for (auto i = 1; i <= 3; ++i)
    uut.take(0, at(i, number(i)), changed);
  auto first = uut.next(2);
  BOOST_TEST(first.size() == 5u); // two events, one attribute with what is beside it
  uut.written(std::vector<result<void>>(first.size()));
  BOOST_TEST(integers() == (integer_list{3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
