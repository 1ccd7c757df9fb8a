#include "messages/modbus/words.hpp"

namespace bus::modbus {

namespace {

/// Octets that follow `lead`, or -1 when no character begins so.
int continuations(std::uint8_t lead) {
  if (lead < 0x80)
    return 0;
  if (lead >= 0xc2 && lead < 0xe0)
    return 1;
  if (lead >= 0xe0 && lead < 0xf0)
    return 2;
  return lead >= 0xf0 && lead < 0xf5 ? 3 : -1;
}

/// Bounds of the second octet: no overlong forms, no surrogates, no more than
/// U+10FFFF (RFC 3629, 4).
bool second_fits(std::uint8_t lead, std::uint8_t second) {
  auto from = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  auto to = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  return second >= from && second <= to;
}

} // namespace

registers split(const point& x, std::uint64_t raw, std::size_t size) {
  auto out = registers(size);
  for (std::size_t i = 0; i < size; ++i, raw >>= 16) {
    auto place = x.word_order == order::big ? size - 1 - i : i;
    out[place] = in_order(x, static_cast<std::uint16_t>(raw));
  }
  return out;
}

bool is_utf8(std::string_view text) {
  auto in = reader{as_bytes(text)};
  while (in.left() > 0) {
    auto lead = in.u8();
    auto more = continuations(lead);
    if (more < 0 || (more > 0 && !second_fits(lead, in.u8())))
      return false;
    while (--more > 0)
      if ((in.u8() & 0xc0) != 0x80)
        return false;
  }
  return true;
}

} // namespace bus::modbus
