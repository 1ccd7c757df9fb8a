#include "tools/cli/text.hpp"

namespace bus::cli {

namespace {

constexpr auto ellipsis = "…";

bool continues(char x) {
  return (static_cast<unsigned char>(x) & 0xc0) == 0x80;
}

bool is_control(unsigned char x) {
  return x < 0x20 || x == 0x7f;
}

/// U+0080 to U+009F, which terminals take for escape sequences too.
bool is_c1(std::string_view rest) {
  return rest.size() > 1 && static_cast<unsigned char>(rest[0]) == 0xc2
         && static_cast<unsigned char>(rest[1]) < 0xa0;
}

void append_escape(std::string& out, unsigned char x) {
  constexpr auto digits = "0123456789abcdef";
  out += "\\x";
  out += digits[x >> 4];
  out += digits[x & 15];
}

/// The octets of the first `count` code points.
std::string_view first(std::string_view text, std::size_t count) {
  auto end = std::size_t{0};
  while (end < text.size() && (continues(text[end]) || count > 0)) {
    count -= continues(text[end]) ? 0 : 1;
    ++end;
  }
  return text.substr(0, end);
}

std::string_view code_of(colour x) {
  switch (x) {
  case colour::none: return "";
  case colour::red: return "\x1b[31m";
  case colour::green: return "\x1b[32m";
  case colour::yellow: return "\x1b[33m";
  case colour::magenta: return "\x1b[35m";
  case colour::dim: return "\x1b[2m";
  case colour::bold: return "\x1b[1m";
  case colour::inverse: return "\x1b[7m";
  }
  return "";
}

} // namespace

std::string printable(std::string_view text) {
  auto out = std::string{};
  out.reserve(text.size());
  for (auto i = std::size_t{0}; i < text.size(); ++i) {
    auto octet = static_cast<unsigned char>(text[i]);
    if (is_control(octet))
      append_escape(out, octet);
    else if (is_c1(text.substr(i)))
      append_escape(out, static_cast<unsigned char>(text[++i]));
    else
      out += text[i];
  }
  return out;
}

std::size_t columns(std::string_view text) {
  auto out = std::size_t{0};
  for (auto x : text)
    out += continues(x) ? 0 : 1;
  return out;
}

std::string cut(std::string_view text, std::size_t width) {
  if (columns(text) <= width)
    return std::string{text};
  return width == 0 ? std::string{} : std::string{first(text, width - 1)} + ellipsis;
}

std::string fit(std::string_view text, std::size_t width) {
  auto out = cut(text, width);
  return out + std::string(width - columns(out), ' ');
}

std::string fit_right(std::string_view text, std::size_t width) {
  auto out = cut(text, width);
  return std::string(width - columns(out), ' ') + out;
}

std::string paint(std::string text, colour x) {
  if (x == colour::none)
    return text;
  return std::string{code_of(x)} + text + "\x1b[0m";
}

} // namespace bus::cli
