#include "messages/modbus/poller.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

using namespace bus;
using namespace bus::modbus;
using namespace std::chrono_literals;

namespace {

const auto start = time_point{} + 1h;
const auto invalid_old = quality::make(validity::invalid, quality::old_data);
const auto bad_reference = quality::make(validity::invalid, quality::bad_reference);

point at(std::uint16_t address, format how = format::uint16) {
  auto out = point{};
  out.name = "p" + std::to_string(address);
  out.format = how;
  out.address = address;
  return out;
}

std::vector<point> row(std::uint16_t count) {
  auto out = std::vector<point>{};
  for (std::uint16_t i = 0; i < count; ++i)
    out.push_back(at(i));
  return out;
}

poller opened(std::vector<point> points, poller_settings x = {}) {
  auto out = poller{std::move(points), x};
  out.opened(start);
  return out;
}

result<response> timed_out() {
  return fail(errc::timeout, "modbus.answer");
}

result<response> refused(exception_code x) {
  return fail(errc::rejected, "modbus.exception", name(x));
}

result<response> content(registers x) {
  return response{std::move(x)};
}

/// Polls the one due block and answers it.
poll_outcome answer(poller& uut, const result<response>& x, time_point now) {
  auto next = uut.next(now);
  BOOST_REQUIRE(next.has_value());
  return uut.answered(next->block, x, now);
}

/// Polls all that is due; reads that touch `bad` are refused.
poll_outcome answer_all(poller& uut, std::uint16_t bad, time_point now) {
  auto out = poll_outcome{};
  while (auto next = uut.next(now)) {
    auto ask = std::get<read_data>(next->ask);
    auto hit = bad >= ask.address && bad < ask.address + ask.quantity;
    auto got = uut.answered(next->block,
                            hit ? refused(exception_code::illegal_data_address)
                                : content(registers(ask.quantity, 5)),
                            now);
    out.changes.insert(out.changes.end(), got.changes.begin(), got.changes.end());
  }
  return out;
}

reasons only(reason x) {
  return static_cast<reasons>(x);
}

point_change only_change(const poll_outcome& x) {
  BOOST_REQUIRE(x.changes.size() == 1);
  return x.changes[0];
}

std::uint64_t number(const point_change& x) {
  return std::get<std::uint64_t>(x.value);
}

/// Lets the device keep silent until it is given up.
poll_outcome give_up(poller& uut, time_point& now) {
  auto out = poll_outcome{};
  for (auto i = 0; i < 3; ++i) {
    now = uut.deadline();
    out = answer(uut, timed_out(), now);
  }
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(modbus_poller)

BOOST_AUTO_TEST_CASE(nothing_is_polled_while_the_line_is_down) {
  auto uut = poller{row(3), {}};
  BOOST_TEST(!uut.next(start));
  BOOST_TEST((uut.deadline() == never));
}

BOOST_AUTO_TEST_CASE(polls_keep_to_the_grid) {
  auto uut = opened(row(1));
  for (auto n = 0; n < 5; ++n) {
    auto due = start + n * 1s;
    BOOST_TEST((uut.deadline() == due));
    BOOST_TEST(!uut.next(due - 1ns));
    auto next = uut.next(due + 100ms).value();
    BOOST_TEST((next.due == due));
    BOOST_TEST(!uut.next(due + 100ms));
    BOOST_TEST((uut.deadline() == never));
    uut.answered(next.block, content({1}), due + 300ms);
  }
}

BOOST_AUTO_TEST_CASE(what_was_missed_is_skipped) {
  auto uut = opened(row(1));
  auto next = uut.next(start).value();
  uut.answered(next.block, content({1}), start + 3500ms);
  BOOST_TEST((uut.deadline() == start + 4s));
}

BOOST_AUTO_TEST_CASE(the_phase_spreads_devices) {
  auto settings = poller_settings{};
  settings.phase = 0.25;
  auto uut = opened(row(1), settings);
  BOOST_TEST((uut.deadline() == start + 250ms));
  answer(uut, content({1}), start + 250ms);
  BOOST_TEST((uut.deadline() == start + 1250ms));
}

BOOST_AUTO_TEST_CASE(points_with_their_own_interval_are_polled_so) {
  auto slow = at(1);
  slow.interval = 5s;
  auto uut = opened({at(0), slow});
  auto polls = 0;
  for (auto now = start; now < start + 10s; now += 100ms)
    while (auto next = uut.next(now)) {
      ++polls;
      uut.answered(next->block, content({1}), now);
    }
  BOOST_TEST(polls == 12);
}

BOOST_AUTO_TEST_CASE(the_first_value_is_initial) {
  auto uut = opened(row(2));
  auto got = answer(uut, content({7, 8}), start);
  BOOST_TEST(got.answering.value());
  BOOST_REQUIRE(got.changes.size() == 2);
  BOOST_TEST(got.changes[1].point == 1);
  BOOST_TEST(number(got.changes[1]) == 8);
  BOOST_TEST((got.changes[1].quality == quality::good()));
  BOOST_TEST(got.changes[1].why == only(reason::initial));
}

BOOST_AUTO_TEST_CASE(only_changes_are_told) {
  auto uut = opened(row(2));
  answer(uut, content({7, 8}), start);
  auto same = answer(uut, content({7, 8}), start + 1s);
  BOOST_TEST(same.changes.empty());
  BOOST_TEST(!same.answering);
  auto got = only_change(answer(uut, content({7, 9}), start + 2s));
  BOOST_TEST(got.point == 1);
  BOOST_TEST(got.why == only(reason::data_change));
}

BOOST_AUTO_TEST_CASE(a_point_may_be_told_every_poll) {
  auto x = at(0);
  x.tell_every_poll = true;
  auto uut = opened({x});
  answer(uut, content({7}), start);
  BOOST_TEST(only_change(answer(uut, content({7}), start + 1s)).why
             == only(reason::poll));
  BOOST_TEST(only_change(answer(uut, content({8}), start + 2s)).why
             == only(reason::data_change));
}

BOOST_AUTO_TEST_CASE(the_deadband_counts_from_the_last_told_value) {
  auto x = at(0);
  x.deadband = 2;
  auto uut = opened({x});
  answer(uut, content({10}), start);
  BOOST_TEST(answer(uut, content({11}), start + 1s).changes.empty());
  BOOST_TEST(answer(uut, content({12}), start + 2s).changes.empty());
  BOOST_TEST(number(only_change(answer(uut, content({13}), start + 3s))) == 13);
  BOOST_TEST(answer(uut, content({11}), start + 4s).changes.empty());
  BOOST_TEST(number(only_change(answer(uut, content({10}), start + 5s))) == 10);
}

BOOST_AUTO_TEST_CASE(the_deadband_is_in_the_scaled_unit) {
  auto x = at(0);
  x.deadband = 2;
  x.scale = 0.1;
  auto uut = opened({x});
  answer(uut, content({100}), start);
  BOOST_TEST(answer(uut, content({119}), start + 1s).changes.empty());
  BOOST_TEST(answer(uut, content({121}), start + 2s).changes.size() == 1);
}

BOOST_AUTO_TEST_CASE(a_value_that_stays_nan_is_no_change) {
  auto x = at(0, format::float32);
  x.deadband = 1;
  auto uut = opened({x});
  answer(uut, content({0x7fc0, 0}), start);
  BOOST_TEST(answer(uut, content({0x7fc0, 1}), start + 1s).changes.empty());
  BOOST_TEST(answer(uut, content({0x3f80, 0}), start + 2s).changes.size() == 1);
  BOOST_TEST(answer(uut, content({0x7fc0, 0}), start + 3s).changes.size() == 1);
}

BOOST_AUTO_TEST_CASE(infinities_are_told_and_left_again) {
  auto x = at(0, format::float32);
  x.deadband = 1;
  auto uut = opened({x});
  answer(uut, content({0x7f80, 0}), start);
  BOOST_TEST(answer(uut, content({0x7f80, 0}), start + 1s).changes.empty());
  BOOST_TEST(answer(uut, content({0xff80, 0}), start + 2s).changes.size() == 1);
  BOOST_TEST(answer(uut, content({0, 0}), start + 3s).changes.size() == 1);
}

BOOST_AUTO_TEST_CASE(texts_and_arrays_are_compared_whole) {
  auto text = at(0, format::string);
  text.quantity = 2;
  auto list = at(2, format::raw);
  list.quantity = 2;
  auto uut = opened({text, list});
  BOOST_TEST(answer(uut, content({0x4142, 0, 1, 2}), start).changes.size() == 2);
  BOOST_TEST(answer(uut, content({0x4142, 0, 1, 2}), start + 1s).changes.empty());
  BOOST_TEST(only_change(answer(uut, content({0x4143, 0, 1, 2}), start + 2s)).point
             == 0);
  BOOST_TEST(only_change(answer(uut, content({0x4143, 0, 1, 3}), start + 3s)).point
             == 1);
  auto down = uut.closed();
  BOOST_REQUIRE(down.changes.size() == 2);
  BOOST_TEST((down.changes[0].value == value{std::string{"AC"}}));
}

BOOST_AUTO_TEST_CASE(bits_are_read_from_their_places) {
  auto coil = [](std::uint16_t address, std::uint16_t quantity) {
    auto out = at(address, quantity > 1 ? format::raw : format::boolean);
    out.from = table::coil;
    out.quantity = quantity;
    return out;
  };
  auto uut = opened({coil(10, 1), coil(12, 3), coil(13, 1)});
  auto next = uut.next(start).value();
  BOOST_TEST((next.ask == request{read_data{table::coil, 10, 5}}));
  auto got =
    uut.answered(next.block, response{bits{false, false, true, true, false}}, start);
  BOOST_REQUIRE(got.changes.size() == 3);
  BOOST_TEST((got.changes[0].value == value{false}));
  BOOST_TEST(same(got.changes[1].value,
                  value{std::make_shared<const array>(array{true, true, false})}));
  BOOST_TEST((got.changes[2].value == value{true}));
}

BOOST_AUTO_TEST_CASE(a_queue_is_told_as_it_grows) {
  auto x = at(5, format::raw);
  x.from = table::queue;
  auto uut = opened({x});
  BOOST_TEST(answer(uut, content({}), start).changes.size() == 1);
  BOOST_TEST(answer(uut, content({1, 2}), start + 1s).changes.size() == 1);
}

BOOST_AUTO_TEST_CASE(a_closed_line_makes_all_points_old) {
  auto uut = opened(row(2));
  answer(uut, content({7, 8}), start);
  auto got = uut.closed();
  BOOST_TEST(!got.answering.value());
  BOOST_REQUIRE(got.changes.size() == 2);
  BOOST_TEST(number(got.changes[0]) == 7);
  BOOST_TEST((got.changes[0].quality == invalid_old));
  BOOST_TEST(got.changes[0].why == only(reason::quality_change));
  BOOST_TEST(uut.closed().changes.empty());
}

BOOST_AUTO_TEST_CASE(a_value_that_comes_back_unchanged_is_a_quality_change) {
  auto uut = opened(row(2));
  answer(uut, content({7, 8}), start);
  uut.closed();
  uut.opened(start + 5s);
  auto got = answer(uut, content({7, 9}), start + 5s);
  BOOST_TEST(got.answering.value());
  BOOST_REQUIRE(got.changes.size() == 2);
  BOOST_TEST(got.changes[0].why == only(reason::quality_change));
  BOOST_TEST(got.changes[1].why == only(reason::data_change));
}

BOOST_AUTO_TEST_CASE(an_answer_from_before_the_line_broke_is_ignored) {
  auto uut = opened(row(1));
  auto next = uut.next(start).value();
  uut.closed();
  BOOST_TEST(uut.answered(next.block, content({7}), start).changes.empty());
  uut.opened(start + 1s);
  BOOST_TEST(uut.answered(next.block, content({7}), start + 1s).changes.empty());
  BOOST_TEST(uut.answered(77, content({7}), start + 1s).changes.empty());
}

BOOST_AUTO_TEST_CASE(two_silences_are_forgiven) {
  auto uut = opened(row(1));
  answer(uut, content({7}), start);
  for (auto n = 1; n <= 6; ++n) {
    auto got = answer(uut, n % 3 ? timed_out() : content({7}), start + n * 1s);
    BOOST_TEST(got.changes.empty());
    BOOST_TEST(!got.answering);
  }
  BOOST_TEST(uut.answering());
}

BOOST_AUTO_TEST_CASE(three_silences_mean_that_nobody_is_there) {
  auto uut = opened(row(2));
  answer(uut, content({7, 8}), start);
  auto now = start;
  auto got = give_up(uut, now);
  BOOST_TEST(!got.answering.value());
  BOOST_TEST(!uut.answering());
  BOOST_REQUIRE(got.changes.size() == 2);
  BOOST_TEST(number(got.changes[0]) == 7);
  BOOST_TEST((got.changes[0].quality == invalid_old));
}

BOOST_AUTO_TEST_CASE(a_device_that_never_answered_is_told_once) {
  auto uut = opened(row(2));
  auto now = start;
  auto got = give_up(uut, now);
  BOOST_TEST(!got.answering.value());
  BOOST_TEST(got.changes.empty());
  now = uut.deadline();
  BOOST_TEST(!answer(uut, timed_out(), now).answering);
}

BOOST_AUTO_TEST_CASE(a_silent_device_is_asked_one_thing_at_growing_intervals) {
  auto settings = poller_settings{};
  settings.max_backoff = 10s;
  auto uut = opened({at(0), at(100), at(200)}, settings);
  auto now = start;
  give_up(uut, now);
  auto pauses = std::vector<long>{};
  for (auto i = 0; i < 6; ++i) {
    auto due = uut.deadline();
    pauses.push_back(
      std::chrono::duration_cast<std::chrono::seconds>(due - now).count());
    now = due;
    auto next = uut.next(now).value();
    BOOST_TEST(!uut.next(now + 1h));
    BOOST_TEST((uut.deadline() == never));
    uut.answered(next.block, timed_out(), now);
  }
  BOOST_TEST(pauses == (std::vector<long>{1, 2, 4, 8, 10, 10}));
}

BOOST_AUTO_TEST_CASE(a_silent_device_is_not_always_asked_the_same) {
  auto uut = opened({at(0), at(100)});
  auto now = start;
  give_up(uut, now);
  auto first = uut.next(now = uut.deadline()).value();
  uut.answered(first.block, timed_out(), now);
  BOOST_TEST(uut.next(uut.deadline()).value().block != first.block);
}

BOOST_AUTO_TEST_CASE(all_is_polled_at_once_when_a_device_answers_again) {
  auto uut = opened({at(0), at(100), at(200)});
  auto now = start;
  give_up(uut, now);
  now = uut.deadline();
  BOOST_TEST(answer(uut, content({7}), now).answering.value());
  BOOST_TEST(uut.next(now).has_value());
  BOOST_TEST(uut.next(now).has_value());
  BOOST_TEST(!uut.next(now));
}

BOOST_AUTO_TEST_CASE(an_exception_shows_that_somebody_is_there) {
  auto uut = opened(row(1));
  BOOST_TEST(
    answer(uut, refused(exception_code::server_device_busy), start).answering.value());
}

BOOST_AUTO_TEST_CASE(a_refused_block_is_cut_at_its_gaps_first) {
  auto uut = opened({at(0), at(1), at(4)});
  BOOST_TEST(uut.block_count() == 1);
  answer(uut, refused(exception_code::illegal_data_address), start);
  BOOST_TEST(uut.block_count() == 2);
  auto got = answer_all(uut, 3, start);
  BOOST_TEST(got.changes.size() == 3);
  BOOST_TEST(uut.block_count() == 2);
}

BOOST_AUTO_TEST_CASE(one_bad_point_does_not_silence_its_neighbours) {
  auto uut = opened(row(64));
  auto got = answer_all(uut, 37, start);
  BOOST_REQUIRE(got.changes.size() == 64);
  for (const auto& x : got.changes)
    BOOST_TEST((x.quality == (x.point == 37 ? bad_reference : quality::good())));
  BOOST_TEST(uut.block_count() <= 7);
  BOOST_TEST(answer_all(uut, 37, start + 1s).changes.empty());
}

BOOST_AUTO_TEST_CASE(a_bad_point_is_still_asked_for_and_may_become_good) {
  auto uut = opened(row(1));
  auto got =
    only_change(answer(uut, refused(exception_code::illegal_data_address), start));
  BOOST_TEST((got.quality == bad_reference));
  BOOST_TEST(got.why == only(reason::quality_change));
  got = only_change(answer(uut, content({7}), start + 1s));
  BOOST_TEST((got.quality == quality::good()));
  BOOST_TEST(got.why == only(reason::initial));
}

BOOST_AUTO_TEST_CASE(an_exception_as_a_response_counts_the_same) {
  auto uut = opened(row(2));
  auto refusal = response{exception{3, exception_code::illegal_data_address}};
  answer(uut, refusal, start);
  BOOST_TEST(uut.block_count() == 2);
}

BOOST_AUTO_TEST_CASE(a_busy_device_is_asked_again_next_time) {
  auto uut = opened(row(2));
  answer(uut, content({7, 8}), start);
  for (auto n = 1; n <= 4; ++n)
    BOOST_TEST(answer(uut, refused(exception_code::server_device_busy), start + n * 1s)
                 .changes.empty());
  BOOST_TEST(uut.block_count() == 1);
  BOOST_TEST((uut.deadline() == start + 5s));
}

BOOST_AUTO_TEST_CASE(an_unknown_function_is_not_divided) {
  auto uut = opened(row(8));
  auto got = answer(uut, refused(exception_code::illegal_function), start);
  BOOST_TEST(got.changes.size() == 8);
  BOOST_TEST((got.changes[3].quality == bad_reference));
  BOOST_TEST(uut.block_count() == 1);
}

BOOST_AUTO_TEST_CASE(a_gateway_without_its_target_counts_as_silence) {
  auto uut = opened(row(2));
  answer(uut, content({7, 8}), start);
  for (auto n = 1; n <= 3; ++n)
    answer(uut, refused(exception_code::gateway_target_failed_to_respond),
           start + n * 1s);
  BOOST_TEST(!uut.answering());
  BOOST_TEST(uut.block_count() == 1);
}

BOOST_AUTO_TEST_CASE(our_own_errors_say_nothing_of_the_device) {
  auto uut = opened(row(2));
  answer(uut, content({7, 8}), start);
  for (auto n = 1; n <= 5; ++n)
    BOOST_TEST(
      answer(uut, fail(errc::busy, "modbus.queue"), start + n * 1s).changes.empty());
  BOOST_TEST(uut.answering());
  BOOST_TEST((uut.deadline() == start + 6s));
}

BOOST_AUTO_TEST_CASE(an_answer_of_another_size_is_not_taken) {
  auto uut = opened(row(2));
  BOOST_TEST(answer(uut, content({7}), start).changes.empty());
  BOOST_TEST(answer(uut, response{bits{true, true}}, start + 1s).changes.empty());
  BOOST_TEST(answer(uut, response{written{}}, start + 2s).changes.empty());
}

BOOST_AUTO_TEST_CASE(a_value_that_cannot_be_read_is_inconsistent) {
  auto uut = opened({at(0, format::bcd)});
  answer(uut, content({0x12}), start);
  auto got = only_change(answer(uut, content({0x1a}), start + 1s));
  BOOST_TEST(number(got) == 12);
  BOOST_TEST((got.quality == quality::make(validity::invalid, quality::inconsistent)));
  BOOST_TEST(answer(uut, content({0x1b}), start + 2s).changes.empty());
}

BOOST_AUTO_TEST_CASE(a_refreshed_point_is_polled_at_once_and_the_grid_stays) {
  auto uut = opened({at(0), at(100)});
  answer(uut, content({7}), start);
  answer(uut, content({7}), start);
  uut.refresh(1, start + 300ms);
  BOOST_TEST((uut.deadline() == start + 300ms));
  auto next = uut.next(start + 300ms).value();
  BOOST_TEST((next.ask == request{read_data{table::holding_register, 100, 1}}));
  uut.answered(next.block, content({9}), start + 310ms);
  BOOST_TEST((uut.deadline() == start + 1s));
}

BOOST_AUTO_TEST_CASE(a_point_refreshed_under_way_is_polled_again) {
  auto uut = opened(row(1));
  auto next = uut.next(start).value();
  uut.refresh(0, start + 10ms);
  uut.answered(next.block, content({7}), start + 20ms);
  BOOST_TEST(uut.next(start + 20ms).has_value());
}

BOOST_AUTO_TEST_CASE(what_was_read_beside_the_polls_is_told_once) {
  auto uut = opened(row(1));
  answer(uut, content({7}), start);
  auto got = only_change(uut.observed(0, std::uint64_t{9}));
  BOOST_TEST(got.why == only(reason::data_change));
  BOOST_TEST(uut.observed(0, std::uint64_t{9}).changes.empty());
  BOOST_TEST(answer(uut, content({9}), start + 1s).changes.empty());
  BOOST_TEST(uut.observed(5, std::uint64_t{9}).changes.empty());
}

BOOST_AUTO_TEST_CASE(a_point_may_be_observed_as_another_kind_of_value) {
  auto uut = opened(row(1));
  answer(uut, content({7}), start);
  uut.observed(0, std::string{"seven"});
  uut.observed(0, std::string{"eight"});
  BOOST_TEST(number(only_change(answer(uut, content({7}), start + 1s))) == 7);
  BOOST_TEST(answer(uut, content({7}), start + 2s).changes.empty());
}

BOOST_AUTO_TEST_CASE(no_points_need_no_polls) {
  auto uut = opened({});
  BOOST_TEST(!uut.next(start));
  BOOST_TEST((uut.deadline() == never));
  BOOST_TEST(uut.closed().changes.empty());
}

BOOST_AUTO_TEST_SUITE_END()
