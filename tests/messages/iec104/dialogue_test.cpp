#include "messages/iec104/apci.hpp"
#include "tests/messages/iec104/random_asdu.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>

using namespace bus;
using namespace bus::iec104;

namespace {

constexpr auto of_each_type = 40;
constexpr auto u_frames = std::array{
  u_frame::start_activation,  u_frame::start_confirmation, u_frame::test_activation,
  u_frame::test_confirmation, u_frame::stop_activation,    u_frame::stop_confirmation};

/// A line an APDU: its octets.
void write(const apdu& x, std::ostream& to) {
  auto octets = bytes{};
  BOOST_REQUIRE(encode(x, octets).has_value());
  to << to_hex(octets) << '\n';
}

/// Random causes are mostly none; the standard's are what other readers know.
cause known_cause(std::mt19937& random) {
  for (;;)
    if (auto x = static_cast<cause>(random() % 64); is_known(x))
      return x;
}

/// ASDUs of all types with made-up contents, behind one another in numbers, too.
void write_apdus(std::ostream& to) {
  auto random = std::mt19937{2404};
  auto number = std::uint16_t{0};
  for (auto x : u_frames)
    write(x, to);
  for (const auto& type : type_table)
    for (auto i = 0; i < of_each_type; ++i) {
      auto sequence = type.amount == amount::many && i % 2 == 0;
      auto said = test::random_asdu(random, type.id, sequence);
      said.head.cause = known_cause(random);
      auto octets = encode(said).value();
      write(i_frame{number++, 0, octets}, to);
    }
  write(s_frame{number}, to);
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_dialogue)

BOOST_AUTO_TEST_CASE(is_written_for_other_readers) {
  auto file = std::getenv("STATIONBUS_DIALOGUE");
  if (!file)
    return; // asked for by the test that lets tshark read it
  auto to = std::ofstream{file};
  write_apdus(to);
  BOOST_TEST(to.flush().good());
}

BOOST_AUTO_TEST_SUITE_END()
