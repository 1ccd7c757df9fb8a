#include "tools/cli/text.hpp"
#include "tools/cli/text_table.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::cli {

BOOST_AUTO_TEST_SUITE(cli_text)

BOOST_AUTO_TEST_CASE(shows_control_characters_as_escapes) {
  BOOST_TEST(printable("a\x1b[2Jb\n\x7f") == "a\\x1b[2Jb\\x0a\\x7f");
  BOOST_TEST(printable("\xc2\x9b"
                       "31m")
             == "\\x9b31m");
  BOOST_TEST(printable("°C über Ω") == "°C über Ω");
}

BOOST_AUTO_TEST_CASE(counts_a_column_for_each_character) {
  BOOST_TEST(columns("abc") == 3);
  BOOST_TEST(columns("°C") == 2);
}

BOOST_AUTO_TEST_CASE(cuts_between_characters) {
  BOOST_TEST(cut("Ωµ°", 3) == "Ωµ°");
  BOOST_TEST(cut("Ωµ°C", 3) == "Ωµ…");
  BOOST_TEST(cut("abc", 1) == "…");
  BOOST_TEST(cut("abc", 0) == "");
}

BOOST_AUTO_TEST_CASE(fills_to_the_width) {
  BOOST_TEST(fit("°C", 4) == "°C  ");
  BOOST_TEST(fit_right("°C", 4) == "  °C");
  BOOST_TEST(fit_right("12345", 4) == "123…");
}

BOOST_AUTO_TEST_CASE(paints_only_what_has_a_colour) {
  BOOST_TEST(paint("x", colour::none) == "x");
  BOOST_TEST(paint("x", colour::red) == "\x1b[31mx\x1b[0m");
}

BOOST_AUTO_TEST_CASE(aligns_the_columns_of_a_table) {
  auto uut = text_table{{"REF", "VALUE", "CAUSE"}};
  uut.rows.push_back({{"pv1:a"}, {"1"}, {"broken"}});
  uut.rows.push_back({{"b"}, {"1234567"}, {""}});
  auto expected = std::vector<std::string>{"REF    VALUE    CAUSE",
                                           "pv1:a  1        broken", "b      1234567"};
  BOOST_TEST(uut.lines(false) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(keeps_the_columns_of_a_coloured_table) {
  auto uut = text_table{};
  uut.rows.push_back({{"a", colour::green}, {"x"}});
  uut.rows.push_back({{"abc"}, {"y"}});
  auto expected = std::vector<std::string>{"\x1b[32ma  \x1b[0m  x", "abc  y"};
  BOOST_TEST(uut.lines(true) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::cli
