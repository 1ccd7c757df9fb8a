#include "tools/asn1c/names.hpp"

#include <algorithm>
#include <array>

namespace bus::asn1c {

namespace {

constexpr auto keywords = std::array<std::string_view, 101>{
  "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool",
  "break", "case", "catch", "char", "char8_t", "char16_t", "char32_t", "class",
  "co_await", "co_return", "co_yield", "compl", "concept", "const", "const_cast",
  "consteval", "constexpr", "constinit", "continue", "decltype", "default", "delete",
  "do", "double", "dynamic_cast", "else", "enum", "explicit", "export", "extern",
  "false", "float", "for", "friend", "goto", "if", "inline", "int", "long", "mutable",
  "namespace", "new", "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq",
  "private", "protected", "public", "register", "reinterpret_cast", "requires",
  "return", "short", "signed", "sizeof", "static", "static_assert", "static_cast",
  "struct", "switch", "template", "this", "thread_local", "throw", "true", "try",
  "typedef", "typeid", "typename", "union", "unsigned", "using", "virtual", "void",
  "volatile", "wchar_t", "while", "xor", "xor_eq",
  // What generated types have of their own.
  "is_described", "is_set", "is_list", "asn1", "std"};

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// `pdu` behind capitals is a word: `MMSpdu`.
bool starts_pdu(std::string_view rest) {
  return rest.starts_with("pdu") && (rest.size() == 3 || !is_lower(rest[3]));
}

/// Whether a word begins at `at`.
bool starts_word(std::string_view x, std::size_t at) {
  auto c = x[at];
  auto before = x[at - 1];
  if (is_upper(c)) {
    auto next_lower = at + 1 < x.size() && is_lower(x[at + 1]);
    return is_lower(before) || is_digit(before)
           || (is_upper(before) && next_lower && !starts_pdu(x.substr(at + 1)));
  }
  return is_upper(before) && at > 1 && is_upper(x[at - 2]) && starts_pdu(x.substr(at));
}

} // namespace

std::string cpp_name(std::string_view x) {
  auto out = std::string{};
  for (auto i = std::size_t{0}; i < x.size(); ++i) {
    if (i > 0 && x[i] != '-' && x[i - 1] != '-' && starts_word(x, i))
      out += '_';
    auto c = x[i] == '-' ? '_' : x[i];
    out += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  auto taken = std::find(keywords.begin(), keywords.end(), out) != keywords.end();
  return taken ? out + '_' : out;
}

std::string quoted(std::string_view x) {
  static constexpr auto digits = std::string_view{"01234567"};
  auto out = std::string{"\""};
  for (auto c : x) {
    auto octet = static_cast<unsigned char>(c);
    if (octet >= 0x20 && octet < 0x7f && c != '"' && c != '\\' && c != '?') {
      out += c;
      continue;
    }
    out += '\\';
    for (auto shift : {6, 3, 0})
      out += digits[octet >> shift & 7];
  }
  return out + '"';
}

} // namespace bus::asn1c
