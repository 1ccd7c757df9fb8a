#include "messages/xmppsp/base64.hpp"

#include <array>

namespace bus::xmppsp {

namespace {

constexpr auto alphabet =
  std::string_view{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"};
constexpr auto padding = '=';
constexpr auto no_digit = std::uint8_t{0xff};

constexpr auto values = [] {
  auto out = std::array<std::uint8_t, 256>{};
  out.fill(no_digit);
  for (auto i = std::size_t{0}; i < alphabet.size(); ++i)
    out[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return out;
}();

std::uint32_t value(char c) {
  return values[static_cast<unsigned char>(c)];
}

} // namespace

void append_base64(byte_view x, std::string& to) {
  auto at = to.size();
  to.resize(at + (x.size() + 2) / 3 * 4, padding);
  auto put = [&](std::uint32_t bits, std::size_t characters) {
    for (auto i = std::size_t{0}; i < characters; ++i)
      to[at++] = alphabet[bits >> (18 - 6 * i) & 63];
  };
  for (; x.size() >= 3; x = x.subspan(3))
    put(static_cast<std::uint32_t>(x[0] << 16 | x[1] << 8 | x[2]), 4);
  if (x.size() == 2)
    put(static_cast<std::uint32_t>(x[0] << 16 | x[1] << 8), 3);
  else if (x.size() == 1)
    put(static_cast<std::uint32_t>(x[0] << 16), 2);
}

bool decode_base64(std::string_view x, bytes& to) {
  if (x.size() % 4 != 0)
    return false;
  auto padded = x.ends_with("==") ? 2u : x.ends_with('=') ? 1u : 0u;
  x.remove_suffix(padded);
  to.reserve(to.size() + x.size() * 3 / 4);
  for (; x.size() >= 4; x.remove_prefix(4)) {
    auto [a, b, c, d] = std::array{value(x[0]), value(x[1]), value(x[2]), value(x[3])};
    if ((a | b | c | d) > 63)
      return false;
    auto bits = a << 18 | b << 12 | c << 6 | d;
    for (auto shift : {16u, 8u, 0u})
      to.push_back(static_cast<std::uint8_t>(bits >> shift));
  }
  if (x.empty())
    return padded == 0;
  auto a = value(x[0]), b = value(x[1]), c = x.size() == 3 ? value(x[2]) : 0;
  auto bits = a << 18 | b << 12 | c << 6;
  auto unused = x.size() == 3 ? 0xffu : 0xffffu;
  if ((a | b | c) > 63 || (bits & unused) != 0)
    return false;
  to.push_back(static_cast<std::uint8_t>(bits >> 16));
  if (x.size() == 3)
    to.push_back(static_cast<std::uint8_t>(bits >> 8));
  return true;
}

} // namespace bus::xmppsp
