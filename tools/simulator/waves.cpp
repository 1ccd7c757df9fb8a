#include "tools/simulator/waves.hpp"

#include <cmath>
#include <numbers>

namespace bus::simulator {

namespace {

/// splitmix64: neighbouring numbers give unrelated ones.
std::uint64_t scatter(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

/// Of the 64 bits as many as a double holds: 0 up to, not including, 1.
double to_fraction(std::uint64_t x) {
  return std::ldexp(static_cast<double>(x >> 11), -53);
}

double phase(const wave& x, duration since_start) {
  if (x.period <= duration{})
    return 0;
  return static_cast<double>((since_start % x.period).count())
         / static_cast<double>(x.period.count());
}

double random_fraction(const wave& x, duration since_start, std::uint64_t seed,
                       std::uint64_t request) {
  auto step = x.period > duration{} ? static_cast<std::uint64_t>(since_start / x.period)
                                    : request;
  return to_fraction(scatter(scatter(seed) + step));
}

/// How far between low and high, 0 to 1.
double fraction(const wave& x, duration since_start, std::uint64_t seed,
                std::uint64_t request) {
  auto turn = phase(x, since_start);
  switch (x.what) {
  case wave::kind::constant: return 0;
  case wave::kind::sine: return (1 + std::sin(2 * std::numbers::pi * turn)) / 2;
  case wave::kind::ramp: return turn;
  case wave::kind::square: return turn < 0.5 ? 0 : 1;
  case wave::kind::random: break;
  }
  return random_fraction(x, since_start, seed, request);
}

} // namespace

double level(const wave& x, duration since_start, std::uint64_t seed,
             std::uint64_t request) {
  return std::lerp(x.low, x.high, fraction(x, since_start, seed, request));
}

} // namespace bus::simulator
