#include "messages/modbus/frame_size.hpp"

#include "messages/modbus/packing.hpp"

namespace bus::modbus {

namespace {

constexpr std::size_t smallest = 4; // address, function code, checksum
constexpr std::size_t largest = 256;
constexpr std::size_t exception_size = 5;

/// A frame of `fixed` octets and as many more as the one at `place` says.
std::size_t counted(byte_view in, std::size_t place, std::size_t fixed) {
  return place < in.size() ? fixed + in[place] : place + 1;
}

/// An unknown function's request ends where the sender paused: it is all there
/// or taken for garbage. Known so, it can be answered with an exception.
std::size_t unknown_request(byte_view in) {
  return in.size() > largest || crc16(in) != 0 ? 0 : in.size();
}

std::size_t request_size(byte_view in) {
  switch (static_cast<function>(in[1])) {
  case function::read_coils:
  case function::read_discrete_inputs:
  case function::read_holding_registers:
  case function::read_input_registers:
  case function::write_single_coil:
  case function::write_single_register: return 8;
  case function::write_multiple_coils:
  case function::write_multiple_registers: return counted(in, 6, 9);
  case function::mask_write_register: return 10;
  case function::read_write_registers: return counted(in, 10, 13);
  case function::read_fifo_queue: return 6;
  case function::encapsulated_interface:
    return in[2] == identification_type ? 7 : unknown_request(in);
  }
  return unknown_request(in);
}

/// Objects are as long as each says, one after the other (6.21).
std::size_t identification_size(byte_view in) {
  constexpr std::size_t first = identification_header + 1;
  if (in[2] != identification_type)
    return 0;
  if (in.size() < first)
    return first;
  auto at = first;
  for (auto left = in [first - 1]; left > 0 && at <= largest; --left) {
    if (at + 2 > in.size())
      return at + 2;
    at += 2u + in[at + 1];
  }
  return at + 2;
}

std::size_t queue_size(byte_view in) {
  return 6u + (in[2] << 8 | in[3]);
}

std::size_t response_size(byte_view in) {
  switch (static_cast<function>(in[1])) {
  case function::read_coils:
  case function::read_discrete_inputs:
  case function::read_holding_registers:
  case function::read_input_registers:
  case function::read_write_registers: return counted(in, 2, 5);
  case function::write_single_coil:
  case function::write_single_register:
  case function::write_multiple_coils:
  case function::write_multiple_registers: return 8;
  case function::mask_write_register: return 10;
  case function::read_fifo_queue: return queue_size(in);
  case function::encapsulated_interface: return identification_size(in);
  }
  return 0;
}

bool is_exception(byte_view in) {
  const std::uint8_t known[] = {
    in[0], static_cast<std::uint8_t>(in[1] & ~exception_bit), identification_type, 0};
  return in[1] & exception_bit && response_size(known) > 0;
}

} // namespace

std::size_t frame_size(byte_view in, role who) {
  if (in.size() < smallest)
    return smallest;
  if (who == role::client && is_exception(in))
    return exception_size;
  auto size = who == role::client ? response_size(in) : request_size(in);
  return size > largest ? 0 : size;
}

} // namespace bus::modbus
