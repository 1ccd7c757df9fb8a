#include "messages/modbus/framing.hpp"

#include "messages/modbus/frame_size.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bus::modbus {

namespace {

constexpr std::size_t mbap_header = 6; // octets before those that `length` counts
constexpr std::uint16_t max_mbap_length = 254;
constexpr std::size_t max_ascii = 513; // ':', 2 * 255 digits, CR, LF

constexpr auto crc_table = [] {
  auto out = std::array<std::uint16_t, 256>{};
  for (auto i = 0u; i < out.size(); ++i) {
    auto crc = i;
    for (auto bit = 0; bit < 8; ++bit)
      crc = crc & 1 ? crc >> 1 ^ 0xa001 : crc >> 1;
    out[i] = static_cast<std::uint16_t>(crc);
  }
  return out;
}();

bytes encode_mbap(const adu& x) {
  auto out = bytes{};
  out.reserve(mbap_header + 1 + x.pdu.size());
  writer{out}
    .u16(x.transaction)
    .u16(0)
    .u16(static_cast<std::uint16_t>(x.pdu.size() + 1))
    .u8(x.unit)
    .put(x.pdu);
  return out;
}

bytes encode_rtu(const adu& x) {
  auto out = bytes{};
  out.reserve(x.pdu.size() + 3);
  writer{out}.u8(x.unit).put(x.pdu);
  auto crc = crc16(out);
  writer{out}
    .u8(static_cast<std::uint8_t>(crc))
    .u8(static_cast<std::uint8_t>(crc >> 8));
  return out;
}

bytes encode_ascii(const adu& x) {
  constexpr auto digits = std::string_view{"0123456789ABCDEF"};
  auto octets = bytes{x.unit};
  writer{octets}.put(x.pdu);
  octets.push_back(lrc(octets));
  auto out = bytes{':'};
  out.reserve(2 * octets.size() + 3);
  for (auto octet : octets)
    writer{out}
      .u8(static_cast<std::uint8_t>(digits[octet >> 4]))
      .u8(static_cast<std::uint8_t>(digits[octet & 15]));
  writer{out}.u8('\r').u8('\n');
  return out;
}

int digit(std::uint8_t x) {
  if (x >= '0' && x <= '9')
    return x - '0';
  if (x >= 'A' && x <= 'F')
    return x - 'A' + 10;
  return x >= 'a' && x <= 'f' ? x - 'a' + 10 : -1;
}

/// The octets of a text of hexadecimal digits; empty if it is none.
bytes from_digits(byte_view text) {
  auto out = bytes{};
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    auto high = digit(text[i]);
    auto low = digit(text[i + 1]);
    if (high < 0 || low < 0)
      return {};
    out.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  return text.size() % 2 ? bytes{} : out;
}

adu unwrap(byte_view in, std::size_t checksum) {
  auto pdu = in.subspan(1, in.size() - 1 - checksum);
  return {0, in[0], {pdu.begin(), pdu.end()}};
}

/// Whether a whole frame of `size` octets begins at `in`: over its own checksum
/// the checksum is 0.
bool intact(byte_view in, std::size_t size) {
  return size > 0 && size <= in.size() && crc16(in.first(size)) == 0;
}

/// Octets before the first whole frame or, while there is none, before the
/// first place where one may have begun.
std::size_t garbage(byte_view in, role who) {
  auto first_open = in.size();
  for (std::size_t at = 0; at < in.size(); ++at) {
    auto rest = in.subspan(at);
    auto size = frame_size(rest, who);
    if (intact(rest, size))
      return at;
    if (size > rest.size())
      first_open = std::min(first_open, at);
  }
  return first_open;
}

/// `text` is what stands between ':' and LF.
result<std::optional<adu>> decode_ascii(byte_view text) {
  if (text.empty() || text.back() != '\r')
    return fail(errc::malformed, "modbus.ascii.end");
  auto octets = from_digits(text.first(text.size() - 1));
  if (octets.size() < 3)
    return fail(errc::malformed, "modbus.ascii.digits");
  if (lrc(octets) != 0)
    return fail(errc::malformed, "modbus.ascii.lrc");
  return unwrap(octets, 1);
}

} // namespace

