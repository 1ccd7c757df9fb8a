#include "messages/modbus/address.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::modbus;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(modbus_address)

BOOST_AUTO_TEST_CASE(tcp_addresses_are_read) {
  BOOST_TEST((parse_address("tcp://10.0.0.7:1502").value()
              == address{framing::mbap, tcp_endpoint{"10.0.0.7", 1502}}));
  BOOST_TEST((parse_address("tcp://plc-1.example").value()
              == address{framing::mbap, tcp_endpoint{"plc-1.example", 502}}));
  BOOST_TEST((parse_address("rtu+tcp://gw:4001").value()
              == address{framing::rtu, tcp_endpoint{"gw", 4001}}));
  BOOST_TEST((parse_address("ascii+tcp://gw:4001").value()
              == address{framing::ascii, tcp_endpoint{"gw", 4001}}));
}

BOOST_AUTO_TEST_CASE(ipv6_hosts_stand_in_brackets) {
  auto x = parse_address("tcp://[fe80::1]:503").value();
  BOOST_TEST((x == address{framing::mbap, tcp_endpoint{"fe80::1", 503}}));
  BOOST_TEST(to_string(x) == "tcp://[fe80::1]:503");
  BOOST_TEST((parse_address("tcp://[::1]").value()
              == address{framing::mbap, tcp_endpoint{"::1", 502}}));
}

BOOST_AUTO_TEST_CASE(serial_lines_have_the_standards_defaults) {
  BOOST_TEST(
    (parse_address("rtu:///dev/ttyS0").value()
     == address{framing::rtu, serial_line{"/dev/ttyS0", 19200, 'E', 8, 1, false}}));
  BOOST_TEST(
    (parse_address("ascii:///dev/ttyS0").value()
     == address{framing::ascii, serial_line{"/dev/ttyS0", 19200, 'E', 7, 1, false}}));
  BOOST_TEST(
    (parse_address("rtu:///dev/ttyS0?parity=none").value()
     == address{framing::rtu, serial_line{"/dev/ttyS0", 19200, 'N', 8, 2, false}}));
}

BOOST_AUTO_TEST_CASE(serial_parameters_are_read) {
  auto text =
    "ascii:///dev/ttyUSB1?baudrate=9600&parity=odd&data_bits=8&stop_bits=2&mode=rs485";
  BOOST_TEST(
    (parse_address(text).value()
     == address{framing::ascii, serial_line{"/dev/ttyUSB1", 9600, 'O', 8, 2, true}}));
}

BOOST_AUTO_TEST_CASE(equal_addresses_have_equal_texts) {
  auto x = parse_address("rtu:///dev/ttyS0?stop_bits=1&baudrate=9600").value();
  auto y =
    parse_address("rtu:///dev/ttyS0?mode=rs232&baudrate=9600&parity=even").value();
  BOOST_TEST(to_string(x) == to_string(y));
  BOOST_TEST(to_string(parse_address("tcp://a").value()) == "tcp://a:502");
}

BOOST_AUTO_TEST_CASE(the_text_reads_as_the_same_address) {
  for (auto text :
       {"tcp://a:1", "rtu+tcp://[::1]:65535", "ascii+tcp://b",
        "rtu:///dev/x?parity=none&mode=rs485", "ascii:///dev/y?data_bits=8"}) {
    auto x = parse_address(text).value();
    BOOST_TEST((parse_address(to_string(x)).value() == x));
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_refused) {
  for (auto text : {"",
                    "tcp",
                    "tcp:",
                    "tcp://",
                    "udp://a:1",
                    "TCP://a",
                    "tcp://:502",
                    "tcp://a:",
                    "tcp://a:0",
                    "tcp://a:65536",
                    "tcp://a:-1",
                    "tcp://a:1x",
                    "tcp://a:1:2",
                    "tcp://a b:1",
                    "tcp://a/b",
                    "tcp://[::1",
                    "tcp://[]:1",
                    "tcp://[::1]x",
                    "tcp://[name]:1",
                    "tcp://::1:502",
                    "rtu://",
                    "rtu://ttyS0",
                    "rtu:///",
                    "rtu:///dev/ttyS0?baudrate=0",
                    "rtu:///dev/ttyS0?baudrate=fast",
                    "rtu:///dev/ttyS0?baudrate=",
                    "rtu:///dev/ttyS0?parity=E",
                    "rtu:///dev/ttyS0?data_bits=7",
                    "rtu:///dev/ttyS0?data_bits=9",
                    "rtu:///dev/ttyS0?stop_bits=0",
                    "rtu:///dev/ttyS0?stop_bits=3",
                    "rtu:///dev/ttyS0?mode=rs422",
                    "rtu:///dev/ttyS0?speed=9600",
                    "rtu:///dev/ttyS0?baudrate",
                    "rtu:///dev/ttyS0?&",
                    "tcp://a?baudrate=9600",
                    "rtu:///dev/ttyS0?baudrate=99999999999"})
    BOOST_TEST(
      (!parse_address(text) && parse_address(text).error().code == errc::invalid_value),
      text);
}

BOOST_AUTO_TEST_CASE(frames_are_three_and_a_half_characters_apart) {
  BOOST_TEST((silence({"/dev/x", 9600, 'E', 8, 1}) == duration{4'010'416}));
  BOOST_TEST((silence({"/dev/x", 19200, 'E', 8, 1}) == duration{2'005'208}));
  BOOST_TEST((silence({"/dev/x", 115200, 'E', 8, 1}) == 1750us));
}

BOOST_AUTO_TEST_SUITE_END()
