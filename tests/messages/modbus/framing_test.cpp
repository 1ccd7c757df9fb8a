#include "messages/modbus/framing.hpp"

#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::modbus;
using namespace std::chrono_literals;
using test::hex;

namespace {

const auto start = time_point{} + 1h;

bytes text(std::string_view x) {
  return {x.begin(), x.end()};
}

bytes operator+(bytes x, const bytes& y) {
  x.insert(x.end(), y.begin(), y.end());
  return x;
}

/// All frames in `in`, whatever errors stand between.
std::vector<adu> frames(deframer& uut, const bytes& in, time_point now = start) {
  auto out = std::vector<adu>{};
  uut.receive(in, now);
  for (auto i = 0; i < 1000; ++i) {
    auto next = uut.next();
    if (next && !*next)
      break;
    if (next)
      out.push_back(**next);
  }
  return out;
}

std::vector<adu> frames(framing how, role who, const bytes& in) {
  auto uut = deframer{how, who};
  return frames(uut, in);
}

const auto read_ten = adu{0, 1, hex("03 00 00 00 0A")};
const auto two_registers = adu{0, 1, hex("03 04 00 01 00 02")};

} // namespace

BOOST_AUTO_TEST_SUITE(modbus_framing)

BOOST_AUTO_TEST_CASE(frames_are_encoded_as_in_known_good_captures) {
  BOOST_TEST(encode(framing::rtu, read_ten) == hex("01 03 00 00 00 0A C5 CD"));
  BOOST_TEST(encode(framing::ascii, read_ten) == text(":01030000000AF2\r\n"));
  BOOST_TEST(encode(framing::mbap, {0x1501, 0xff, hex("04 00 04 00 01")})
             == hex("15 01 00 00 00 06 FF 04 00 04 00 01"));
}

BOOST_AUTO_TEST_CASE(the_checksum_is_that_of_the_standards_example) {
  BOOST_TEST(crc16(hex("02 07")) == 0x1241); // sent 41 12
  BOOST_TEST(lrc(hex("01 03 00 00 00 0A")) == 0xf2);
}

