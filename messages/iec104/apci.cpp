#include "messages/iec104/apci.hpp"

#include <bit>

namespace bus::iec104 {

namespace {

constexpr auto start = std::uint8_t{0x68};
constexpr auto control_size = std::size_t{4};
constexpr auto longest = std::size_t{253}; ///< what the length octet may say
constexpr auto before_control = std::size_t{2};

std::uint16_t number_at(byte_view x) {
  return static_cast<std::uint16_t>((x[0] | x[1] << 8) >> 1);
}

void put_number(bytes& out, std::uint16_t x, unsigned low_bit = 0) {
  out.push_back(static_cast<std::uint8_t>(x << 1 | low_bit));
  out.push_back(static_cast<std::uint8_t>(x >> 7));
}

void put_start(bytes& out, std::size_t length) {
  out.push_back(start);
  out.push_back(static_cast<std::uint8_t>(length));
}

bool fits(std::uint16_t number) {
  return number < sequence_modulus;
}

auto unfit(std::string_view what) {
  return fail(errc::invalid_value, "iec104.apci", std::string{what});
}

result<void> put(const i_frame& x, bytes& out) {
  if (x.asdu.empty() || control_size + x.asdu.size() > longest)
    return unfit("the ASDU's length");
  if (!fits(x.send) || !fits(x.receive))
    return unfit("a sequence number");
  put_start(out, control_size + x.asdu.size());
  put_number(out, x.send);
  put_number(out, x.receive);
  out.insert(out.end(), x.asdu.begin(), x.asdu.end());
  return {};
}

result<void> put(const s_frame& x, bytes& out) {
  if (!fits(x.receive))
    return unfit("a sequence number");
  put_start(out, control_size);
  put_number(out, 0, 1);
  put_number(out, x.receive);
  return {};
}

result<void> put(u_frame x, bytes& out) {
  put_start(out, control_size);
  out.insert(out.end(),
             {static_cast<std::uint8_t>(static_cast<unsigned>(x) | 3), 0, 0, 0});
  return {};
}

auto broken(std::string_view where, byte_view octets) {
  return fail(errc::malformed, std::string{where}, to_hex(octets));
}

result<apdu> decode_i(byte_view control, byte_view asdu) {
  if (asdu.empty() || control[2] & 1)
    return broken("iec104.apci.i", control);
  return i_frame{number_at(control), number_at(control.subspan(2)), asdu};
}

result<apdu> decode_s(byte_view control, byte_view rest) {
  if (!rest.empty() || control[0] != 1 || control[1] != 0 || control[2] & 1)
    return broken("iec104.apci.s", control);
  return s_frame{number_at(control.subspan(2))};
}

result<apdu> decode_u(byte_view control, byte_view rest) {
  auto function = static_cast<std::uint8_t>(control[0] & ~3);
  auto zeros = control[1] == 0 && control[2] == 0 && control[3] == 0;
  if (!rest.empty() || !zeros || !std::has_single_bit(function))
    return broken("iec104.apci.u", control);
  return static_cast<u_frame>(function);
}

result<apdu> decode_frame(byte_view frame) {
  auto control = frame.first(control_size);
  auto rest = frame.subspan(control_size);
  if ((control[0] & 1) == 0)
    return decode_i(control, rest);
  return (control[0] & 2) == 0 ? decode_s(control, rest) : decode_u(control, rest);
}

} // namespace

std::string_view name(u_frame x) {
  switch (x) {
  case u_frame::start_activation: return "STARTDT act";
  case u_frame::start_confirmation: return "STARTDT con";
  case u_frame::stop_activation: return "STOPDT act";
  case u_frame::stop_confirmation: return "STOPDT con";
  case u_frame::test_activation: return "TESTFR act";
  case u_frame::test_confirmation: return "TESTFR con";
  }
  return "U";
}

result<void> encode(const apdu& x, bytes& out) {
  return std::visit([&](const auto& y) { return put(y, out); }, x);
}

void deframer::receive(byte_view in) {
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
  begin_ = 0;
  if (!broken_)
    buffer_.insert(buffer_.end(), in.begin(), in.end());
}

result<std::optional<apdu>> deframer::next() {
  auto lost = [&](error why) {
    broken_ = std::move(why);
    reset_buffer();
    return tl::make_unexpected(*broken_);
  };
  if (broken_)
    return tl::make_unexpected(*broken_);
  auto in = waiting();
  if (!in.empty() && in[0] != start)
    return lost({errc::malformed, "iec104.apci.start", to_hex(in.first(1))});
  if (in.size() < before_control)
    return std::nullopt;
  auto length = std::size_t{in[1]};
  if (length < control_size || length > longest)
    return lost({errc::malformed, "iec104.apci.length", std::to_string(length)});
  if (in.size() < before_control + length)
    return std::nullopt;
  auto frame = decode_frame(in.subspan(before_control, length));
  if (!frame)
    return lost(frame.error());
  begin_ += before_control + length;
  return *frame;
}

void deframer::reset() {
  reset_buffer();
  broken_.reset();
}

void deframer::reset_buffer() {
  buffer_ = {};
  begin_ = 0;
}

} // namespace bus::iec104
