#include "messages/modbus/session.hpp"

#include "messages/modbus/server.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::modbus;
using namespace std::chrono_literals;
using test::hex;

namespace {

const auto start = time_point{} + 1h;

transaction read(std::uint64_t id, priority urgency = priority::poll) {
  return {id, 1, read_data{table::holding_register, 0, 1}, urgency, 1s};
}

session opened(session_settings x = {}) {
  auto out = session{x};
  out.opened(start);
  return out;
}

std::vector<adu> sent(session& x, framing how) {
  auto out = std::vector<adu>{};
  auto cut = deframer{how, role::server};
  cut.receive(x.take_output(), start);
  while (auto next = cut.next().value())
    out.push_back(*next);
  return out;
}

adu sent_one(session& x, framing how = framing::mbap) {
  auto all = sent(x, how);
  BOOST_REQUIRE(all.size() == 1);
  return all[0];
}

std::vector<completion> events(session& x) {
  auto out = std::vector<completion>{};
  while (auto next = x.next_event())
    out.push_back(std::move(*next));
  return out;
}

bytes answer(const adu& to, const std::string& pdu, framing how = framing::mbap) {
  return encode(how, {to.transaction, to.unit, hex(pdu)});
}

errc only_error(session& x) {
  auto all = events(x);
  BOOST_REQUIRE(all.size() == 1);
  return all[0].answer.error().code;
}

const auto one_register = std::string{"03 02 00 07"};

} // namespace

BOOST_AUTO_TEST_SUITE(modbus_session)

BOOST_AUTO_TEST_CASE(every_request_is_answered_by_an_image_over_every_framing) {
  auto image = register_image{};
  for (auto x : {table::coil, table::discrete_input, table::holding_register,
                 table::input_register})
    BOOST_TEST(image.map(x, 0, 200).has_value());
  image.set_queue(5, {1, 2, 3});
  image.set_identification({{0, "maker"}});
  auto asks = std::vector<request>{
    write_coil{3, true},
    write_coils{4, {true, false, true}},
    read_data{table::coil, 0, 20},
    write_register{1, 77},
    write_registers{2, {1, 2, 3}},
    mask_register{1, 0xff00, 0x0011},
    exchange_registers{0, 8, 6, {9}},
    read_data{table::holding_register, 0, 125},
    read_data{table::input_register, 0, 3},
    read_data{table::discrete_input, 7, 9},
    read_data{table::queue, 5, 1},
    read_identification{1, 0},
  };
  for (auto how : {framing::mbap, framing::rtu, framing::ascii}) {
    auto uut = opened({how});
    auto cut = deframer{how, role::server};
    auto now = start;
    for (const auto& ask : asks) {
      auto expected = image.serve(ask);
      uut.submit({1, 9, ask, priority::read, 1s}, now);
      cut.receive(uut.take_output(), now);
      auto got = cut.next().value().value();
      BOOST_TEST(got.unit == 9);
      got.pdu = image.serve(got.pdu);
      BOOST_TEST(uut.receive(encode(how, got), now += 5ms).has_value());
      auto all = events(uut);
      BOOST_REQUIRE(all.size() == 1);
      BOOST_TEST((all[0].answer.value() == expected));
      BOOST_TEST((all[0].took == 5ms));
    }
    BOOST_TEST(uut.counters().answered == asks.size());
  }
}

BOOST_AUTO_TEST_CASE(before_the_line_is_up_nothing_is_taken) {
  auto uut = session{};
  uut.submit(read(1), start);
  BOOST_TEST((only_error(uut) == errc::not_connected));
  BOOST_TEST(uut.take_output().empty());
}

BOOST_AUTO_TEST_CASE(one_request_is_under_way_at_a_time) {
  auto uut = opened();
  uut.submit(read(1), start);
  uut.submit(read(2), start);
  auto first = sent_one(uut);
  BOOST_TEST(uut.receive(answer(first, one_register), start).has_value());
  BOOST_TEST(events(uut).size() == 1);
  BOOST_TEST(sent_one(uut).transaction != first.transaction);
}

