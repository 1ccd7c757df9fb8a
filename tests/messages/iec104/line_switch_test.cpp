#include "messages/iec104/line_switch.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus::iec104;

namespace {

/// All lines are open, the first is started.
line_switch first_of(std::size_t count) {
  auto out = line_switch{count};
  for (auto i = std::size_t{0}; i < count; ++i)
    out.opened(i);
  BOOST_REQUIRE((out.next_to_start() == 0u));
  out.started(0);
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_line_switch)

BOOST_AUTO_TEST_CASE(the_first_that_is_open_is_started) {
  auto uut = line_switch{3};
  BOOST_TEST(!uut.next_to_start());
  uut.opened(2);
  BOOST_TEST((uut.next_to_start() == 2u));
  BOOST_TEST(!uut.active());
  uut.started(2);
  BOOST_TEST((uut.active() == 2u));
}

BOOST_AUTO_TEST_CASE(one_is_started_at_a_time) {
  auto uut = line_switch{2};
  uut.opened(0);
  BOOST_TEST((uut.next_to_start() == 0u));
  uut.opened(1);
  BOOST_TEST(!uut.next_to_start()); // the first is asked
  uut.started(0);
  BOOST_TEST(!uut.next_to_start());
}

BOOST_AUTO_TEST_CASE(when_it_closes_another_one_is_started_at_once) {
  auto uut = first_of(3);
  uut.closed(0);
  BOOST_TEST((uut.next_to_start() == 1u));
  uut.started(1);
  uut.opened(0); // is left idle
  BOOST_TEST(!uut.next_to_start());
  uut.closed(1);
  BOOST_TEST((uut.next_to_start() == 0u));
}

BOOST_AUTO_TEST_CASE(one_that_does_not_start_is_followed_by_the_next) {
  auto uut = line_switch{2};
  uut.opened(0);
  uut.opened(1);
  BOOST_TEST((uut.next_to_start() == 0u));
  uut.closed(0); // STARTDT was not confirmed in time
  BOOST_TEST((uut.next_to_start() == 1u));
}

BOOST_AUTO_TEST_CASE(an_idle_one_that_closes_changes_nothing) {
  auto uut = first_of(2);
  uut.closed(1);
  BOOST_TEST(!uut.next_to_start());
  BOOST_TEST((uut.active() == 0u));
  uut.closed(0);
  BOOST_TEST(!uut.next_to_start());
  BOOST_TEST(!uut.active());
}

BOOST_AUTO_TEST_CASE(behind_one_that_was_stopped_the_next_is_tried_first) {
  auto uut = first_of(3);
  uut.stopped(0);
  BOOST_TEST((uut.next_to_start() == 1u));
  uut.started(1);
  uut.closed(2);
  uut.stopped(1);
  BOOST_TEST((uut.next_to_start() == 0u));
  uut.started(0);
  uut.closed(1);
  uut.stopped(0); // it is the only one
  BOOST_TEST((uut.next_to_start() == 0u));
}

BOOST_AUTO_TEST_SUITE_END()