BOOST_AUTO_TEST_CASE(a_frame_split_anywhere_is_joined) {
  for (auto how : {framing::mbap, framing::rtu, framing::ascii}) {
    auto whole = encode(how, two_registers);
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
      auto uut = deframer{how, role::client};
      auto at = whole.begin() + static_cast<std::ptrdiff_t>(cut);
      BOOST_TEST(frames(uut, {whole.begin(), at}).empty());
      BOOST_TEST((frames(uut, {at, whole.end()}) == std::vector{two_registers}));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_frame_comes_octet_by_octet) {
  for (auto how : {framing::mbap, framing::rtu, framing::ascii}) {
    auto uut = deframer{how, role::client};
    auto out = std::vector<adu>{};
    for (auto octet : encode(how, two_registers))
      for (auto& x : frames(uut, {octet}))
        out.push_back(x);
    BOOST_TEST((out == std::vector{two_registers}));
  }
}

BOOST_AUTO_TEST_CASE(several_frames_come_at_once) {
  for (auto how : {framing::mbap, framing::rtu, framing::ascii}) {
    auto one = encode(how, read_ten);
    auto got = frames(how, role::server, one + one + one);
    BOOST_TEST((got == std::vector{read_ten, read_ten, read_ten}));
  }
}

BOOST_AUTO_TEST_CASE(rtu_knows_the_length_of_every_request) {
  auto pdus = {"01 00 13 00 13",
               "05 00 AC FF 00",
               "0F 00 13 00 0A 02 CD 01",
               "10 00 01 00 02 04 00 0A 01 02",
               "16 00 04 00 F2 00 25",
               "17 00 03 00 06 00 0E 00 03 06 00 FF 00 FF 00 FF",
               "18 04 DE",
               "2B 0E 01 00"};
  auto all = bytes{};
  for (auto x : pdus)
    all = all + encode(framing::rtu, {0, 7, hex(x)});
  auto got = frames(framing::rtu, role::server, all);
  BOOST_REQUIRE(got.size() == pdus.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    BOOST_TEST(got[i].pdu == hex(pdus.begin()[i]));
}

BOOST_AUTO_TEST_CASE(rtu_knows_the_length_of_every_answer) {
  auto pdus = {"01 03 CD 6B 05",
               "04 02 00 0A",
               "05 00 AC FF 00",
               "06 00 01 00 03",
               "0F 00 13 00 0A",
               "10 00 01 00 02",
               "16 00 04 00 F2 00 25",
               "17 04 00 FE 0A CD",
               "18 00 06 00 02 01 B8 12 84",
               "2B 0E 01 01 00 00 02 00 02 41 42 01 00",
               "83 02",
               "AB 01"};
  for (auto at_once : {true, false}) {
    auto uut = deframer{framing::rtu, role::client};
    auto got = std::vector<adu>{};
    for (auto x : pdus)
      for (auto octet : encode(framing::rtu, {0, 7, hex(x)})) {
        uut.receive({&octet, 1}, start);
        while (!at_once) {
          auto next = uut.next().value();
          if (!next)
            break;
          got.push_back(*next);
        }
      }
    for (auto& x : frames(uut, {}))
      got.push_back(x);
    BOOST_REQUIRE(got.size() == pdus.size());
    for (std::size_t i = 0; i < got.size(); ++i)
      BOOST_TEST(got[i].pdu == hex(pdus.begin()[i]));
  }
}

BOOST_AUTO_TEST_CASE(rtu_finds_a_frame_behind_garbage) {
  auto good = encode(framing::rtu, two_registers);
  for (auto noise :
       {"00", "FF", "FF FF FF", "01 03", "83", "01 99 01 02", "00 00 00"}) {
    auto uut = deframer{framing::rtu, role::client};
    uut.receive(hex(noise) + good, start);
    BOOST_TEST((uut.next().error().code == errc::malformed));
    BOOST_TEST((uut.next().value() == two_registers));
    BOOST_TEST(!uut.next().value());
  }
}

BOOST_AUTO_TEST_CASE(rtu_drops_a_frame_with_a_wrong_checksum_and_goes_on) {
  auto good = encode(framing::rtu, two_registers);
  auto bad = good;
  bad[4] ^= 1;
  auto got = frames(framing::rtu, role::client, bad + good);
  BOOST_TEST((got == std::vector{two_registers}));
}

BOOST_AUTO_TEST_CASE(rtu_drops_a_frame_that_pauses) {
  auto good = encode(framing::rtu, two_registers);
  auto uut = deframer{framing::rtu, role::client, 200ms};
  uut.receive(byte_view{good}.first(4), start);
  BOOST_TEST(!uut.next().value());
  uut.receive(good, start + 201ms);
  BOOST_TEST((uut.next().error().code == errc::truncated));
  BOOST_TEST((uut.next().value() == two_registers));
}

BOOST_AUTO_TEST_CASE(rtu_hands_an_unknown_request_on_so_that_it_is_answered) {
  auto unknown = adu{0, 1, hex("63 01 02")};
  auto got = frames(framing::rtu, role::server, encode(framing::rtu, unknown));
  BOOST_TEST((got == std::vector{unknown}));
}

BOOST_AUTO_TEST_CASE(rtu_takes_no_frame_over_256_octets) {
  auto identification = hex("01 2B 0E 01 01 00 00 FF");
  identification.resize(300, 200);
  BOOST_TEST(frames(framing::rtu, role::client, identification).empty());
  auto write = hex("01 10 00 00 00 7F FE");
  write.resize(300);
  BOOST_TEST(frames(framing::rtu, role::server, write).empty());
}

BOOST_AUTO_TEST_CASE(ascii_drops_what_stands_outside_of_frames) {
  auto good = encode(framing::ascii, read_ten);
  auto got =
    frames(framing::ascii, role::server, text("noise\r\n") + good + text("x") + good);
  BOOST_TEST((got == std::vector{read_ten, read_ten}));
}

BOOST_AUTO_TEST_CASE(ascii_starts_again_at_a_colon) {
  auto good = encode(framing::ascii, read_ten);
  auto got = frames(framing::ascii, role::server, text(":0103") + good);
  BOOST_TEST((got == std::vector{read_ten}));
}

BOOST_AUTO_TEST_CASE(ascii_refuses_damaged_frames) {
  for (auto x : {":01030000000AF3\r\n", ":01030000000GF2\r\n", ":01030000000AF2\n",
                 ":01030000000AF\r\n", ":\r\n", ":01FF\r\n", ":FF\r\n"}) {
    auto uut = deframer{framing::ascii, role::server};
    uut.receive(text(x), start);
    BOOST_TEST((uut.next().error().code == errc::malformed));
    BOOST_TEST(!uut.next().value());
  }
}

BOOST_AUTO_TEST_CASE(ascii_takes_the_longest_frame_and_none_longer) {
  auto longest = adu{0, 1, bytes(253, 3)};
  auto good = encode(framing::ascii, longest);
  BOOST_TEST(good.size() == 513);
  BOOST_TEST((frames(framing::ascii, role::server, good) == std::vector{longest}));
  auto over = text(":") + bytes(600, '0') + text("\r\n");
  BOOST_TEST(
    (frames(framing::ascii, role::server, over + good) == std::vector{longest}));
}

BOOST_AUTO_TEST_CASE(mbap_cannot_go_on_after_a_wrong_header) {
  for (auto x :
       {"00 01 00 01 00 06 01", "00 01 00 00 00 01 01", "00 01 00 00 00 FF 01"}) {
    auto uut = deframer{framing::mbap, role::server};
    uut.receive(hex(x), start);
    BOOST_TEST((uut.next().error().code == errc::malformed));
    uut.receive(encode(framing::mbap, read_ten), start);
    BOOST_TEST(!uut.next());
    uut.reset();
    uut.receive(encode(framing::mbap, read_ten), start);
    BOOST_TEST((uut.next().value() == read_ten));
  }
}

BOOST_AUTO_TEST_CASE(reset_forgets_half_a_frame) {
  for (auto how : {framing::mbap, framing::rtu, framing::ascii}) {
    auto whole = encode(how, two_registers);
    auto uut = deframer{how, role::client};
    BOOST_TEST(frames(uut, {whole.begin(), whole.begin() + 5}).empty());
    uut.reset();
    BOOST_TEST((frames(uut, whole) == std::vector{two_registers}));
  }
}

BOOST_AUTO_TEST_SUITE_END()
