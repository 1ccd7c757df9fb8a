#include "tools/simulator/simulated_device.hpp"

#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::simulator;
using namespace std::chrono_literals;
using modbus::format;
using modbus::framing;
using modbus::table;
using test::hex;

namespace {

constexpr auto start = time_point{1000s};

simulated_point make_point(std::string name, table from, std::uint16_t address,
                           wave moves, format kind = format::uint16) {
  auto out = simulated_point{};
  out.point.name = std::move(name);
  out.point.from = from;
  out.point.address = address;
  out.point.format = kind;
  out.wave = moves;
  return out;
}

simulated_device make_device(const device_settings& x) {
  auto out = simulated_device::make(x, start, "1.2.3");
  BOOST_REQUIRE(out.has_value());
  return std::move(*out);
}

wave ramp() {
  return {wave::kind::ramp, 100s, 0, 100};
}

/// Two ramps, a constant and a float32 in holding registers 0 to 4.
device_settings mixed() {
  auto out = device_settings{};
  out.name = "d1";
  out.device_id = 7;
  out.points = {
    make_point("r", table::holding_register, 0, ramp()),
    make_point("c", table::holding_register, 1, {wave::kind::constant, 1s, 42}),
    make_point("f", table::holding_register, 2, ramp(), format::float32),
    make_point("r2", table::holding_register, 4, ramp())};
  return out;
}

/// Where the register 0 of a device that meets these faults is asked for.
struct faulty {
  explicit faulty(std::vector<fault> faults, framing kind = framing::mbap)
    : how{kind} {
    auto settings = mixed();
    settings.faults = std::move(faults);
    uut.emplace(make_device(settings));
  }

  std::optional<simulator::action> ask(duration since_start,
                                       const char* pdu = "03 00 01 00 01") {
    return uut->serve({0x1234, 7, hex(pdu)}, how, start + since_start, dice);
  }

  bytes answer_to(duration since_start) { return ask(since_start).value().send; }

  framing how;
  std::optional<simulated_device> uut;
  std::minstd_rand dice{1};
};

const auto good = hex("12 34 00 00 00 05 07 03 02 00 2A");

} // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(fault::kind)

BOOST_AUTO_TEST_SUITE(simulator_device)

BOOST_AUTO_TEST_CASE(values_are_those_of_the_time_of_the_request) {
  auto uut = make_device(mixed());
  auto ask = hex("03 00 00 00 05");
  BOOST_TEST(uut.answer(ask, start) == hex("03 0A 00 00 00 2A 00 00 00 00 00 00"));
  BOOST_TEST(uut.answer(ask, start + 2s) == hex("03 0A 00 02 00 2A 40 00 00 00 00 02"));
  BOOST_TEST(uut.answer(ask, start + 64s)
             == hex("03 0A 00 40 00 2A 42 80 00 00 00 40"));
  BOOST_TEST(uut.answer(ask, start + 101s)
             == hex("03 0A 00 01 00 2A 3F 80 00 00 00 01"));
}

BOOST_AUTO_TEST_CASE(a_part_of_a_wide_point_is_read_at_its_time) {
  auto uut = make_device(mixed());
  BOOST_TEST(uut.answer(hex("03 00 03 00 02"), start + 3s) == hex("03 04 00 00 00 03"));
  BOOST_TEST(uut.answer(hex("03 00 02 00 01"), start + 2s) == hex("03 02 40 00"));
}

BOOST_AUTO_TEST_CASE(a_time_before_the_start_is_the_start) {
  auto uut = make_device(mixed());
  BOOST_TEST(uut.answer(hex("03 00 00 00 01"), start - 5s) == hex("03 02 00 00"));
}

BOOST_AUTO_TEST_CASE(a_constant_keeps_what_clients_write) {
  auto uut = make_device(mixed());
  BOOST_TEST(uut.answer(hex("06 00 01 BE EF"), start) == hex("06 00 01 BE EF"));
  BOOST_TEST(uut.answer(hex("03 00 01 00 01"), start + 99s) == hex("03 02 BE EF"));
}

