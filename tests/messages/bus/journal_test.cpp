#include "messages/bus/journal.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;

namespace {

using numbers = std::vector<std::uint64_t>;

journal filled(std::size_t limit, std::uint64_t first, std::uint64_t last) {
  auto out = journal{limit};
  for (auto seq = first; seq <= last; ++seq)
    out.keep({seq, {}, connection_status{"pv1", "modbus"}});
  return out;
}

numbers replayed(const journal& x, std::uint64_t from, std::size_t most = 1000) {
  auto out = numbers{};
  auto done = x.replay(from, [&](const journal_entry& entry) {
    out.push_back(entry.seq);
    return out.size() < most;
  });
  BOOST_TEST(done.has_value());
  return out;
}

errc refused(const journal& x, std::uint64_t from) {
  auto done = x.replay(from, [](const journal_entry&) { return true; });
  BOOST_REQUIRE(!done.has_value());
  return done.error().code;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bus_journal)

BOOST_AUTO_TEST_CASE(is_empty_at_first) {
  auto uut = journal{4};
  BOOST_TEST(uut.oldest() == 1u);
  BOOST_TEST(uut.next() == 1u);
  BOOST_TEST(replayed(uut, 0).empty());
}

BOOST_AUTO_TEST_CASE(replays_from_a_number_on_oldest_first) {
  auto uut = filled(10, 1, 5);
  BOOST_TEST(replayed(uut, 1) == (numbers{1, 2, 3, 4, 5}));
  BOOST_TEST(replayed(uut, 4) == (numbers{4, 5}));
  BOOST_TEST(replayed(uut, 6).empty());
  BOOST_TEST(uut.next() == 6u);
}

BOOST_AUTO_TEST_CASE(stops_when_the_taker_has_enough) {
  BOOST_TEST(replayed(filled(10, 1, 9), 2, 3) == (numbers{2, 3, 4}));
}

BOOST_AUTO_TEST_CASE(keeps_no_more_than_its_limit) {
  auto uut = filled(3, 1, 11);
  BOOST_TEST(uut.oldest() == 9u);
  BOOST_TEST(uut.next() == 12u);
  BOOST_TEST(replayed(uut, 9) == (numbers{9, 10, 11}));
}

BOOST_AUTO_TEST_CASE(is_right_at_every_turn_of_its_ring) {
  for (auto last = std::uint64_t{1}; last < 20; ++last) {
    auto uut = filled(4, 1, last);
    auto oldest = last > 4 ? last - 3 : 1;
    BOOST_TEST(uut.oldest() == oldest);
    BOOST_TEST(replayed(uut, oldest).size() == last - oldest + 1);
    BOOST_TEST(replayed(uut, last) == numbers{last});
  }
}

BOOST_AUTO_TEST_CASE(is_gone_where_entries_were_dropped) {
  auto uut = filled(3, 1, 11);
  BOOST_TEST((refused(uut, 8) == errc::gone));
  BOOST_TEST((refused(uut, 0) == errc::gone));
}

BOOST_AUTO_TEST_CASE(replays_over_numbers_that_were_never_kept) {
  auto uut = journal{4};
  for (auto seq : {2, 5, 6, 9, 12})
    uut.keep({static_cast<std::uint64_t>(seq), {}, {}});
  BOOST_TEST(replayed(uut, 3) == (numbers{5, 6, 9, 12}));
  BOOST_TEST(replayed(uut, 7) == (numbers{9, 12}));
  BOOST_TEST((refused(uut, 2) == errc::gone));
}

BOOST_AUTO_TEST_CASE(keeps_nothing_with_a_limit_of_zero) {
  auto uut = filled(0, 1, 3);
  BOOST_TEST(uut.oldest() == 4u);
  BOOST_TEST((refused(uut, 3) == errc::gone));
  BOOST_TEST(replayed(uut, 4).empty());
}

BOOST_AUTO_TEST_SUITE_END()
