#include "messages/iec104/event_buffer.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;

namespace {

constexpr auto utc0 = utc_time{1'790'000'000'000'000'000};

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_event_buffer)

BOOST_AUTO_TEST_CASE(a_buffer_tells_what_is_to_be_kept) {
  auto buffer = iec104::event_buffer{3};
  auto event = [](std::uint32_t object) {
    auto out = iec104::buffered_event{};
    out.what = {object, iec104::single_point{true}, iec104::to_cp56(utc0).value()};
    return out;
  };
  for (auto i = 1u; i <= 3; ++i)
    BOOST_TEST(!buffer.add(event(i)));
  auto change = buffer.take_change();
  BOOST_TEST(change.removed == 0u);
  BOOST_TEST(change.appended == 3u);
  BOOST_TEST(buffer.add(event(4)));
  change = buffer.take_change();
  BOOST_TEST(change.removed == 1u);
  BOOST_TEST(change.appended == 1u);
  BOOST_TEST(buffer.take_asdu().has_value());
  buffer.acknowledge();
  buffer.add(event(5));
  change = buffer.take_change();
  BOOST_TEST(change.removed == 3u);
  BOOST_TEST(change.appended == 1u);

  auto octets = bytes{};
  iec104::append(event(7), octets);
  iec104::append(event(8), octets);
  auto whole = octets.size();
  octets.resize(whole - 1);
  auto used = std::size_t{0};
  auto read = iec104::read_events(octets, used);
  BOOST_REQUIRE(read.size() == 1u);
  BOOST_TEST((read[0] == event(7)));
  BOOST_TEST(used == whole / 2);
}

BOOST_AUTO_TEST_CASE(what_was_forgotten_under_way_is_not_taken_twice) {
  auto buffer = iec104::event_buffer{4};
  auto add = [&](std::uint32_t object) {
    auto x = iec104::buffered_event{};
    x.what = {object, iec104::single_point{true}, iec104::to_cp56(utc0).value()};
    buffer.add(x);
  };
  for (auto i = 1u; i <= 4; ++i)
    add(i);
  BOOST_TEST(buffer.take_asdu().has_value());
  add(5); // 1 is forgotten, it was sent
  buffer.acknowledge();
  BOOST_REQUIRE(buffer.size() == 1u);
  BOOST_TEST(buffer.all()[0].what.address == 5u);
  BOOST_TEST(buffer.to_send() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