BOOST_AUTO_TEST_CASE(a_moving_point_moves_on_after_a_write) {
  auto uut = make_device(mixed());
  BOOST_TEST(uut.answer(hex("06 00 00 BE EF"), start) == hex("06 00 00 BE EF"));
  BOOST_TEST(uut.answer(hex("03 00 00 00 01"), start + 9s) == hex("03 02 00 09"));
}

BOOST_AUTO_TEST_CASE(an_exchange_reads_moving_points) {
  auto uut = make_device(mixed());
  BOOST_TEST(uut.answer(hex("17 00 00 00 02 00 01 00 01 02 12 34"), start + 9s)
             == hex("17 04 00 09 12 34"));
}

BOOST_AUTO_TEST_CASE(each_table_has_its_own_points) {
  auto settings = device_settings{};
  settings.points = {
    make_point("a", table::coil, 0, {wave::kind::square, 10s, 0, 1}, format::boolean),
    make_point("b", table::discrete_input, 0, {wave::kind::constant, 1s, 1},
               format::boolean),
    make_point("c", table::input_register, 0, ramp()),
    make_point("d", table::holding_register, 0, {wave::kind::constant, 1s, 9})};
  auto uut = make_device(settings);
  BOOST_TEST(uut.answer(hex("01 00 00 00 01"), start + 4s) == hex("01 01 00"));
  BOOST_TEST(uut.answer(hex("01 00 00 00 01"), start + 5s) == hex("01 01 01"));
  BOOST_TEST(uut.answer(hex("02 00 00 00 01"), start) == hex("02 01 01"));
  BOOST_TEST(uut.answer(hex("04 00 00 00 01"), start + 5s) == hex("04 02 00 05"));
  BOOST_TEST(uut.answer(hex("03 00 00 00 01"), start) == hex("03 02 00 09"));
}

BOOST_AUTO_TEST_CASE(bits_of_one_register_move_apart) {
  auto settings = device_settings{};
  for (std::uint8_t bit : {0, 3}) {
    auto period = bit == 0 ? 4s : 8s;
    auto x = make_point("b" + std::to_string(bit), table::input_register, 5,
                        {wave::kind::square, period, 0, 1}, format::bit);
    x.point.bit = bit;
    settings.points.push_back(x);
  }
  auto uut = make_device(settings);
  auto ask = hex("04 00 05 00 01");
  BOOST_TEST(uut.answer(ask, start) == hex("04 02 00 00"));
  BOOST_TEST(uut.answer(ask, start + 2s) == hex("04 02 00 01"));
  BOOST_TEST(uut.answer(ask, start + 4s) == hex("04 02 00 08"));
  BOOST_TEST(uut.answer(ask, start + 6s) == hex("04 02 00 09"));
}

BOOST_AUTO_TEST_CASE(random_points_without_a_period_change_with_each_request) {
  auto settings = device_settings{};
  for (std::uint16_t i = 0; i < 8; ++i)
    settings.points.push_back(make_point("r" + std::to_string(i),
                                         table::holding_register, i,
                                         {wave::kind::random, 0s, 0, 65535}));
  auto uut = make_device(settings);
  auto first = uut.answer(hex("03 00 00 00 08"), start);
  auto second = uut.answer(hex("03 00 00 00 08"), start);
  for (std::size_t i = 2; i < first.size(); i += 2) {
    auto words = [&](const bytes& x) { return std::pair{x[i], x[i + 1]}; };
    BOOST_TEST((words(first) != words(second)));
  }
}

BOOST_AUTO_TEST_CASE(the_same_file_gives_the_same_random_values) {
  auto settings = device_settings{};
  settings.name = "d";
  settings.points = {
    make_point("r", table::holding_register, 0, {wave::kind::random, 1s, 0, 65535})};
  auto ask = hex("03 00 00 00 01");
  BOOST_TEST(make_device(settings).answer(ask, start + 5s)
             == make_device(settings).answer(ask, start + 5s));
}

