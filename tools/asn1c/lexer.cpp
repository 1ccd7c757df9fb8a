#include "tools/asn1c/lexer.hpp"

#include <algorithm>
#include <array>

namespace bus::asn1c {

namespace {

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// X.680, 12.1.6
bool is_new_line(char c) {
  return c >= '\n' && c <= '\r';
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word(char c) {
  return is_upper(c) || is_lower(c) || is_digit(c);
}

bool is_hex(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'F');
}

std::string unexpected(char c) {
  if (c > ' ' && c <= '~')
    return std::string{"unexpected character '"} + c + '\'';
  constexpr auto hex = std::string_view{"0123456789ABCDEF"};
  auto octet = static_cast<unsigned char>(c);
  return std::string{"unexpected octet 0x"} + hex[octet >> 4] + hex[octet & 15];
}

constexpr auto byte_order_mark = std::string_view{"\xef\xbb\xbf"};
constexpr auto no_break_space = std::string_view{"\xc2\xa0"}; // blank: X.680, 12.1.6

constexpr auto symbols = std::array<std::string_view, 24>{
  "::=", "...", "..", "[[", "]]", "{", "}", "[", "]", "(", ")", ",",
  ".",   ";",   ":",  "|",  "^",  "@", "!", "<", ">", "-", "*", "/"};

class lexer {
public:
  explicit lexer(std::string_view text)
    : text_{text} {}

  std::vector<token> all() {
    auto out = std::vector<token>{};
    if (sees(byte_order_mark))
      at_ += byte_order_mark.size();
    do
      out.push_back(next());
    while (out.back().kind != token_kind::end);
    return out;
  }

private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  bool ended() const { return at_ >= text_.size(); }

  bool sees(std::string_view x) const { return text_.substr(at_).starts_with(x); }

  void step(std::size_t count = 1) {
    for (; count > 0 && !ended(); --count) {
      auto new_line = text_[at_++] == '\n';
      here_.line += new_line ? 1 : 0;
      here_.column = new_line ? 1 : here_.column + 1;
    }
  }

  /// False where a comment does not end.
  bool skip_nested_comment() {
    auto depth = 0;
    do {
      auto opens = sees("/*");
      auto closes = sees("*/");
      depth += opens ? 1 : closes ? -1 : 0;
      step(opens || closes ? 2 : 1);
    } while (depth > 0 && !ended());
    return depth == 0;
  }

  std::size_t hyphens() const {
    auto end = std::min(text_.find_first_not_of('-', at_), text_.size());
    return end - at_;
  }

  bool at_end_of_line() const { return ended() || is_new_line(peek()); }

  /// After the standard each two hyphens of a row open or close a comment. Many a
  /// ruler or heading leaves nothing of a row open, or a single hyphen; there the
  /// whole row opens or closes.
  void skip_line_comment() {
    auto is_row = at_ == 0 || text_[at_ - 1] != '-';
    auto is_ruler = is_row && hyphens() % 4 < 2;
    step(is_ruler ? hyphens() : 2);
    while (!at_end_of_line() && !sees("--"))
      step();
    step(std::min(hyphens(), is_ruler ? hyphens() : std::size_t{2}));
    if (hyphens() == 1 && (at_ + 1 >= text_.size() || is_new_line(peek(1))))
      step();
  }

  /// `start` becomes the place of what is there then.
  bool skip_blanks(place& start) {
    for (;;) {
      start = here_;
      if (is_space(peek()))
        step();
      else if (sees(no_break_space))
        step(no_break_space.size());
      else if (sees("--"))
        skip_line_comment();
      else if (!sees("/*"))
        return true;
      else if (!skip_nested_comment())
        return false;
    }
  }

  token make(token_kind kind, std::string text, place at) const {
    return {kind, std::move(text), at};
  }

  token next() {
    auto start = here_;
    if (!skip_blanks(start))
      return make(token_kind::unknown, "the comment does not end", start);
    if (ended())
      return make(token_kind::end, "", start);
    auto c = peek();
    if (is_upper(c))
      return make(token_kind::upper, word(), start);
    if (is_lower(c))
      return make(token_kind::lower, word(), start);
    if (is_digit(c))
      return number(start);
    if (c == '&' && (is_upper(peek(1)) || is_lower(peek(1))))
      return field(start);
    if (c == '"')
      return quoted(start);
    if (c == '\'')
      return digits(start);
    return symbol(start);
  }

  /// Letters, digits and single hyphens inside (X.680, 12.2).
  std::string word() {
    auto from = at_;
    while (is_word(peek()) || (peek() == '-' && is_word(peek(1))))
      step();
    return std::string{text_.substr(from, at_ - from)};
  }

  token field(place start) {
    step();
    return make(token_kind::field, '&' + word(), start);
  }

  void skip_digits() {
    while (is_digit(peek()))
      step();
  }

  token number(place start) {
    auto from = at_;
    auto kind = token_kind::number;
    skip_digits();
    if (peek() == '.' && peek(1) != '.') {
      kind = token_kind::decimal;
      step();
      skip_digits();
    }
    auto sign = peek(1) == '-' || peek(1) == '+' ? 1u : 0u;
    if ((peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
      kind = token_kind::decimal;
      step(1 + sign);
      skip_digits();
    }
    return make(kind, std::string{text_.substr(from, at_ - from)}, start);
  }

  /// The end of a line counts as nothing, with the blanks around it (X.680, 12.14).
  void join_lines(std::string& out) {
    while (!out.empty() && is_space(out.back()))
      out.pop_back();
    while (is_space(peek()))
      step();
  }

  token quoted(place start) {
    auto out = std::string{};
    step();
    while (!ended()) {
      if (is_new_line(peek())) {
        join_lines(out);
        continue;
      }
      if (peek() == '"' && peek(1) != '"') {
        step();
        return make(token_kind::text, std::move(out), start);
      }
      out += peek();
      step(peek() == '"' ? 2 : 1);
    }
    return make(token_kind::unknown, "the text does not end", start);
  }

  token digits(place start) {
    auto out = std::string{};
    for (step(); is_hex(peek()) || is_space(peek()); step())
      if (!is_space(peek()))
        out += peek();
    auto binary = sees("'B") && out.find_first_not_of("01") == out.npos;
    auto hex = sees("'H");
    if (binary || hex) {
      step(2);
      return make(binary ? token_kind::binary : token_kind::hex, std::move(out), start);
    }
    return make(
      token_kind::unknown,
      "expected '...'B with digits 0 and 1, or '...'H with digits 0-9 and A-F", start);
  }

  token symbol(place start) {
    auto here = [&](std::string_view x) { return sees(x); };
    auto found = std::find_if(symbols.begin(), symbols.end(), here);
    if (found != symbols.end()) {
      step(found->size());
      return make(token_kind::symbol, std::string{*found}, start);
    }
    auto what = unexpected(peek());
    step();
    return make(token_kind::unknown, std::move(what), start);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  place here_;
};

} // namespace

std::vector<token> tokens_of(std::string_view text) {
  return lexer{text}.all();
}

} // namespace bus::asn1c
