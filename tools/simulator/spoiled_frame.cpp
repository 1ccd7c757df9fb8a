#include "tools/simulator/spoiled_frame.hpp"

namespace bus::simulator {

namespace {

using modbus::framing;

constexpr std::size_t mbap_length_low = 5; // place in the header
constexpr std::size_t lrc_from_end = 3;    // its last digit, before CR LF

bytes without_last_octet(framing how, modbus::adu x) {
  x.pdu.pop_back();
  auto out = modbus::encode(how, x);
  if (how == framing::mbap)
    ++out[mbap_length_low];
  return out;
}

bytes with_wrong_checksum(framing how, bytes frame) {
  if (how == framing::rtu)
    frame.back() ^= 0xff;
  auto& digit = *(frame.end() - lrc_from_end);
  if (how == framing::ascii)
    digit = digit == '0' ? '1' : '0';
  return frame;
}

bytes noise(bytes frame, std::minstd_rand& dice) {
  for (auto& octet : frame)
    octet = static_cast<std::uint8_t>(dice() >> 8);
  return frame;
}

} // namespace

bytes spoiled_frame(fault::kind what, framing how, modbus::adu answer,
                    std::minstd_rand& dice) {
  if (what == fault::kind::wrong_length)
    return without_last_octet(how, std::move(answer));
  if (what == fault::kind::wrong_unit)
    ++answer.unit;
  if (what == fault::kind::wrong_transaction)
    ++answer.transaction;
  auto out = modbus::encode(how, answer);
  if (what == fault::kind::wrong_crc)
    return with_wrong_checksum(how, std::move(out));
  return what == fault::kind::garbage ? noise(std::move(out), dice) : out;
}

} // namespace bus::simulator
