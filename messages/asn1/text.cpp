#include "messages/asn1/text.hpp"

#include <algorithm>

namespace bus::asn1 {

namespace {

constexpr auto last_code_point = char32_t{0x10ffff};

bool is_surrogate(char32_t x) {
  return x >= 0xd800 && x < 0xe000;
}

std::uint8_t octet(char32_t x) {
  return static_cast<std::uint8_t>(x & 0xff);
}

/// Calls `put` with each code point; false where `x` is no UTF-8.
template <class Put>
bool each_code_point(std::string_view x, Put put) {
  while (!x.empty()) {
    auto next = next_code_point(x);
    if (!next)
      return false;
    put(next->is);
    x.remove_prefix(next->octets);
  }
  return true;
}

bool all_digits(std::string_view x) {
  return std::all_of(x.begin(), x.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Two digits from `low` to `high`; they are taken off.
bool take_two(std::string_view& x, int low, int high) {
  if (x.size() < 2 || !all_digits(x.substr(0, 2)))
    return false;
  auto value = (x[0] - '0') * 10 + (x[1] - '0');
  x.remove_prefix(2);
  return value >= low && value <= high;
}

/// `Z`, or hours and perhaps minutes from UTC, and nothing behind.
bool is_zone(std::string_view x, bool minutes_needed) {
  if (x == "Z")
    return true;
  if (x.empty() || (x[0] != '+' && x[0] != '-'))
    return false;
  x.remove_prefix(1);
  if (!take_two(x, 0, 23))
    return false;
  return (x.empty() && !minutes_needed) || (take_two(x, 0, 59) && x.empty());
}

bool starts_with_digit(std::string_view x) {
  return !x.empty() && all_digits(x.substr(0, 1));
}

} // namespace

std::optional<code_point> next_code_point(std::string_view x) {
  if (x.empty())
    return std::nullopt;
  auto first = static_cast<unsigned char>(x[0]);
  if (first < 0x80)
    return code_point{first, 1};
  auto more = first >= 0xf0 ? 3u : first >= 0xe0 ? 2u : 1u;
  if (first < 0xc2 || first > 0xf4 || x.size() <= more)
    return std::nullopt;
  auto out = char32_t{first & (0x3fu >> more)};
  for (auto i = 1u; i <= more; ++i) {
    auto next = static_cast<unsigned char>(x[i]);
    if ((next & 0xc0) != 0x80)
      return std::nullopt;
    out = out << 6 | (next & 0x3fu);
  }
  constexpr char32_t shortest[] = {0, 0x80, 0x800, 0x10000};
  if (out < shortest[more] || out > last_code_point || is_surrogate(out))
    return std::nullopt;
  return code_point{out, more + 1};
}

void append_utf8(std::string& to, char32_t x) {
  auto put = [&](char32_t octet) { to += static_cast<char>(octet); };
  auto put_rest = [&](char32_t rest) { put(0x80 | (rest & 0x3f)); };
  if (x < 0x80)
    return put(x);
  if (x < 0x800) {
    put(0xc0 | x >> 6);
  } else if (x < 0x10000) {
    put(0xe0 | x >> 12);
    put_rest(x >> 6);
  } else {
    put(0xf0 | x >> 18);
    put_rest(x >> 12);
    put_rest(x >> 6);
  }
  put_rest(x);
}

bool is_utf8(std::string_view x) {
  return each_code_point(x, [](char32_t) {});
}

std::string utf8_of_latin1(std::string_view x) {
  auto out = std::string{};
  for (auto c : x)
    append_utf8(out, static_cast<unsigned char>(c));
  return out;
}

std::optional<std::string> latin1_of_utf8(std::string_view x) {
  auto out = std::string{};
  auto all = true;
  auto put = [&](char32_t c) {
    all = all && c < 0x100;
    out += static_cast<char>(c);
  };
  if (!each_code_point(x, put) || !all)
    return std::nullopt;
  return out;
}

std::optional<bytes> utf16_of_utf8(std::string_view x) {
  auto out = bytes{};
  auto put_unit = [&](char32_t unit) {
    out.push_back(octet(unit >> 8));
    out.push_back(octet(unit));
  };
  auto put = [&](char32_t c) {
    if (c < 0x10000)
      return put_unit(c);
    c -= 0x10000;
    put_unit(0xd800 | c >> 10);
    put_unit(0xdc00 | (c & 0x3ff));
  };
  return each_code_point(x, put) ? std::optional{std::move(out)} : std::nullopt;
}

std::optional<std::string> utf8_of_utf16(byte_view x) {
  auto out = std::string{};
  auto from = reader{x};
  while (from.left() > 0) {
    auto c = char32_t{from.u16()};
    if (is_surrogate(c)) {
      auto second = char32_t{from.u16()};
      if (c >= 0xdc00 || second < 0xdc00 || second >= 0xe000)
        return std::nullopt;
      c = 0x10000 + ((c & 0x3ff) << 10 | (second & 0x3ff));
    }
    if (!from)
      return std::nullopt;
    append_utf8(out, c);
  }
  return out;
}

std::optional<bytes> utf32_of_utf8(std::string_view x) {
  auto out = bytes{};
  auto put = [&](char32_t c) {
    for (auto shift : {24, 16, 8, 0})
      out.push_back(octet(c >> shift));
  };
  return each_code_point(x, put) ? std::optional{std::move(out)} : std::nullopt;
}

std::optional<std::string> utf8_of_utf32(byte_view x) {
  auto out = std::string{};
  auto from = reader{x};
  while (from.left() > 0) {
    auto high = char32_t{from.u16()};
    auto c = high << 16 | from.u16();
    if (!from || c > last_code_point || is_surrogate(c))
      return std::nullopt;
    append_utf8(out, c);
  }
  return out;
}

bool is_utc_time(std::string_view x) {
  auto date = take_two(x, 0, 99) && take_two(x, 1, 12) && take_two(x, 1, 31)
              && take_two(x, 0, 23) && take_two(x, 0, 59);
  if (date && starts_with_digit(x))
    date = take_two(x, 0, 59);
  return date && is_zone(x, true);
}

bool is_generalized_time(std::string_view x) {
  auto date = take_two(x, 0, 99) && take_two(x, 0, 99) && take_two(x, 1, 12)
              && take_two(x, 1, 31) && take_two(x, 0, 23);
  for (auto parts = 0; date && parts < 2 && starts_with_digit(x); ++parts)
    date = take_two(x, 0, parts == 0 ? 59 : 60);
  if (!date)
    return false;
  if (!x.empty() && (x[0] == '.' || x[0] == ',')) {
    x.remove_prefix(1);
    if (!starts_with_digit(x))
      return false;
    while (starts_with_digit(x))
      x.remove_prefix(1);
  }
  return x.empty() || is_zone(x, false);
}

} // namespace bus::asn1
