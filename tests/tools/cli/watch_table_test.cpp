#include "tools/cli/watch_table.hpp"

#include "tools/cli/text.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::cli {

namespace {

const auto now = from_rfc3339("2026-11-22T07:45:12.000000000Z").value();

point_change change(std::uint64_t seq, std::string ref, std::string value,
                    std::string epoch = "e1") {
  return {seq,
          std::move(epoch),
          std::move(ref),
          std::move(value),
          "good",
          "good",
          "2026-11-22T07:45:10.000000000Z"};
}

point_snapshot snapshot(std::uint64_t seq, std::vector<point_change> points,
                        std::string epoch = "e1") {
  return {seq, std::move(epoch), std::move(points)};
}

std::vector<std::string> rendered(const watch_table& x, std::size_t width = 80,
                                  std::size_t height = 5) {
  return x.render({width, height, false, now, ""});
}

} // namespace

BOOST_AUTO_TEST_SUITE(cli_watch_table)

BOOST_AUTO_TEST_CASE(shows_header_rows_and_a_line_about_the_whole) {
  auto uut = watch_table{};
  uut.set_unit("pv1:power", "kW");
  uut.set_state("pv1", "connected");
  uut.take(
    snapshot(7, {change(7, "pv1:power", "12.5"), change(7, "pv1:alarm", "false")}));
  uut.take(change(8, "pv1:power", "13"));
  auto expected = std::vector<std::string>{
    "REF                VALUE  UNIT  QUALITY         AGE   UPDATES",
    "pv1:alarm          false        good            2 s         0",
    "pv1:power             13  kW    good            2 s         1",
    "",
    "2 points, 1 update, seq 8  pv1 connected  (q quits)" + std::string(29, ' '),
  };
  BOOST_TEST(rendered(uut) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(takes_no_change_older_than_what_it_has) {
  auto uut = watch_table{};
  uut.take(snapshot(7, {change(7, "pv1:a", "1")}));
  BOOST_TEST(!uut.take(change(7, "pv1:a", "0")));
  BOOST_TEST(!uut.take(change(3, "pv1:a", "0")));
  BOOST_TEST(uut.take(change(9, "pv1:a", "2")));
  BOOST_TEST(uut.take(snapshot(8, {change(8, "pv1:a", "0")})).empty());
  BOOST_TEST(uut.updates() == 1);
}

BOOST_AUTO_TEST_CASE(tells_what_a_later_snapshot_brings) {
  auto uut = watch_table{};
  BOOST_TEST(uut.take(snapshot(7, {change(7, "pv1:a", "1")})).size() == 1);
  BOOST_TEST(uut.take(snapshot(8, {change(8, "pv1:a", "1")})).empty());
  auto news = uut.take(snapshot(9, {change(9, "pv1:a", "2"), change(9, "pv1:b", "3")}));
  BOOST_TEST(news.size() == 2);
}

BOOST_AUTO_TEST_CASE(begins_again_with_a_new_epoch) {
  auto uut = watch_table{};
  uut.take(snapshot(70, {change(70, "pv1:a", "1"), change(70, "pv1:gone", "1")}));
  BOOST_TEST(uut.take(change(1, "pv1:a", "2", "e2")));
  BOOST_TEST(uut.size() == 1);
  uut.take(snapshot(2, {change(2, "pv1:a", "2", "e2")}, "e2"));
  BOOST_TEST(uut.size() == 1);
}

BOOST_AUTO_TEST_CASE(scrolls_over_rows_that_do_not_fit) {
  auto uut = watch_table{};
  for (auto name : {"a", "b", "c", "d"})
    uut.take(change(1, name, "1"));
  auto shown_first = [&](std::ptrdiff_t by) {
    uut.scroll(by);
    return rendered(uut, 80, 4).at(1).substr(0, 1);
  };
  BOOST_TEST(shown_first(0) == "a");
  BOOST_TEST(shown_first(1) == "b");
  BOOST_TEST(shown_first(100) == "c");
  BOOST_TEST(shown_first(-1) == "c");
  BOOST_TEST(shown_first(-100) == "a");
  BOOST_TEST(
    rendered(uut, 80, 4).back().starts_with("4 points (1 to 2, arrows scroll)"));
}

BOOST_AUTO_TEST_CASE(never_leaves_the_screen) {
  auto uut = watch_table{};
  uut.set_unit(std::string(60, 'r'), "V");
  uut.take(change(1, std::string(60, 'r'), std::string(200, 'v')));
  for (auto width = std::size_t{0}; width < 200; ++width)
    for (auto height = std::size_t{2}; height < 5; ++height) {
      auto lines = rendered(uut, width, height);
      BOOST_TEST(lines.size() == height);
      for (auto& line : lines)
        BOOST_TEST(columns(line) <= width);
    }
}

BOOST_AUTO_TEST_CASE(shows_a_notice_instead_of_states) {
  auto uut = watch_table{};
  uut.set_state("pv1", "connected");
  auto lines = uut.render({60, 3, false, now, "no connection"});
  BOOST_TEST(lines.back().find("no connection") != std::string::npos);
  BOOST_TEST(lines.back().find("pv1") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(paints_a_quality_where_colour_is_wanted) {
  auto uut = watch_table{};
  uut.take(change(1, "pv1:a", "1"));
  auto lines = uut.render({80, 3, true, now, ""});
  BOOST_TEST(lines[1].find("\x1b[32mgood") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::cli
