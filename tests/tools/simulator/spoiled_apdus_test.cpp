#include "tools/simulator/spoiled_apdus.hpp"

#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::simulator;
using namespace std::chrono_literals;
using bus::test::hex;
using kind = iec104_fault::kind;

namespace {

constexpr auto start_activation = "68 04 07 00 00 00";
constexpr auto test_confirmation = "68 04 83 00 00 00";

/// An I frame with an ASDU that the codec need not understand.
bytes i_frame(std::uint16_t send, std::uint16_t receive) {
  auto out = bytes{};
  auto asdu = hex("64 01 06");
  BOOST_REQUIRE(encode(iec104::i_frame{send, receive, asdu}, out));
  return out;
}

bytes s_frame(std::uint16_t receive) {
  auto out = bytes{};
  BOOST_REQUIRE(encode(iec104::s_frame{receive}, out));
  return out;
}

bytes operator+(bytes x, const bytes& y) {
  x.insert(x.end(), y.begin(), y.end());
  return x;
}

struct fixture {
  spoiled_apdus uut{{}};
  std::minstd_rand dice{104};

  void meets(std::vector<iec104_fault> faults) {
    uut = spoiled_apdus{std::move(faults)};
  }
  bytes up(const bytes& x, duration at = {}) {
    return uut.from_client(x, at, dice).octets;
  }
  bytes down(const bytes& x, duration at = {}) {
    return uut.from_station(x, at, dice).octets;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(simulator_spoiled_apdus, fixture)

BOOST_AUTO_TEST_CASE(without_a_fault_all_comes_through_as_it_is) {
  auto all = hex(start_activation) + i_frame(0, 0) + s_frame(5) + i_frame(1, 32767);
  BOOST_TEST(up(all) == all);
  BOOST_TEST(down(all) == all);
}

BOOST_AUTO_TEST_CASE(apdus_are_passed_on_once_they_are_whole) {
  auto one = i_frame(1, 2);
  BOOST_TEST(up({one.begin(), one.begin() + 5}).empty());
  BOOST_TEST(up({one.begin() + 5, one.end()}) == one);
}

BOOST_AUTO_TEST_CASE(what_is_no_apdu_ends_the_connection) {
  auto got = uut.from_client(s_frame(1) + hex("00 01"), {}, dice);
  BOOST_TEST(got.octets == s_frame(1));
  BOOST_TEST(got.close);
}

BOOST_AUTO_TEST_CASE(lost_acknowledgements_stay_at_the_last_that_came) {
  meets({{.what = kind::lost_acknowledgement, .from = 1s, .to = 2s}});
  up(s_frame(3));
  BOOST_TEST(up(s_frame(4), 1s).empty());
  BOOST_TEST(up(i_frame(0, 5), 1s) == i_frame(0, 3));
  BOOST_TEST(up(hex(test_confirmation), 1s) == hex(test_confirmation));
  BOOST_TEST(down(i_frame(0, 1), 1s) == i_frame(0, 1));
  BOOST_TEST(up(i_frame(1, 6), 2s) == i_frame(1, 6));
}

BOOST_AUTO_TEST_CASE(a_stalled_window_holds_what_the_station_would_read) {
  meets({{.what = kind::stalled_window, .from = 1s, .to = 3s}});
  BOOST_TEST(up(s_frame(1)) == s_frame(1));
  BOOST_TEST(uut.deadline().count() == duration::max().count());
  BOOST_TEST(up(s_frame(2), 1s).empty());
  BOOST_TEST(up(hex(test_confirmation) + i_frame(0, 3), 2s).empty());
  BOOST_TEST(down(i_frame(4, 0), 2s) == i_frame(4, 0));
  BOOST_TEST(uut.deadline().count() == duration{3s}.count());
  BOOST_TEST(uut.released(2999ms).empty());
  BOOST_TEST(uut.released(3s) == s_frame(2) + hex(test_confirmation) + i_frame(0, 3));
  BOOST_TEST(uut.deadline().count() == duration::max().count());
  BOOST_TEST(up(s_frame(4), 3s) == s_frame(4));
}

BOOST_AUTO_TEST_CASE(what_was_held_comes_before_what_comes_next) {
  meets({{.what = kind::stalled_window, .to = 3s}});
  up(s_frame(1), 1s);
  BOOST_TEST(up(s_frame(2), 4s) == s_frame(1) + s_frame(2));
}

BOOST_AUTO_TEST_CASE(a_wrong_sequence_is_off_by_one) {
  meets({{.what = kind::wrong_sequence}});
  BOOST_TEST(down(i_frame(7, 2)) == i_frame(8, 2));
  BOOST_TEST(down(i_frame(32767, 2)) == i_frame(0, 2));
  BOOST_TEST(down(s_frame(7) + hex(test_confirmation))
             == s_frame(7) + hex(test_confirmation));
  BOOST_TEST(up(i_frame(7, 2)) == i_frame(7, 2));
}

BOOST_AUTO_TEST_CASE(garbage_is_as_long_as_the_apdu_and_no_other_one) {
  meets({{.what = kind::garbage}});
  for (auto i = 0; i < 1000; ++i) {
    auto got = down(i_frame(1, 2));
    BOOST_TEST(got.size() == i_frame(1, 2).size());
    BOOST_TEST(got.front() != 0x68);
  }
  BOOST_TEST(up(i_frame(1, 2)) == i_frame(1, 2));
}

BOOST_AUTO_TEST_CASE(in_silence_the_station_still_hears) {
  meets({{.what = kind::silence, .to = 1s}});
  BOOST_TEST(down(i_frame(0, 0) + s_frame(1) + hex(start_activation)).empty());
  BOOST_TEST(up(i_frame(0, 0)) == i_frame(0, 0));
  BOOST_TEST(down(i_frame(1, 0), 1s) == i_frame(1, 0));
}

BOOST_AUTO_TEST_CASE(a_disconnect_comes_with_an_apdu_of_either_side) {
  meets({{.what = kind::disconnect, .from = 1s}});
  BOOST_TEST(!uut.from_client(s_frame(1), 0s, dice).close);
  auto got = uut.from_client(s_frame(1) + s_frame(2), 1s, dice);
  BOOST_TEST(got.close);
  BOOST_TEST(got.octets.empty());
  BOOST_TEST(uut.from_station(s_frame(1), 1s, dice).close);
}

BOOST_AUTO_TEST_CASE(the_first_fault_that_concerns_an_apdu_is_met) {
  meets({{.what = kind::lost_acknowledgement},
         {.what = kind::wrong_sequence},
         {.what = kind::silence}});
  BOOST_TEST(down(i_frame(1, 0)) == i_frame(2, 0));
  BOOST_TEST(down(s_frame(1)).empty());
  BOOST_TEST(up(s_frame(1)).empty());
}

BOOST_AUTO_TEST_CASE(a_probability_is_of_each_apdu) {
  meets({{.what = kind::silence, .probability = 0.25}});
  auto through = 0;
  for (auto i = 0; i < 1000; ++i)
    through += down(s_frame(1)).empty() ? 0 : 1;
  BOOST_TEST(through > 700);
  BOOST_TEST(through < 800);
}

BOOST_AUTO_TEST_CASE(the_same_dice_give_the_same) {
  auto garbage = [](std::uint32_t seed) {
    auto other = spoiled_apdus{{{.what = kind::garbage, .probability = 0.5}}};
    auto others_dice = std::minstd_rand{seed};
    auto out = bytes{};
    for (auto i = 0; i < 20; ++i)
      out = std::move(out) + other.from_station(s_frame(1), {}, others_dice).octets;
    return out;
  };
  BOOST_TEST(garbage(1) == garbage(1));
  BOOST_TEST(garbage(1) != garbage(2));
}

BOOST_AUTO_TEST_SUITE_END()
