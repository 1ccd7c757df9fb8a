#include "tools/simulator/waves.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace bus;
using namespace bus::simulator;
using namespace std::chrono_literals;

namespace {

wave make_wave(wave::kind what, duration period = 8s) {
  return {what, period, -10, 30};
}

double at(const wave& x, duration since_start, std::uint64_t seed = 1,
          std::uint64_t request = 0) {
  return level(x, since_start, seed, request);
}

} // namespace

BOOST_AUTO_TEST_SUITE(simulator_waves)

BOOST_AUTO_TEST_CASE(a_constant_stays_at_low) {
  auto uut = make_wave(wave::kind::constant);
  for (auto time : {0s, 3s, 100s})
    BOOST_TEST(at(uut, time) == -10);
}

BOOST_AUTO_TEST_CASE(a_sine_begins_in_the_middle_and_rises) {
  auto close = boost::test_tools::tolerance(1e-9);
  auto uut = make_wave(wave::kind::sine);
  BOOST_TEST(at(uut, 0s) == 10, close);
  BOOST_TEST(at(uut, 2s) == 30, close);
  BOOST_TEST(at(uut, 4s) == 10, close);
  BOOST_TEST(at(uut, 6s) == -10, close);
  BOOST_TEST(at(uut, 8s + 2s) == 30, close);
}

BOOST_AUTO_TEST_CASE(a_ramp_rises_from_low_and_falls_back_before_high) {
  auto uut = make_wave(wave::kind::ramp);
  BOOST_TEST(at(uut, 0s) == -10);
  BOOST_TEST(at(uut, 2s) == 0);
  BOOST_TEST(at(uut, 7s) == 25);
  BOOST_TEST(at(uut, 8s) == -10);
}

BOOST_AUTO_TEST_CASE(a_square_is_low_and_high_in_turn) {
  auto uut = make_wave(wave::kind::square);
  BOOST_TEST(at(uut, 0s) == -10);
  BOOST_TEST(at(uut, 3999ms) == -10);
  BOOST_TEST(at(uut, 4s) == 30);
  BOOST_TEST(at(uut, 8s) == -10);
}

BOOST_AUTO_TEST_CASE(a_random_wave_stays_in_its_bounds_and_is_new_each_period) {
  auto uut = make_wave(wave::kind::random);
  auto seen = std::set<double>{};
  for (auto time = 0s; time < 8000s; time += 8s) {
    auto now = at(uut, time);
    BOOST_TEST((now >= -10 && now < 30));
    BOOST_TEST(at(uut, time + 7999ms, 1, 99) == now);
    seen.insert(now);
  }
  BOOST_TEST(seen.size() == 1000);
  BOOST_TEST((*seen.begin() < -9 && *seen.rbegin() > 29));
}

BOOST_AUTO_TEST_CASE(a_random_wave_depends_on_its_seed_only) {
  auto uut = make_wave(wave::kind::random);
  BOOST_TEST(at(uut, 5s, 1) == at(uut, 5s, 1));
  BOOST_TEST(at(uut, 5s, 1) != at(uut, 5s, 2));
}

BOOST_AUTO_TEST_CASE(a_random_wave_without_a_period_is_new_for_each_request) {
  auto uut = make_wave(wave::kind::random, 0s);
  BOOST_TEST(at(uut, 5s, 1, 1) != at(uut, 5s, 1, 2));
  BOOST_TEST(at(uut, 5s, 1, 1) == at(uut, 6s, 1, 1));
}

BOOST_AUTO_TEST_CASE(other_waves_without_a_period_stand_still) {
  for (auto what : {wave::kind::sine, wave::kind::ramp, wave::kind::square}) {
    auto uut = make_wave(what, 0s);
    BOOST_TEST(at(uut, 0s) == at(uut, 3s));
  }
}

BOOST_AUTO_TEST_SUITE_END()
