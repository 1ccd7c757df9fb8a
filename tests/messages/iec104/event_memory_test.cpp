#include "messages/iec104/event_memory.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace bus::iec104;

namespace {

using match = event_memory::match;

/// `.` fresh, `=` of this run, `?` of an earlier one.
std::string take(event_memory& from, std::initializer_list<std::uint64_t> events) {
  auto out = std::string{};
  for (auto x : events) {
    auto how = from.take(x);
    out += how == match::fresh ? '.' : how == match::of_this_run ? '=' : '?';
  }
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_event_memory)

BOOST_AUTO_TEST_CASE(nothing_repeats_before_a_new_start) {
  auto uut = event_memory{10};
  uut.start();
  BOOST_TEST(take(uut, {1, 2, 1, 2, 2}) == ".....");
}

BOOST_AUTO_TEST_CASE(what_was_not_acknowledged_comes_again_in_its_order) {
  auto uut = event_memory{10};
  uut.start();
  take(uut, {1, 2, 3, 4});
  uut.start();
  BOOST_TEST(take(uut, {3, 4, 5, 3, 4}) == "==...");
}

BOOST_AUTO_TEST_CASE(the_first_that_is_not_further_on_ends_it) {
  auto uut = event_memory{10};
  uut.start();
  take(uut, {1, 2, 3, 4});
  uut.start();
  BOOST_TEST(take(uut, {2, 4, 3, 4}) == "==..");
  uut.start();
  BOOST_TEST(take(uut, {9, 1, 2}) == "...");
}

BOOST_AUTO_TEST_CASE(repeats_keep_their_place_for_a_second_time) {
  auto uut = event_memory{10};
  uut.start();
  take(uut, {1, 2, 3});
  for (auto i = 0; i < 3; ++i) {
    uut.start();
    BOOST_TEST(take(uut, {2, 3}) == "==");
  }
  uut.start();
  BOOST_TEST(take(uut, {2, 3, 4}) == "==.");
  uut.start();
  BOOST_TEST(take(uut, {3, 4, 5}) == "==.");
}

BOOST_AUTO_TEST_CASE(events_of_an_earlier_run_are_told_once) {
  auto uut = event_memory{10};
  for (auto x : {1, 2, 3})
    uut.add_earlier(static_cast<std::uint64_t>(x));
  uut.start();
  BOOST_TEST(take(uut, {2, 3, 4}) == "??.");
  uut.start();
  BOOST_TEST(take(uut, {1, 2, 3, 4, 5}) == "?===.");
}

BOOST_AUTO_TEST_CASE(the_last_ones_are_remembered) {
  auto uut = event_memory{3};
  uut.start();
  take(uut, {1, 2, 3, 4, 5});
  uut.start();
  BOOST_TEST(take(uut, {3, 4, 5, 6}) == "===.");
  uut.start();
  BOOST_TEST(take(uut, {3}) == "."); // 6 took its place
  auto none = event_memory{0};
  none.start();
  take(none, {1});
  none.start();
  BOOST_TEST(take(none, {1}) == ".");
}

BOOST_AUTO_TEST_SUITE_END()
