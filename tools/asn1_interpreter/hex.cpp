#include "tools/asn1_interpreter/hex.hpp"

namespace bus::asn1_interpreter {

namespace {

bool is_space(char x) {
  return x == ' ' || (x >= '\t' && x <= '\r');
}

int digit(char x) {
  if (x >= '0' && x <= '9')
    return x - '0';
  auto lower = static_cast<char>(x | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

std::string to_upper_hex(byte_view x) {
  auto out = to_hex(x);
  for (auto& c : out)
    c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

std::optional<bytes> parse_hex(std::string_view x) {
  auto out = bytes{};
  auto digits = std::size_t{0};
  for (auto c : x) {
    if (is_space(c))
      continue;
    if (digit(c) < 0)
      return std::nullopt;
    if (digits++ % 2 == 0)
      out.push_back(0);
    out.back() = static_cast<std::uint8_t>(out.back() << 4 | digit(c));
  }
  return digits % 2 == 0 ? std::optional{out} : std::nullopt;
}

} // namespace bus::asn1_interpreter