BOOST_AUTO_TEST_CASE(a_queue_grows_with_each_read_up_to_31) {
  auto settings = device_settings{};
  settings.points = {make_point("q", table::queue, 0x40, ramp(), format::raw)};
  auto uut = make_device(settings);
  BOOST_TEST(uut.answer(hex("18 00 40"), start + 1s) == hex("18 00 04 00 01 00 01"));
  BOOST_TEST(uut.answer(hex("18 00 40"), start + 2s)
             == hex("18 00 06 00 02 00 01 00 02"));
  auto last = bytes{};
  for (auto i = 3; i <= 40; ++i)
    last = uut.answer(hex("18 00 40"), start + i * 1s);
  BOOST_REQUIRE(last.size() == 5 + 2 * 31);
  BOOST_TEST(last[4] == 31);
  BOOST_TEST(last[6] == 10);
  BOOST_TEST(last.back() == 40);
}

BOOST_AUTO_TEST_CASE(an_unmapped_address_and_an_unknown_function_are_refused) {
  auto uut = make_device(mixed());
  BOOST_TEST(uut.answer(hex("03 00 05 00 01"), start) == hex("83 02"));
  BOOST_TEST(uut.answer(hex("03 FF FF 00 7D"), start) == hex("83 02"));
  BOOST_TEST(uut.answer(hex("18 00 00"), start) == hex("98 02"));
  BOOST_TEST(uut.answer(hex("41"), start) == hex("C1 01"));
}

BOOST_AUTO_TEST_CASE(it_identifies_itself) {
  auto uut = make_device(mixed());
  auto ask = modbus::read_identification{};
  auto answer = uut.answer(modbus::encode(ask).value(), start);
  auto told = std::get<modbus::identification>(decode_response(answer, ask).value());
  auto objects = std::vector<std::pair<std::uint8_t, std::string>>{
    {0, "stationbus"}, {1, "simulator"}, {2, "1.2.3"}};
  BOOST_TEST((told.objects == objects));
}

