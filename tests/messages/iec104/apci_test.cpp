#include "messages/iec104/apci.hpp"

#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::iec104;
using bus::test::hex;

namespace {

bytes encoded(const apdu& x) {
  auto out = bytes{};
  BOOST_REQUIRE(encode(x, out).has_value());
  return out;
}

const auto interrogation_asdu = hex("64 01 06 00 01 00 00 00 00 14");

/// The first error of a stream that consists of these octets.
error error_of(const std::string& text) {
  auto uut = deframer{};
  uut.receive(hex(text));
  for (;;) {
    auto next = uut.next();
    if (!next)
      return next.error();
    if (!*next)
      return {errc::truncated, ""};
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_apci)

BOOST_AUTO_TEST_CASE(u_frames_are_as_in_the_standard) {
  BOOST_TEST(encoded(u_frame::start_activation) == hex("68 04 07 00 00 00"));
  BOOST_TEST(encoded(u_frame::start_confirmation) == hex("68 04 0b 00 00 00"));
  BOOST_TEST(encoded(u_frame::stop_activation) == hex("68 04 13 00 00 00"));
  BOOST_TEST(encoded(u_frame::stop_confirmation) == hex("68 04 23 00 00 00"));
  BOOST_TEST(encoded(u_frame::test_activation) == hex("68 04 43 00 00 00"));
  BOOST_TEST(encoded(u_frame::test_confirmation) == hex("68 04 83 00 00 00"));
}

BOOST_AUTO_TEST_CASE(s_and_i_frames_carry_numbers_of_15_bits) {
  BOOST_TEST(encoded(s_frame{8}) == hex("68 04 01 00 10 00"));
  BOOST_TEST(encoded(s_frame{32767}) == hex("68 04 01 00 fe ff"));
  BOOST_TEST(encoded(i_frame{0, 0, interrogation_asdu})
             == hex("68 0e 00 00 00 00 64 01 06 00 01 00 00 00 00 14"));
  BOOST_TEST(encoded(i_frame{32767, 129, interrogation_asdu})
             == hex("68 0e fe ff 02 01 64 01 06 00 01 00 00 00 00 14"));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_not_encoded) {
  auto out = bytes{};
  auto longest = bytes(249, 1);
  auto too_long = bytes(250, 1);
  BOOST_TEST(encode(i_frame{0, 0, longest}, out).has_value());
  BOOST_TEST(out.size() == 255);
  for (const auto& x : {apdu{i_frame{0, 0, too_long}}, apdu{i_frame{0, 0, {}}},
                        apdu{i_frame{32768, 0, longest}},
                        apdu{i_frame{0, 32768, longest}}, apdu{s_frame{32768}}})
    BOOST_TEST((encode(x, out).error().code == errc::invalid_value));
  BOOST_TEST(out.size() == 255);
}

BOOST_AUTO_TEST_CASE(frames_are_cut_out_of_pieces_of_any_size) {
  auto stream = bytes{};
  auto longest = bytes(249, 7);
  for (const auto& x : {apdu{u_frame::start_activation},
                        apdu{i_frame{1, 2, interrogation_asdu}}, apdu{s_frame{3}},
                        apdu{i_frame{4, 5, longest}}, apdu{u_frame::test_confirmation}})
    BOOST_TEST(encode(x, stream).has_value());
  for (auto size = std::size_t{1}; size <= stream.size(); ++size) {
    auto uut = deframer{};
    auto again = bytes{};
    auto count = 0;
    for (auto left = byte_view{stream}; !left.empty();) {
      auto part = left.first(std::min(size, left.size()));
      left = left.subspan(part.size());
      uut.receive(part);
      while (auto next = uut.next().value()) {
        BOOST_TEST(encode(*next, again).has_value());
        ++count;
      }
    }
    BOOST_TEST(count == 5);
    BOOST_TEST(again == stream);
  }
}

BOOST_AUTO_TEST_CASE(garbage_is_told_where_it_is) {
  struct row {
    const char* octets;
    const char* where;
  };
  for (auto x : {
         row{"69", "iec104.apci.start"},
         row{"68 04 07 00 00 00 00", "iec104.apci.start"},
         row{"68 00", "iec104.apci.length"}, row{"68 03", "iec104.apci.length"},
         row{"68 fe", "iec104.apci.length"}, row{"68 ff", "iec104.apci.length"},
         row{"68 04 00 00 00 00", "iec104.apci.i"},       // no ASDU
         row{"68 05 00 00 01 00 64", "iec104.apci.i"},    // a bit that is 0
         row{"68 05 01 00 02 00 64", "iec104.apci.s"},    // an ASDU
         row{"68 04 05 00 02 00", "iec104.apci.s"},       // reserved bits
         row{"68 04 01 01 02 00", "iec104.apci.s"},       //
         row{"68 04 01 00 03 00", "iec104.apci.s"},       //
         row{"68 04 03 00 00 00", "iec104.apci.u"},       // no function
         row{"68 04 0f 00 00 00", "iec104.apci.u"},       // two of them
         row{"68 04 07 01 00 00", "iec104.apci.u"},       // reserved octets
         row{"68 04 07 00 01 00", "iec104.apci.u"},       //
         row{"68 04 07 00 00 01", "iec104.apci.u"},       //
         row{"68 05 07 00 00 00 00", "iec104.apci.u"},    // an ASDU
         row{"68 04 07 00 00 00 00", "iec104.apci.start"} // behind a good one
       })
    BOOST_TEST_CONTEXT(x.octets) {
      BOOST_TEST((error_of(x.octets).code == errc::malformed));
      BOOST_TEST(error_of(x.octets).where == x.where);
    }
}

BOOST_AUTO_TEST_CASE(a_part_of_a_frame_is_waited_for) {
  for (auto x : {"", "68", "68 04", "68 04 07 00 00", "68 fd 00 00 00 00"})
    BOOST_TEST((error_of(x).code == errc::truncated));
}

BOOST_AUTO_TEST_CASE(a_broken_stream_stays_broken_until_reset) {
  auto uut = deframer{};
  uut.receive(hex("00"));
  BOOST_TEST(!uut.next());
  uut.receive(hex("68 04 07 00 00 00"));
  BOOST_TEST(!uut.next());
  uut.reset();
  uut.receive(hex("68 04 07 00 00 00"));
  BOOST_TEST(uut.next().value().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
