#include "messages/modbus/codec.hpp"
#include "messages/modbus/packing.hpp"

#include <algorithm>

namespace bus::modbus {

namespace {

auto malformed(const char* where) {
  return fail(errc::malformed, where);
}

/// Reads an answer's data, which follow the function code.
struct take {
  byte_view pdu;
  reader& in;
  const request& asked;

  result<response> operator()(const read_data& x) {
    if (x.from == table::queue)
      return queue();
    return is_bits(x.from) ? read_bits(x.quantity) : read_registers(x.quantity);
  }
  result<response> operator()(const write_coils&) { return echo(5); }
  result<response> operator()(const write_registers&) { return echo(5); }
  result<response> operator()(const exchange_registers& x) {
    return read_registers(x.read_quantity);
  }
  result<response> operator()(const read_identification& x);
  template <class SingleWrite>
  result<response> operator()(const SingleWrite&) {
    return echo(max_pdu);
  }

  result<response> read_bits(std::size_t quantity) {
    if (in.u8() != octets_of(quantity))
      return malformed("modbus.response.quantity");
    return take_bits(in, quantity);
  }

  result<response> read_registers(std::size_t quantity) {
    if (in.u8() != 2 * quantity)
      return malformed("modbus.response.quantity");
    return take_registers(in, quantity);
  }

  result<response> queue() {
    auto octets = in.u16();
    auto count = in.u16();
    if (count > max_queue || octets != 2 + 2 * count)
      return malformed("modbus.response.queue");
    return take_registers(in, count);
  }

  /// A write is confirmed by its own first octets.
  result<response> echo(std::size_t size) {
    auto sent = encode(asked);
    if (!sent)
      return tl::make_unexpected(sent.error());
    auto want = byte_view{*sent}.first(std::min(size, sent->size()));
    in.rest();
    if (!std::equal(want.begin(), want.end(), pdu.begin(), pdu.end()))
      return malformed("modbus.response.echo");
    return written{};
  }
};

std::string take_text(reader& in) {
  auto text = in.view(in.u8());
  return {text.begin(), text.end()};
}

result<response> take::operator()(const read_identification& x) {
  auto type = in.u8();
  auto out = identification{in.u8(), in.u8(), in.u8() != 0, in.u8(), {}};
  for (auto count = in.u8(); count > 0 && in; --count) {
    auto id = in.u8();
    out.objects.emplace_back(id, take_text(in));
  }
  if (type != identification_type || out.code != x.code)
    return malformed("modbus.response.identification");
  return out;
}

/// Whether an answer is of the kind and size that the request calls for.
struct fits {
  const response& answer;

  bool operator()(const read_data& x) const {
    if (auto* got = std::get_if<bits>(&answer))
      return is_bits(x.from) && got->size() == x.quantity;
    auto* got = std::get_if<registers>(&answer);
    return got && !is_bits(x.from)
           && (x.from == table::queue ? got->size() <= max_queue
                                      : got->size() == x.quantity);
  }
  bool operator()(const exchange_registers& x) const {
    auto* got = std::get_if<registers>(&answer);
    return got && got->size() == x.read_quantity;
  }
  bool operator()(const read_identification&) const {
    return std::holds_alternative<identification>(answer);
  }
  template <class Write>
  bool operator()(const Write&) const {
    return std::holds_alternative<written>(answer);
  }
};

/// Writes an answer's data.
struct put_answer {
  writer& to;
  const request& asked;

  void operator()(const bits& x) {
    to.u8(static_cast<std::uint8_t>(octets_of(x.size())));
    put_bits(to, x);
  }
  void operator()(const registers& x) {
    auto octets = static_cast<std::uint16_t>(2 * x.size());
    if (function_of(asked) == function::read_fifo_queue)
      to.u16(octets + 2).u16(static_cast<std::uint16_t>(x.size()));
    else
      to.u8(static_cast<std::uint8_t>(octets));
    put_registers(to, x);
  }
  void operator()(const written&) {
    auto sent = encode(asked).value_or(bytes{});
    auto multiple = std::holds_alternative<write_coils>(asked)
                    || std::holds_alternative<write_registers>(asked);
    auto size = multiple ? std::min<std::size_t>(5, sent.size()) : sent.size();
    if (size > 0)
      to.put(byte_view{sent}.subspan(1, size - 1));
  }
  void operator()(const identification& x) {
    to.u8(identification_type).u8(x.code).u8(x.conformity);
    to.u8(x.more_follows ? 0xff : 0).u8(x.next_object);
    to.u8(static_cast<std::uint8_t>(x.objects.size()));
    for (const auto& [id, text] : x.objects)
      to.u8(id).u8(static_cast<std::uint8_t>(text.size())).put(as_bytes(text));
  }
  void operator()(const exception&) {}
};

bytes encode_exception(const exception& x) {
  return {static_cast<std::uint8_t>(x.function | exception_bit),
          static_cast<std::uint8_t>(x.code)};
}

} // namespace

result<response> decode_response(byte_view pdu, const request& asked) {
  auto in = reader{pdu};
  auto code = in.u8();
  auto want = static_cast<std::uint8_t>(function_of(asked));
  auto whole = [&](result<response> out) {
    return out && (!in || in.left() > 0) ? malformed("modbus.response.length") : out;
  };
  if (code == (want | exception_bit))
    return whole(exception{want, static_cast<exception_code>(in.u8())});
  if (code == want)
    return whole(std::visit(take{pdu, in, asked}, asked));
  return malformed("modbus.response.function");
}

bytes encode_response(const request& asked, const response& x) {
  if (auto* refusal = std::get_if<exception>(&x))
    return encode_exception(*refusal);
  auto code = static_cast<std::uint8_t>(function_of(asked));
  auto out = bytes{code};
  auto to = writer{out};
  if (std::visit(fits{x}, asked))
    std::visit(put_answer{to, asked}, x);
  if (out.size() < 2 || out.size() > max_pdu)
    return encode_exception({code, exception_code::server_device_failure});
  return out;
}

} // namespace bus::modbus
