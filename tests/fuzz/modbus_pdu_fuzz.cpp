#include "messages/modbus/server.hpp"

#include <cstdlib>
#include <iterator>

using namespace bus;
using namespace bus::modbus;

namespace {

register_image make_image() {
  auto out = register_image{};
  for (auto x : {table::coil, table::discrete_input, table::holding_register,
                 table::input_register})
    if (!out.map(x, 0, 3000))
      std::abort();
  out.set_queue(1, {1, 2, 3});
  out.set_queue(2, registers(40));
  out.set_identification(
    {{0, "maker"}, {1, std::string(200, 'x')}, {2, "1"}, {0x80, ""}});
  return out;
}

void require(bool x) {
  if (!x)
    std::abort();
}

/// What is decoded survives being encoded again, but for addresses past the end.
void decode_as_server(byte_view pdu) {
  auto asked = decode_request(pdu);
  if (!asked)
    return;
  auto again = encode(*asked);
  require(!again || decode_request(*again) == asked);
}

/// A server's answer is one that the client takes.
void serve(byte_view pdu) {
  static auto image = make_image();
  auto answer = image.serve(pdu);
  require(answer.size() >= 2 && answer.size() <= max_pdu);
  auto asked = decode_request(pdu);
  require(!asked || !encode(*asked) || decode_response(answer, *asked).has_value());
}

const request asked[] = {
  read_data{table::coil, 0, 19},
  read_data{table::discrete_input, 0, 1},
  read_data{table::holding_register, 0, 3},
  read_data{table::input_register, 0, 1},
  read_data{table::queue, 0, 1},
  write_coil{1, true},
  write_register{1, 3},
  write_coils{0, bits(10)},
  write_registers{1, {10, 258}},
  mask_register{4, 0xf2, 0x25},
  exchange_registers{3, 6, 14, {255}},
  read_identification{1, 0},
  read_identification{4, 2},
};

} // namespace

/// First octet: which decoder, and for an answer what was asked.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  auto pdu = byte_view{data + 1, size - 1};
  switch (data[0] % 3) {
  case 0: decode_as_server(pdu); break;
  case 1: serve(pdu); break;
  default: {
    const auto& ask = asked[data[0] / 3 % std::size(asked)];
    if (auto answer = decode_response(pdu, ask))
      require(encode_response(ask, *answer).size() <= max_pdu);
  }
  }
  return 0;
}
