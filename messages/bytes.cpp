#include "messages/bytes.hpp"

#include <algorithm>

namespace bus {

bytes uint_to_bebytes(std::uint64_t x) {
  auto out = bytes{};
  do
    out.push_back(static_cast<std::uint8_t>(x));
  while (x >>= 8);
  std::reverse(out.begin(), out.end());
  return out;
}

std::uint64_t bebytes_to_uint(byte_view x) {
  auto out = std::uint64_t{0};
  for (auto octet : x)
    out = out << 8 | octet;
  return out;
}

bool bebytes_fit(byte_view x) {
  auto first = std::find_if(x.begin(), x.end(), [](auto octet) { return octet; });
  return x.end() - first <= 8;
}

std::string to_hex(byte_view x) {
  constexpr auto digits = std::string_view{"0123456789abcdef"};
  auto out = std::string{};
  out.reserve(x.size() * 2);
  for (auto octet : x) {
    out += digits[octet >> 4];
    out += digits[octet & 15];
  }
  return out;
}

} // namespace bus
