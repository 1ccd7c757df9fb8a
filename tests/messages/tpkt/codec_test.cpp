#include "messages/tpkt/codec.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using bus::test::hex;

namespace {

/// All TPDUs in what is fed in pieces of `step` octets; stops at an error.
std::vector<bytes> tpdus_in(const bytes& stream, std::size_t step) {
  auto uut = tpkt::deframer{};
  auto out = std::vector<bytes>{};
  for (auto rest = byte_view{stream}; !rest.empty();) {
    auto part = rest.first(std::min(step, rest.size()));
    uut.feed(part);
    for (auto next = uut.next(); next && *next; next = uut.next())
      out.emplace_back((*next)->begin(), (*next)->end());
    rest = rest.subspan(part.size());
  }
  return out;
}

error failure_of(const char* octets) {
  auto uut = tpkt::deframer{};
  auto in = hex(octets);
  uut.feed(in);
  auto out = uut.next();
  return out ? error{} : out.error();
}

} // namespace

BOOST_AUTO_TEST_SUITE(tpkt_deframer)

BOOST_AUTO_TEST_CASE(finds_packets_however_they_are_cut) {
  auto stream = hex("03 00 00 07 02 f0 80  03 00 00 0a 02 f0 80 01 02 03  "
                    "03 ff 00 08 02 f0 80 09");
  auto wanted =
    std::vector{hex("02 f0 80"), hex("02 f0 80 01 02 03"), hex("02 f0 80 09")};
  for (auto step = std::size_t{1}; step <= stream.size(); ++step)
    BOOST_TEST((tpdus_in(stream, step) == wanted), "cut every " << step);
}

BOOST_AUTO_TEST_CASE(hands_out_a_whole_packet_in_place) {
  auto uut = tpkt::deframer{};
  auto in = hex("03 00 00 08 02 f0 80 01");
  uut.feed(in);
  auto found = uut.next();
  BOOST_REQUIRE(found && *found);
  BOOST_TEST((*found)->data() == in.data() + 4);
}

BOOST_AUTO_TEST_CASE(an_unread_packet_survives_the_next_feed) {
  auto uut = tpkt::deframer{};
  auto first = hex("03 00 00 08 02 f0 80 01");
  uut.feed(first);
  auto second = hex("03 00 00 08 02 f0 80 02");
  uut.feed(second);
  for (auto last : {1, 2}) {
    auto found = uut.next();
    BOOST_REQUIRE(found && *found);
    BOOST_TEST((*found)->back() == last);
  }
}

BOOST_AUTO_TEST_CASE(ends_at_what_is_no_packet) {
  BOOST_TEST(failure_of("02").where == "tpkt.version");
  for (auto* lengths : {"03 00 00 00", "03 00 00 04", "03 00 00 06"})
    BOOST_TEST(failure_of(lengths).where == "tpkt.length");
}

BOOST_AUTO_TEST_CASE(waits_for_the_largest_packet) {
  auto in = bytes(65'535, 7);
  tpkt::put_header(in.data(), in.size() - tpkt::header_size);
  auto found = tpdus_in(in, 1'000);
  BOOST_REQUIRE_EQUAL(found.size(), 1u);
  BOOST_TEST(found[0].size() == 65'531u);
}

BOOST_AUTO_TEST_SUITE_END()
