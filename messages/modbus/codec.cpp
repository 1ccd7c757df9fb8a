#include "messages/modbus/codec.hpp"

#include "messages/modbus/packing.hpp"

namespace bus::modbus {

namespace {

function read_function(table from) {
  switch (from) {
  case table::coil: return function::read_coils;
  case table::discrete_input: return function::read_discrete_inputs;
  case table::holding_register: return function::read_holding_registers;
  case table::input_register: return function::read_input_registers;
  case table::queue: break;
  }
  return function::read_fifo_queue;
}

struct to_function {
  function operator()(const read_data& x) const { return read_function(x.from); }
  function operator()(const write_coil&) const { return function::write_single_coil; }
  function operator()(const write_register&) const {
    return function::write_single_register;
  }
  function operator()(const write_coils&) const {
    return function::write_multiple_coils;
  }
  function operator()(const write_registers&) const {
    return function::write_multiple_registers;
  }
  function operator()(const mask_register&) const {
    return function::mask_write_register;
  }
  function operator()(const exchange_registers&) const {
    return function::read_write_registers;
  }
  function operator()(const read_identification&) const {
    return function::encapsulated_interface;
  }
};

std::uint16_t count16(std::size_t x) {
  return static_cast<std::uint16_t>(x);
}

std::uint8_t count8(std::size_t x) {
  return static_cast<std::uint8_t>(x);
}

/// Writes what follows the function code.
struct put_request {
  writer& to;

  void operator()(const read_data& x) {
    to.u16(x.address);
    if (x.from != table::queue)
      to.u16(x.quantity);
  }
  void operator()(const write_coil& x) { to.u16(x.address).u16(x.on ? coil_on : 0); }
  void operator()(const write_register& x) { to.u16(x.address).u16(x.content); }
  void operator()(const write_coils& x) {
    auto size = x.content.size();
    to.u16(x.address).u16(count16(size)).u8(count8(octets_of(size)));
    put_bits(to, x.content);
  }
  void operator()(const write_registers& x) {
    auto size = x.content.size();
    to.u16(x.address).u16(count16(size)).u8(count8(2 * size));
    put_registers(to, x.content);
  }
  void operator()(const mask_register& x) {
    to.u16(x.address).u16(x.and_mask).u16(x.or_mask);
  }
  void operator()(const exchange_registers& x) {
    auto size = x.content.size();
    to.u16(x.read_address).u16(x.read_quantity);
    to.u16(x.write_address).u16(count16(size)).u8(count8(2 * size));
    put_registers(to, x.content);
  }
  void operator()(const read_identification& x) {
    to.u8(identification_type).u8(x.code).u8(x.object);
  }
};

auto bad_length() {
  return fail(errc::invalid_value, "modbus.request.length");
}

result<request> decode_read(reader& in, table from) {
  auto out = read_data{from, in.u16(), 1};
  if (from != table::queue)
    out.quantity = in.u16();
  return out;
}

result<request> decode_write_coil(reader& in) {
  auto address = in.u16();
  auto content = in.u16();
  if (content != 0 && content != coil_on)
    return fail(errc::invalid_value, "modbus.request.coil");
  return write_coil{address, content == coil_on};
}

result<request> decode_write_coils(reader& in) {
  auto address = in.u16();
  auto quantity = in.u16();
  if (in.u8() != octets_of(quantity))
    return bad_length();
  return write_coils{address, take_bits(in, quantity)};
}

result<request> decode_write_registers(reader& in) {
  auto address = in.u16();
  auto quantity = in.u16();
  if (in.u8() != 2 * quantity)
    return bad_length();
  return write_registers{address, take_registers(in, quantity)};
}

result<request> decode_exchange(reader& in) {
  auto out = exchange_registers{in.u16(), in.u16(), in.u16(), {}};
  auto quantity = in.u16();
  if (in.u8() != 2 * quantity)
    return bad_length();
  out.content = take_registers(in, quantity);
  return out;
}

result<request> decode_identification(reader& in) {
  if (in.u8() != identification_type)
    return fail(errc::unsupported, "modbus.request.mei");
  return read_identification{in.u8(), in.u8()};
}

result<request> decode_body(reader& in, std::uint8_t code) {
  switch (static_cast<function>(code)) {
  case function::read_coils: return decode_read(in, table::coil);
  case function::read_discrete_inputs: return decode_read(in, table::discrete_input);
  case function::read_holding_registers:
    return decode_read(in, table::holding_register);
  case function::read_input_registers: return decode_read(in, table::input_register);
  case function::write_single_coil: return decode_write_coil(in);
  case function::write_single_register: return write_register{in.u16(), in.u16()};
  case function::write_multiple_coils: return decode_write_coils(in);
  case function::write_multiple_registers: return decode_write_registers(in);
  case function::mask_write_register:
    return mask_register{in.u16(), in.u16(), in.u16()};
  case function::read_write_registers: return decode_exchange(in);
  case function::read_fifo_queue: return decode_read(in, table::queue);
  case function::encapsulated_interface: return decode_identification(in);
  }
  return fail(errc::unsupported, "modbus.request.function", std::to_string(code));
}

} // namespace

function function_of(const request& x) {
  return std::visit(to_function{}, x);
}

result<bytes> encode(const request& x) {
  if (!quantity_fits(x))
    return fail(errc::invalid_value, "modbus.request.quantity");
  if (!addresses_fit(x))
    return fail(errc::invalid_value, "modbus.request.address");
  auto out = bytes{};
  auto to = writer{out};
  to.u8(static_cast<std::uint8_t>(function_of(x)));
  std::visit(put_request{to}, x);
  return out;
}

result<request> decode_request(byte_view pdu) {
  auto in = reader{pdu};
  auto code = in.u8();
  if (!in || pdu.size() > max_pdu)
    return bad_length();
  auto out = decode_body(in, code);
  if (out && (!in || in.left() > 0))
    return bad_length();
  if (out && !quantity_fits(*out))
    return fail(errc::invalid_value, "modbus.request.quantity");
  return out;
}

exception to_exception(byte_view pdu, const error& why) {
  auto code = reader{pdu}.u8();
  return {static_cast<std::uint8_t>(code & ~exception_bit),
          why.code == errc::unsupported ? exception_code::illegal_function
                                        : exception_code::illegal_data_value};
}

} // namespace bus::modbus
