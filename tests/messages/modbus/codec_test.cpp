#include "messages/modbus/codec.hpp"

#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::modbus;
using test::hex;

namespace {

struct example {
  const char* what;
  request ask;
  std::string sent;
  response answer;
  std::string received;
};

bits bits_of(const std::string& text) {
  auto out = bits{};
  for (auto x : text)
    out.push_back(x == '1');
  return out;
}

// The examples of clause 6, function by function.
const std::vector<example>& examples() {
  static const auto all = std::vector<example>{
    {"6.1", read_data{table::coil, 0x13, 19}, "01 00 13 00 13",
     bits_of("1011001111010110101"), "01 03 CD 6B 05"},
    {"6.2", read_data{table::discrete_input, 0xc4, 22}, "02 00 C4 00 16",
     bits_of("0011010111011011101011"), "02 03 AC DB 35"},
    {"6.3", read_data{table::holding_register, 0x6b, 3}, "03 00 6B 00 03",
     registers{0x022b, 0, 0x64}, "03 06 02 2B 00 00 00 64"},
    {"6.4", read_data{table::input_register, 8, 1}, "04 00 08 00 01", registers{10},
     "04 02 00 0A"},
    {"6.5", write_coil{0xac, true}, "05 00 AC FF 00", written{}, "05 00 AC FF 00"},
    {"6.6", write_register{1, 3}, "06 00 01 00 03", written{}, "06 00 01 00 03"},
    {"6.11", write_coils{0x13, bits_of("1011001110")}, "0F 00 13 00 0A 02 CD 01",
     written{}, "0F 00 13 00 0A"},
    {"6.12", write_registers{1, {0x0a, 0x102}}, "10 00 01 00 02 04 00 0A 01 02",
     written{}, "10 00 01 00 02"},
    {"6.16", mask_register{4, 0xf2, 0x25}, "16 00 04 00 F2 00 25", written{},
     "16 00 04 00 F2 00 25"},
    {"6.17", exchange_registers{3, 6, 14, {0xff, 0xff, 0xff}},
     "17 00 03 00 06 00 0E 00 03 06 00 FF 00 FF 00 FF",
     registers{0xfe, 0x0acd, 1, 3, 0x0d, 0xff},
     "17 0C 00 FE 0A CD 00 01 00 03 00 0D 00 FF"},
    {"6.18", read_data{table::queue, 0x04de, 1}, "18 04 DE", registers{0x01b8, 0x1284},
     "18 00 06 00 02 01 B8 12 84"},
    {"6.21", read_identification{1, 0}, "2B 0E 01 00",
     identification{1, 1, false, 0, {{0, "Maker"}, {1, "P1"}, {2, "V2.11"}}},
     "2B 0E 01 01 00 00 03 00 05 4D 61 6B 65 72 01 02 50 31 02 05 56 32 2E 31 31"},
    {"7", read_data{table::coil, 0x04a1, 1}, "01 04 A1 00 01",
     exception{1, exception_code::illegal_data_address}, "81 02"},
  };
  return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(modbus_codec)

BOOST_AUTO_TEST_CASE(requests_are_encoded_as_in_the_standards_examples) {
  for (const auto& x : examples())
    BOOST_TEST_CONTEXT(x.what)
  BOOST_TEST(encode(x.ask).value() == hex(x.sent));
}

BOOST_AUTO_TEST_CASE(requests_are_decoded_as_in_the_standards_examples) {
  for (const auto& x : examples())
    BOOST_TEST_CONTEXT(x.what)
  BOOST_TEST((decode_request(hex(x.sent)).value() == x.ask));
}

BOOST_AUTO_TEST_CASE(answers_are_encoded_as_in_the_standards_examples) {
  for (const auto& x : examples())
    BOOST_TEST_CONTEXT(x.what)
  BOOST_TEST(encode_response(x.ask, x.answer) == hex(x.received));
}

BOOST_AUTO_TEST_CASE(answers_are_decoded_as_in_the_standards_examples) {
  for (const auto& x : examples())
    BOOST_TEST_CONTEXT(x.what)
  BOOST_TEST((decode_response(hex(x.received), x.ask).value() == x.answer));
}

BOOST_AUTO_TEST_CASE(an_answer_cut_anywhere_is_malformed) {
  for (const auto& x : examples())
    for (auto whole = hex(x.received); !whole.empty();) {
      whole.pop_back();
      BOOST_TEST((decode_response(whole, x.ask).error().code == errc::malformed));
    }
}

BOOST_AUTO_TEST_CASE(an_answer_with_an_octet_too_many_is_malformed) {
  for (const auto& x : examples())
    BOOST_TEST((decode_response(hex(x.received + " 00"), x.ask).error().code
                == errc::malformed));
}

BOOST_AUTO_TEST_CASE(a_request_cut_anywhere_is_an_invalid_value) {
  for (const auto& x : examples())
    for (auto whole = hex(x.sent); whole.size() > 2;) {
      whole.pop_back();
      auto why = decode_request(whole).error();
      BOOST_TEST((why.code == errc::invalid_value || whole.size() < 3));
    }
  BOOST_TEST((decode_request({}).error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(a_request_with_an_octet_too_many_is_an_invalid_value) {
  for (const auto& x : examples())
    BOOST_TEST(
      (decode_request(hex(x.sent + " 00")).error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(an_answer_of_another_quantity_is_malformed) {
  auto three = read_data{table::holding_register, 0, 3};
  BOOST_TEST(!decode_response(hex("03 04 00 01 00 02"), three));
  auto nine = read_data{table::coil, 0, 9};
  BOOST_TEST(!decode_response(hex("01 01 FF"), nine));
}

BOOST_AUTO_TEST_CASE(an_answer_of_another_function_is_malformed) {
  auto ask = read_data{table::holding_register, 0, 1};
  BOOST_TEST(!decode_response(hex("04 02 00 01"), ask));
  BOOST_TEST(!decode_response(hex("84 02"), ask));
}

BOOST_AUTO_TEST_CASE(a_write_is_only_confirmed_by_its_echo) {
  BOOST_TEST(!decode_response(hex("06 00 01 00 04"), write_register{1, 3}));
  BOOST_TEST(!decode_response(hex("05 00 AC 00 00"), write_coil{0xac, true}));
  BOOST_TEST(!decode_response(hex("10 00 01 00 01"), write_registers{1, {1, 2}}));
  BOOST_TEST(
    !decode_response(hex("16 00 04 00 F2 00 24"), mask_register{4, 0xf2, 0x25}));
}

BOOST_AUTO_TEST_CASE(a_queue_of_more_than_31_is_malformed) {
  auto pdu = hex("18 00 42 00 20");
  pdu.resize(5 + 64);
  BOOST_TEST(!decode_response(pdu, read_data{table::queue, 0, 1}));
}

BOOST_AUTO_TEST_CASE(an_empty_queue_is_an_answer) {
  auto got = decode_response(hex("18 00 02 00 00"), read_data{table::queue, 0, 1});
  BOOST_TEST((got.value() == response{registers{}}));
}

BOOST_AUTO_TEST_CASE(quantities_keep_to_the_standards_limits) {
  auto good = std::vector<request>{
    read_data{table::coil, 0, 2000},
    read_data{table::input_register, 0, 125},
    write_coils{0, bits(1968)},
    write_registers{0, registers(123)},
    exchange_registers{0, 125, 0, registers(121)},
    read_data{table::queue, 0xffff, 0},
  };
  auto bad = std::vector<request>{
    read_data{table::coil, 0, 2001},
    read_data{table::coil, 0, 0},
    read_data{table::input_register, 0, 126},
    read_data{table::holding_register, 0, 0},
    write_coils{0, bits(1969)},
    write_coils{0, {}},
    write_registers{0, registers(124)},
    write_registers{0, {}},
    exchange_registers{0, 126, 0, registers(1)},
    exchange_registers{0, 0, 0, registers(1)},
    exchange_registers{0, 1, 0, registers(122)},
    exchange_registers{0, 1, 0, {}},
    read_identification{5, 0},
    read_identification{0, 0},
  };
  for (const auto& x : good) {
    auto pdu = encode(x).value();
    BOOST_TEST(pdu.size() <= max_pdu);
    BOOST_TEST(decode_request(pdu).has_value());
  }
  for (const auto& x : bad)
    BOOST_TEST((encode(x).error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(nothing_runs_past_address_65535) {
  BOOST_TEST(encode(read_data{table::coil, 65535, 1}).has_value());
  BOOST_TEST(!encode(read_data{table::coil, 65535, 2}));
  BOOST_TEST(!encode(write_registers{65534, registers(3)}));
  BOOST_TEST(!encode(write_coils{65530, bits(7)}));
  BOOST_TEST(!encode(exchange_registers{65535, 2, 0, {1}}));
  BOOST_TEST(!encode(exchange_registers{0, 2, 65535, {1, 2}}));
}

BOOST_AUTO_TEST_CASE(refused_requests_become_exceptions) {
  auto refusal = [](const std::string& text) {
    auto pdu = hex(text);
    return to_exception(pdu, decode_request(pdu).error());
  };
  using enum exception_code;
  BOOST_TEST((refusal("07") == exception{7, illegal_function}));
  BOOST_TEST((refusal("2B 0D 00 00") == exception{0x2b, illegal_function}));
  BOOST_TEST((refusal("03 00 00 00 7E") == exception{3, illegal_data_value}));
  BOOST_TEST((refusal("05 00 00 12 34") == exception{5, illegal_data_value}));
  BOOST_TEST((refusal("0F 00 00 00 09 01 FF") == exception{0x0f, illegal_data_value}));
  BOOST_TEST((refusal("2B 0E 05 00") == exception{0x2b, illegal_data_value}));
  BOOST_TEST((refusal("") == exception{0, illegal_data_value}));
}

BOOST_AUTO_TEST_CASE(an_answer_that_does_not_fit_its_request_is_a_device_failure) {
  auto ask = read_data{table::holding_register, 0, 2};
  BOOST_TEST(encode_response(ask, registers{1}) == hex("83 04"));
  BOOST_TEST(encode_response(ask, written{}) == hex("83 04"));
  BOOST_TEST(encode_response(write_coil{}, bits{true}) == hex("85 04"));
}

BOOST_AUTO_TEST_SUITE_END()
