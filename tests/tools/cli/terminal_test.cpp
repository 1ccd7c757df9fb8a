#include "tools/cli/terminal.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::cli {

BOOST_AUTO_TEST_SUITE(cli_terminal)

BOOST_AUTO_TEST_CASE(adds_up_what_the_keys_ask_for) {
  BOOST_TEST(parse_keys("\x1b[B\x1b[B\x1b[A", 10).scroll == 1);
  BOOST_TEST(parse_keys("\x1b[6~j", 10).scroll == 11);
  BOOST_TEST(parse_keys("\x1b[5~k", 10).scroll == -11);
  BOOST_TEST(parse_keys("xyz\x1b", 10).scroll == 0);
}

BOOST_AUTO_TEST_CASE(quits_with_q) {
  BOOST_TEST(parse_keys("jq", 10).quit);
  BOOST_TEST(!parse_keys("j", 10).quit);
  BOOST_TEST(!parse_keys("", 10).quit);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::cli
