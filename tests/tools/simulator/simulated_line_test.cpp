#include "tools/simulator/simulated_line.hpp"

#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::simulator;
using modbus::framing;
using test::hex;

namespace {

/// Holding register 0 is the unit's id.
simulated_device device_of(std::uint8_t unit) {
  auto settings = device_settings{};
  settings.name = "d" + std::to_string(unit);
  settings.device_id = unit;
  auto x = simulated_point{};
  x.point.name = "id";
  x.wave.low = unit;
  settings.points = {x};
  return simulated_device::make(settings, {}, "1").value();
}

struct fixture {
  simulated_line line_of(framing how) {
    auto out = simulated_line{
      how, 1, [this](std::size_t device, time_point) { observed.push_back(device); }};
    BOOST_TEST(out.add(device_of(3), 10).has_value());
    BOOST_TEST(out.add(device_of(4), 11).has_value());
    return out;
  }

  std::vector<std::size_t> observed;
};

modbus::adu ask(std::uint8_t unit, const char* pdu = "03 00 00 00 01") {
  return {5, unit, hex(pdu)};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(simulator_line, fixture)

BOOST_AUTO_TEST_CASE(units_answer_for_themselves) {
  auto uut = line_of(framing::mbap);
  BOOST_TEST(uut.serve(ask(3), {})->send == hex("00 05 00 00 00 05 03 03 02 00 03"));
  BOOST_TEST(uut.serve(ask(4), {})->send == hex("00 05 00 00 00 05 04 03 02 00 04"));
  BOOST_TEST(observed == (std::vector<std::size_t>{10, 11}));
}

BOOST_AUTO_TEST_CASE(a_write_reaches_its_unit_only) {
  auto uut = line_of(framing::mbap);
  uut.serve(ask(3, "06 00 00 00 63"), {});
  BOOST_TEST(uut.serve(ask(3), {})->send.back() == 0x63);
  BOOST_TEST(uut.serve(ask(4), {})->send.back() == 4);
}

BOOST_AUTO_TEST_CASE(a_gateway_answers_for_a_unit_that_does_not) {
  auto uut = line_of(framing::mbap);
  BOOST_TEST(uut.serve(ask(5, "06 00 00 00 01"), {})->send
             == hex("00 05 00 00 00 03 05 86 0B"));
  BOOST_TEST(uut.serve(ask(0), {})->send == hex("00 05 00 00 00 03 00 83 0B"));
  BOOST_TEST(observed.empty());
}

BOOST_AUTO_TEST_CASE(on_serial_lines_a_missing_unit_is_silent) {
  for (auto how : {framing::rtu, framing::ascii}) {
    auto uut = line_of(how);
    BOOST_TEST(!uut.serve(ask(5, "06 00 00 00 01"), {}));
  }
}

BOOST_AUTO_TEST_CASE(a_broadcast_reaches_all_and_none_answers) {
  auto uut = line_of(framing::rtu);
  BOOST_TEST(!uut.serve(ask(0, "06 00 00 00 63"), {}));
  BOOST_TEST(uut.serve(ask(3), {})->send == hex("03 03 02 00 63 81 AD"));
  BOOST_TEST(uut.serve(ask(4), {})->send[4] == 0x63);
  BOOST_TEST(observed == (std::vector<std::size_t>{10, 11, 10, 11}));
}

BOOST_AUTO_TEST_CASE(a_unit_id_is_taken_once) {
  auto uut = line_of(framing::mbap);
  auto again = uut.add(device_of(4), 12);
  BOOST_REQUIRE(!again);
  BOOST_TEST((again.error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_SUITE_END()