BOOST_AUTO_TEST_CASE(writes_go_before_reads_and_reads_before_polls) {
  auto uut = opened();
  uut.submit(read(1, priority::poll), start);
  uut.submit(read(2, priority::poll), start);
  uut.submit(read(3, priority::read), start);
  uut.submit(read(4, priority::write), start);
  uut.submit(read(5, priority::write), start);
  auto order = std::vector<std::uint64_t>{};
  for (auto i = 0; i < 5; ++i) {
    BOOST_TEST(uut.receive(answer(sent_one(uut), one_register), start).has_value());
    order.push_back(uut.next_event().value().id);
  }
  BOOST_TEST(order == (std::vector<std::uint64_t>{1, 4, 5, 3, 2}));
}

BOOST_AUTO_TEST_CASE(several_are_under_way_over_mbap_and_answers_may_overtake) {
  auto uut = opened({framing::mbap, 3});
  for (auto id = 1u; id <= 5; ++id)
    uut.submit(read(id), start);
  auto out = sent(uut, framing::mbap);
  BOOST_REQUIRE(out.size() == 3);
  BOOST_TEST(uut.receive(answer(out[2], one_register), start).has_value());
  BOOST_TEST(uut.receive(answer(out[0], one_register), start).has_value());
  auto got = events(uut);
  BOOST_REQUIRE(got.size() == 2);
  BOOST_TEST(got[0].id == 3);
  BOOST_TEST(got[1].id == 1);
  BOOST_TEST(sent(uut, framing::mbap).size() == 2);
}

BOOST_AUTO_TEST_CASE(a_serial_line_never_has_more_than_one_under_way) {
  for (auto how : {framing::rtu, framing::ascii}) {
    auto uut = opened({how, 8});
    uut.submit(read(1), start);
    uut.submit(read(2), start);
    BOOST_TEST(sent(uut, how).size() == 1);
  }
}

BOOST_AUTO_TEST_CASE(transaction_ids_in_use_are_not_given_again) {
  auto uut = opened({framing::mbap, 2});
  auto lasting = read(1);
  lasting.timeout = 24h;
  uut.submit(lasting, start);
  auto taken = sent_one(uut).transaction;
  for (auto i = 0u; i < 70000; ++i) {
    uut.submit(read(2), start);
    auto next = sent_one(uut);
    BOOST_REQUIRE(next.transaction != taken);
    BOOST_REQUIRE(uut.receive(answer(next, one_register), start).has_value());
    events(uut);
  }
}

BOOST_AUTO_TEST_CASE(an_exception_is_an_error_with_the_devices_word) {
  auto uut = opened();
  uut.submit(read(1), start);
  BOOST_TEST(uut.receive(answer(sent_one(uut), "83 02"), start).has_value());
  auto got = uut.next_event().value().answer.error();
  BOOST_TEST((got.code == errc::rejected));
  BOOST_TEST(got.cause == "illegal-data-address");
  BOOST_TEST(uut.counters().exceptions == 1);
}

BOOST_AUTO_TEST_CASE(an_answer_that_does_not_come_is_a_time_out) {
  auto uut = opened();
  uut.submit(read(1), start);
  BOOST_TEST((uut.deadline() == start + 1s));
  uut.tick(start + 999ms);
  BOOST_TEST(events(uut).empty());
  uut.tick(start + 1s);
  auto got = uut.next_event().value();
  BOOST_TEST((got.answer.error().code == errc::timeout));
  BOOST_TEST((got.took == 1s));
  BOOST_TEST(uut.counters().timeouts == 1);
  BOOST_TEST((uut.deadline() == never));
}

BOOST_AUTO_TEST_CASE(the_time_a_request_waited_does_not_count) {
  auto uut = opened();
  uut.submit(read(1), start);
  uut.submit(read(2), start);
  uut.tick(start + 1s);
  BOOST_TEST(events(uut).size() == 1);
  BOOST_TEST((uut.deadline() == start + 2s));
}

