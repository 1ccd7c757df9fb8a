#include "tools/asn1_interpreter/utf8.hpp"

#include <algorithm>

namespace bus::asn1_interpreter {

namespace {

constexpr auto last_code_point = char32_t{0x10ffff};

bool is_surrogate(char32_t x) {
  return x >= 0xd800 && x <= 0xdfff;
}

bool continues(char x) {
  return (static_cast<unsigned char>(x) & 0xc0) == 0x80;
}

/// How many octets a character has that begins so; 0 where none does.
std::size_t length_of(unsigned char first) {
  if (first < 0x80)
    return 1;
  if (first < 0xc0)
    return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 0;
}

/// The smallest code point that takes so many octets.
char32_t smallest(std::size_t length) {
  constexpr char32_t out[] = {0, 0, 0x80, 0x800, 0x10000};
  return out[length];
}

void put_u16(bytes& to, char32_t x) {
  writer{to}.u16(static_cast<std::uint16_t>(x));
}

/// The unit, or the pair that begins with it.
std::optional<char32_t> take_utf16(reader& from) {
  auto first = char32_t{from.u16()};
  if (!is_surrogate(first))
    return first;
  auto second = char32_t{from.u16()};
  auto pair = from && first < 0xdc00 && is_surrogate(second) && second >= 0xdc00;
  if (!pair)
    return std::nullopt;
  return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

/// `put` for each code point.
template <class Put>
bool each_code_point(std::string_view x, Put put) {
  while (!x.empty()) {
    auto next = take_code_point(x);
    if (!next || !put(*next))
      return false;
  }
  return true;
}

} // namespace

std::optional<char32_t> take_code_point(std::string_view& from) {
  auto first = from.empty() ? 0xffu : static_cast<unsigned char>(from[0]);
  auto length = length_of(static_cast<unsigned char>(first));
  if (length == 0 || from.size() < length)
    return std::nullopt;
  auto out = char32_t{length == 1 ? first : first & (0x7fu >> length)};
  for (auto c : from.substr(1, length - 1)) {
    if (!continues(c))
      return std::nullopt;
    out = out << 6 | (static_cast<unsigned char>(c) & 0x3fu);
  }
  if (out < smallest(length) || out > last_code_point || is_surrogate(out))
    return std::nullopt;
  from.remove_prefix(length);
  return out;
}

void append_code_point(std::string& to, char32_t x) {
  auto put = [&](char32_t octet) { to += static_cast<char>(octet); };
  auto put_rest = [&](int shift) { put(0x80 | (x >> shift & 0x3f)); };
  if (x < 0x80) {
    put(x);
    return;
  }
  auto more = x < 0x800 ? 1 : x < 0x10000 ? 2 : 3;
  put((0xff00u >> (more + 1) & 0xff) | x >> 6 * more);
  while (more-- > 0)
    put_rest(6 * more);
}

bool is_utf8(std::string_view x) {
  return each_code_point(x, [](char32_t) { return true; });
}

std::size_t count_code_points(std::string_view x) {
  return x.size()
         - static_cast<std::size_t>(std::count_if(x.begin(), x.end(), continues));
}

std::string latin1_to_utf8(std::string_view x) {
  auto out = std::string{};
  out.reserve(x.size());
  for (auto c : x)
    append_code_point(out, static_cast<unsigned char>(c));
  return out;
}

std::optional<std::string> utf8_to_latin1(std::string_view x) {
  auto out = std::string{};
  auto put = [&](char32_t point) {
    out += static_cast<char>(point);
    return point < 0x100;
  };
  return each_code_point(x, put) ? std::optional{out} : std::nullopt;
}

std::optional<std::string> utf16_to_utf8(byte_view x) {
  auto out = std::string{};
  auto from = reader{x};
  while (from.left() > 0) {
    auto next = take_utf16(from);
    if (!next || !from)
      return std::nullopt;
    append_code_point(out, *next);
  }
  return out;
}

std::optional<bytes> utf8_to_utf16(std::string_view x) {
  auto out = bytes{};
  auto put = [&](char32_t point) {
    if (point >= 0x10000) {
      put_u16(out, 0xd800 + ((point - 0x10000) >> 10));
      point = 0xdc00 + ((point - 0x10000) & 0x3ff);
    }
    put_u16(out, point);
    return true;
  };
  return each_code_point(x, put) ? std::optional{out} : std::nullopt;
}

std::optional<std::string> utf32_to_utf8(byte_view x) {
  auto out = std::string{};
  auto from = reader{x};
  while (from.left() > 0) {
    auto high = char32_t{from.u16()};
    auto point = high << 16 | from.u16();
    if (!from || point > last_code_point || is_surrogate(point))
      return std::nullopt;
    append_code_point(out, point);
  }
  return out;
}

std::optional<bytes> utf8_to_utf32(std::string_view x) {
  auto out = bytes{};
  auto put = [&](char32_t point) {
    put_u16(out, point >> 16);
    put_u16(out, point & 0xffff);
    return true;
  };
  return each_code_point(x, put) ? std::optional{out} : std::nullopt;
}

} // namespace bus::asn1_interpreter