std::uint16_t crc16(byte_view x) {
  auto crc = 0xffffu;
  for (auto octet : x)
    crc = crc >> 8 ^ crc_table[(crc ^ octet) & 0xff];
  return static_cast<std::uint16_t>(crc);
}

std::uint8_t lrc(byte_view x) {
  auto sum = 0u;
  for (auto octet : x)
    sum += octet;
  return static_cast<std::uint8_t>(0u - sum);
}

bytes encode(framing how, const adu& x) {
  switch (how) {
  case framing::mbap: return encode_mbap(x);
  case framing::rtu: return encode_rtu(x);
  case framing::ascii: break;
  }
  return encode_ascii(x);
}

deframer::deframer(framing how, role who, duration pause)
  : how_{how},
    who_{who},
    pause_{pause} {}

void deframer::receive(byte_view in, time_point now) {
  if (broken_)
    return;
  auto paused = how_ == framing::rtu && !waiting().empty() && now - last_ > pause_;
  auto consumed = paused ? buffer_.size() : begin_;
  cut_ = cut_ || paused;
  lost_ = lost_ && !paused;
  buffer_.erase(buffer_.begin(),
                buffer_.begin() + static_cast<std::ptrdiff_t>(consumed));
  buffer_.insert(buffer_.end(), in.begin(), in.end());
  begin_ = 0;
  last_ = now;
}

void deframer::reset() {
  buffer_.clear();
  begin_ = 0;
  cut_ = lost_ = broken_ = false;
}

result<std::optional<adu>> deframer::next() {
  switch (how_) {
  case framing::mbap: return next_mbap();
  case framing::rtu: return next_rtu();
  case framing::ascii: break;
  }
  return next_ascii();
}

result<std::optional<adu>> deframer::next_mbap() {
  auto in = reader{waiting()};
  auto transaction = in.u16();
  auto protocol = in.u16();
  auto length = in.u16();
  if (!in)
    return std::nullopt;
  broken_ = protocol != 0 || length < 2 || length > max_mbap_length;
  if (broken_)
    return fail(errc::malformed,
                protocol ? "modbus.mbap.protocol" : "modbus.mbap.length");
  auto unit = in.u8();
  auto pdu = in.view(length - 1u);
  if (!in)
    return std::nullopt;
  begin_ += mbap_header + length;
  return adu{transaction, unit, {pdu.begin(), pdu.end()}};
}

result<std::optional<adu>> deframer::next_rtu() {
  if (std::exchange(cut_, false))
    return fail(errc::truncated, "modbus.rtu.pause");
  auto in = waiting();
  auto size = frame_size(in, who_);
  if (intact(in, size)) {
    begin_ += size;
    lost_ = false;
    return unwrap(in.first(size), 2);
  }
  if (size > in.size() && !lost_)
    return std::nullopt;
  lost_ = true;
  auto skipped = garbage(in, who_);
  begin_ += skipped;
  if (skipped > 0)
    return fail(errc::malformed, "modbus.rtu.checksum");
  return std::nullopt;
}

result<std::optional<adu>> deframer::next_ascii() {
  auto in = waiting();
  auto start = std::find(in.begin(), in.end(), ':');
  begin_ += static_cast<std::size_t>(start - in.begin());
  if (start != in.begin())
    return fail(errc::malformed, "modbus.ascii.start");
  if (in.empty())
    return std::nullopt;
  auto end =
    std::find_if(start + 1, in.end(), [](auto x) { return x == ':' || x == '\n'; });
  auto size = static_cast<std::size_t>(end - start);
  if (end == in.end() && size < max_ascii)
    return std::nullopt;
  begin_ += std::min(size, max_ascii);
  if (size >= max_ascii)
    return fail(errc::malformed, "modbus.ascii.length");
  if (*end == ':')
    return fail(errc::malformed, "modbus.ascii.restart");
  ++begin_;
  return decode_ascii(in.subspan(1, size - 1));
}

} // namespace bus::modbus