BOOST_AUTO_TEST_CASE(what_waited_past_its_expiry_is_never_sent) {
  auto uut = opened();
  auto late = read(2, priority::write);
  late.expires = start + 500ms;
  uut.submit(read(1), start);
  uut.take_output();
  uut.submit(late, start);
  uut.tick(start + 1s);
  BOOST_TEST(uut.next_event()->id == 1u);
  auto refused = uut.next_event();
  BOOST_REQUIRE(refused.has_value());
  BOOST_TEST(refused->id == 2u);
  BOOST_TEST((refused->answer.error().code == errc::timeout));
  BOOST_TEST(uut.take_output().empty());
}

BOOST_AUTO_TEST_CASE(a_late_answer_is_discarded) {
  auto uut = opened();
  uut.submit(read(1), start);
  auto late = sent_one(uut);
  uut.submit(read(2), start);
  uut.tick(start + 1s);
  BOOST_TEST((only_error(uut) == errc::timeout));
  BOOST_TEST(uut.receive(answer(late, one_register), start + 1s).has_value());
  BOOST_TEST(events(uut).empty());
  BOOST_TEST(uut.counters().discarded == 1);
}

BOOST_AUTO_TEST_CASE(a_serial_line_settles_after_a_time_out) {
  for (auto how : {framing::rtu, framing::ascii}) {
    auto uut = opened({how});
    uut.submit(read(1), start);
    auto late = sent_one(uut, how);
    uut.submit(read(2), start);
    uut.tick(start + 1s);
    BOOST_TEST((only_error(uut) == errc::timeout));
    BOOST_TEST(uut.take_output().empty());
    BOOST_TEST((uut.deadline() == start + 1100ms));
    BOOST_TEST(
      uut.receive(answer(late, one_register, how), start + 1050ms).has_value());
    BOOST_TEST(events(uut).empty());
    BOOST_TEST(uut.counters().discarded == 1);
    uut.tick(start + 1100ms);
    BOOST_TEST(sent(uut, how).size() == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_serial_line_keeps_its_gap_after_an_answer) {
  auto uut = opened({framing::rtu, 1, 4096, 100ms, 2ms});
  uut.submit(read(1), start);
  uut.submit(read(2), start);
  auto first = sent_one(uut, framing::rtu);
  BOOST_TEST(uut.receive(answer(first, one_register, framing::rtu), start).has_value());
  BOOST_TEST(uut.take_output().empty());
  BOOST_TEST((uut.deadline() == start + 2ms));
  uut.tick(start + 2ms);
  BOOST_TEST(sent(uut, framing::rtu).size() == 1);
}

BOOST_AUTO_TEST_CASE(an_answer_from_another_unit_is_discarded) {
  for (auto how : {framing::mbap, framing::rtu, framing::ascii}) {
    auto uut = opened({how});
    uut.submit(read(1), start);
    auto ask = sent_one(uut, how);
    for (auto unit : {0, 2, 255}) {
      ask.unit = static_cast<std::uint8_t>(unit);
      BOOST_TEST(uut.receive(answer(ask, one_register, how), start).has_value());
    }
    BOOST_TEST(events(uut).empty());
    BOOST_TEST(uut.counters().discarded == 3);
    ask.unit = 1;
    BOOST_TEST(uut.receive(answer(ask, one_register, how), start).has_value());
    BOOST_TEST(events(uut).size() == 1);
  }
}

BOOST_AUTO_TEST_CASE(an_answer_to_another_transaction_is_discarded) {
  auto uut = opened();
  uut.submit(read(1), start);
  auto ask = sent_one(uut);
  ++ask.transaction;
  BOOST_TEST(uut.receive(answer(ask, one_register), start).has_value());
  BOOST_TEST(events(uut).empty());
  BOOST_TEST(uut.counters().discarded == 1);
}

BOOST_AUTO_TEST_CASE(a_serial_answer_that_does_not_fit_is_left_to_the_time_out) {
  auto uut = opened({framing::rtu});
  uut.submit(read(1), start);
  auto ask = sent_one(uut, framing::rtu);
  for (auto x : {"03 04 00 01 00 02", "04 02 00 01", "06 00 01 00 02"})
    BOOST_TEST(uut.receive(answer(ask, x, framing::rtu), start).has_value());
  BOOST_TEST(events(uut).empty());
  BOOST_TEST(uut.counters().discarded == 3);
  uut.tick(start + 1s);
  BOOST_TEST((only_error(uut) == errc::timeout));
}

BOOST_AUTO_TEST_CASE(an_mbap_answer_that_does_not_fit_is_malformed) {
  auto uut = opened();
  uut.submit(read(1), start);
  BOOST_TEST(
    uut.receive(answer(sent_one(uut), "03 04 00 01 00 02"), start).has_value());
  BOOST_TEST((only_error(uut) == errc::malformed));
}

BOOST_AUTO_TEST_CASE(a_damaged_frame_on_a_serial_line_is_counted_and_survived) {
  auto uut = opened({framing::rtu});
  uut.submit(read(1), start);
  auto good = answer(sent_one(uut, framing::rtu), one_register, framing::rtu);
  auto in = bytes{0xff};
  in.insert(in.end(), good.begin(), good.end());
  BOOST_TEST(uut.receive(in, start).has_value());
  BOOST_TEST(events(uut).size() == 1);
  BOOST_TEST(uut.counters().discarded == 1);
}

BOOST_AUTO_TEST_CASE(a_stream_that_cannot_be_followed_says_so) {
  auto uut = opened();
  uut.submit(read(1), start);
  BOOST_TEST(
    (uut.receive(hex("00 01 12 34 00 05 01"), start).error().code == errc::malformed));
}

BOOST_AUTO_TEST_CASE(closing_completes_everything) {
  auto uut = opened();
  uut.submit(read(1), start);
  uut.submit(read(2, priority::write), start);
  uut.submit(read(3), start);
  uut.closed({errc::not_connected, "link", "reset"});
  auto got = events(uut);
  BOOST_REQUIRE(got.size() == 3);
  for (const auto& x : got)
    BOOST_TEST(x.answer.error().cause == "reset");
  uut.submit(read(4), start);
  BOOST_TEST(uut.next_event().value().answer.error().cause == "reset");
  BOOST_TEST((uut.deadline() == never));
  uut.opened(start);
  uut.submit(read(5), start);
  BOOST_TEST(sent(uut, framing::mbap).size() == 1);
}

BOOST_AUTO_TEST_CASE(a_full_queue_is_busy) {
  auto uut = opened({framing::mbap, 1, 2});
  for (auto id = 1u; id <= 4; ++id)
    uut.submit(read(id), start);
  auto got = events(uut);
  BOOST_REQUIRE(got.size() == 1);
  BOOST_TEST(got[0].id == 4);
  BOOST_TEST((got[0].answer.error().code == errc::busy));
}

BOOST_AUTO_TEST_CASE(a_request_that_cannot_be_encoded_fails_without_being_sent) {
  auto uut = opened();
  uut.submit({1, 1, read_data{table::coil, 65535, 2}, priority::read, 1s}, start);
  BOOST_TEST((only_error(uut) == errc::invalid_value));
  BOOST_TEST(uut.take_output().empty());
}

BOOST_AUTO_TEST_CASE(a_broadcast_is_complete_once_sent) {
  for (auto how : {framing::rtu, framing::ascii}) {
    auto uut = opened({how});
    uut.submit({1, 0, write_register{1, 2}, priority::write, 1s}, start);
    BOOST_TEST((uut.next_event().value().answer.value() == response{written{}}));
    BOOST_TEST(sent_one(uut, how).unit == 0);
    uut.submit(read(2), start);
    BOOST_TEST(uut.take_output().empty());
    uut.tick(uut.deadline());
    BOOST_TEST(sent(uut, how).size() == 1);
  }
}

BOOST_AUTO_TEST_CASE(nothing_can_be_read_by_broadcast) {
  auto uut = opened({framing::rtu});
  uut.submit({1, 0, read_data{}, priority::read, 1s}, start);
  BOOST_TEST((only_error(uut) == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(unit_0_over_mbap_is_answered_like_any_other) {
  auto uut = opened();
  uut.submit({1, 0, write_register{1, 2}, priority::write, 1s}, start);
  BOOST_TEST(events(uut).empty());
  BOOST_TEST(uut.receive(answer(sent_one(uut), "06 00 01 00 02"), start).has_value());
  BOOST_TEST(events(uut).size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