BOOST_AUTO_TEST_CASE(a_point_that_does_not_fit_together_is_refused) {
  auto settings = mixed();
  settings.points[2].point.address = 0xffff;
  auto made = simulated_device::make(settings, start, "");
  BOOST_REQUIRE(!made);
  BOOST_TEST((made.error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(frames_are_those_of_the_line) {
  auto ask = modbus::adu{0x1234, 7, hex("03 00 01 00 01")};
  auto dice = std::minstd_rand{};
  auto uut = make_device(mixed());
  BOOST_TEST(uut.serve(ask, framing::mbap, start, dice)->send == good);
  BOOST_TEST(uut.serve(ask, framing::rtu, start, dice)->send
             == hex("07 03 02 00 2A B1 9B"));
  auto text = std::string{":070302002ACA\r\n"};
  BOOST_TEST(uut.serve(ask, framing::ascii, start, dice)->send
             == bytes(text.begin(), text.end()));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(simulator_faults)

BOOST_AUTO_TEST_CASE(silence_carries_nothing_out) {
  auto uut = faulty{{{.what = fault::kind::silence, .to = 10s}}};
  BOOST_TEST(!uut.ask(5s, "06 00 01 00 00"));
  BOOST_TEST(uut.answer_to(10s) == good);
}

BOOST_AUTO_TEST_CASE(a_delayed_answer_is_good) {
  auto uut = faulty{{{.what = fault::kind::delay, .delay = 300ms}}};
  auto got = uut.ask(0s);
  BOOST_REQUIRE(got.has_value());
  BOOST_TEST(got->send == good);
  BOOST_TEST((got->after == 300ms));
  BOOST_TEST(!got->close);
}

BOOST_AUTO_TEST_CASE(an_exception_refuses_without_carrying_out) {
  auto uut = faulty{{{.what = fault::kind::exception, .to = 10s, .code = 6}}};
  BOOST_TEST(uut.ask(0s, "06 00 01 00 00")->send == hex("12 34 00 00 00 03 07 86 06"));
  BOOST_TEST(uut.answer_to(10s) == good);
}

BOOST_AUTO_TEST_CASE(a_wrong_length_announces_an_octet_that_does_not_come) {
  auto mbap = faulty{{{.what = fault::kind::wrong_length}}};
  BOOST_TEST(mbap.answer_to(0s) == hex("12 34 00 00 00 05 07 03 02 00"));
  auto rtu = faulty{{{.what = fault::kind::wrong_length}}, framing::rtu};
  auto frame = rtu.answer_to(0s);
  BOOST_REQUIRE(frame.size() == 6);
  BOOST_TEST(modbus::crc16(frame) == 0);
  auto ascii = faulty{{{.what = fault::kind::wrong_length}}, framing::ascii};
  auto text = std::string{":07030200F4\r\n"};
  BOOST_TEST(ascii.answer_to(0s) == bytes(text.begin(), text.end()));
}

BOOST_AUTO_TEST_CASE(a_wrong_checksum_is_wrong_on_serial_lines) {
  for (auto how : {framing::rtu, framing::ascii}) {
    auto right = faulty{{}, how}.answer_to(0s);
    auto wrong = faulty{{{.what = fault::kind::wrong_crc}}, how}.answer_to(0s);
    BOOST_TEST(wrong.size() == right.size());
    auto client = modbus::deframer{how, modbus::role::client};
    client.receive(wrong, start);
    auto got = client.next();
    BOOST_TEST(!got.has_value());
  }
  BOOST_TEST(faulty{{{.what = fault::kind::wrong_crc}}}.answer_to(0s) == good);
}

BOOST_AUTO_TEST_CASE(a_wrong_unit_answers_for_its_neighbour) {
  auto uut = faulty{{{.what = fault::kind::wrong_unit}}};
  BOOST_TEST(uut.answer_to(0s) == hex("12 34 00 00 00 05 08 03 02 00 2A"));
}

BOOST_AUTO_TEST_CASE(a_wrong_transaction_is_another_one) {
  auto uut = faulty{{{.what = fault::kind::wrong_transaction}}};
  BOOST_TEST(uut.answer_to(0s) == hex("12 35 00 00 00 05 07 03 02 00 2A"));
}

BOOST_AUTO_TEST_CASE(garbage_is_no_answer) {
  auto uut = faulty{{{.what = fault::kind::garbage}}};
  auto got = uut.answer_to(0s);
  BOOST_TEST(got.size() == good.size());
  BOOST_TEST(got != good);
  BOOST_TEST(uut.answer_to(0s) != got);
}

BOOST_AUTO_TEST_CASE(a_disconnect_sends_nothing) {
  auto got = faulty{{{.what = fault::kind::disconnect}}}.ask(0s);
  BOOST_REQUIRE(got.has_value());
  BOOST_TEST(got->close);
  BOOST_TEST(got->send.empty());
}

BOOST_AUTO_TEST_CASE(a_fault_lasts_from_its_first_to_before_its_last_time) {
  auto uut = faulty{{{.what = fault::kind::silence, .from = 2s, .to = 4s}}};
  BOOST_TEST(uut.answer_to(1999ms) == good);
  BOOST_TEST(!uut.ask(2s));
  BOOST_TEST(!uut.ask(3999ms));
  BOOST_TEST(uut.answer_to(4s) == good);
}

BOOST_AUTO_TEST_CASE(a_fault_is_met_as_often_as_its_probability) {
  auto uut = faulty{{{.what = fault::kind::silence, .probability = 0.25}}};
  auto met = 0;
  for (auto i = 0; i < 4000; ++i)
    met += !uut.ask(0s);
  BOOST_TEST((met > 900 && met < 1100));
  auto never_met = faulty{{{.what = fault::kind::silence, .probability = 0}}};
  for (auto i = 0; i < 100; ++i)
    BOOST_TEST(never_met.ask(0s).has_value());
}

BOOST_AUTO_TEST_CASE(of_two_faults_the_first_is_met) {
  auto uut = faulty{
    {{.what = fault::kind::exception, .to = 5s}, {.what = fault::kind::silence}}};
  BOOST_TEST(uut.answer_to(0s) == hex("12 34 00 00 00 03 07 83 04"));
  BOOST_TEST(!uut.ask(5s));
}

BOOST_AUTO_TEST_SUITE_END()
