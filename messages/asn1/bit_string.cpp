#include "messages/asn1/bit_string.hpp"

#include <cstring>

namespace bus::asn1 {

bit_string::bit_string(std::size_t size)
  : size_{static_cast<std::uint32_t>(size)} {
  octets_.resize_for_overwrite((size + 7) / 8);
  std::memset(octets_.data(), 0, octets_.size());
}

bit_string::bit_string(byte_view octets, std::size_t size)
  : octets_{octets.first((size + 7) / 8)},
    size_{static_cast<std::uint32_t>(size)} {
  if (unused() != 0) {
    auto& last = octets_.data()[octets_.size() - 1];
    last = static_cast<std::uint8_t>(last & 0xff << unused());
  }
}

bit_string::bit_string(std::string_view digits)
  : bit_string{digits.size()} {
  for (auto i = std::size_t{0}; i < digits.size(); ++i)
    if (digits[i] == '1')
      set(i);
}

void bit_string::set(std::size_t bit, bool to) {
  auto mask = static_cast<std::uint8_t>(0x80 >> bit % 8);
  auto& octet = octets_.data()[bit / 8];
  octet = static_cast<std::uint8_t>(to ? octet | mask : octet & ~mask);
}

std::string to_string(const bit_string& x) {
  auto out = std::string(x.size(), '0');
  for (auto i = std::size_t{0}; i < x.size(); ++i)
    if (x.test(i))
      out[i] = '1';
  return out;
}

} // namespace bus::asn1
