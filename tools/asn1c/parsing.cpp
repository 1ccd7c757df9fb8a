#include "tools/asn1c/parsing.hpp"

#include <algorithm>

namespace bus::asn1c {

namespace {

std::string shown(const token& x) {
  switch (x.kind) {
  case token_kind::end: return "the end of the file";
  case token_kind::unknown: return x.text;
  case token_kind::text: return '"' + x.text + '"';
  case token_kind::binary: return '\'' + x.text + "'B";
  case token_kind::hex: return '\'' + x.text + "'H";
  default: return '\'' + x.text + '\'';
  }
}

bool opens(const token& x) {
  return x.is("{") || x.is("(") || x.is("[") || x.is("[[");
}

bool closes(const token& x) {
  return x.is("}") || x.is(")") || x.is("]") || x.is("]]");
}

} // namespace

parsing::level::level(parsing& x)
  : in{x} {
  if (++in.depth_ > deepest) {
    --in.depth_;
    throw syntax_error{in.peek().at,
                       "nested more than " + std::to_string(deepest) + " deep"};
  }
}

const token& parsing::peek(std::size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

token parsing::take() {
  auto out = peek();
  at_ += at_ + 1 < tokens_.size() ? 1 : 0;
  return out;
}

bool parsing::take_if(std::string_view x) {
  if (!sees(x))
    return false;
  take();
  return true;
}

token parsing::expect(std::string_view x) {
  if (!sees(x))
    refuse('\'' + std::string{x} + '\'');
  return take();
}

token parsing::expect(token_kind kind, std::string_view what) {
  if (!sees(kind))
    refuse(what);
  return take();
}

void parsing::refuse(std::string_view expected) const {
  auto& found = peek();
  auto what = found.kind == token_kind::unknown
                ? found.text
                : "expected " + std::string{expected} + ", found " + shown(found);
  throw syntax_error{found.at, std::move(what)};
}

void parsing::skip_group() {
  auto depth = 0;
  do {
    if (sees(token_kind::end) || sees(token_kind::unknown))
      refuse("the end of a group");
    auto next = take();
    depth += opens(next) ? 1 : closes(next) ? -1 : 0;
  } while (depth > 0);
}

/// To the name that stands before the next `::=`, or the module's END.
void parsing::skip_to_assignment() {
  auto from = at_;
  while (!sees(token_kind::end) && !sees("END") && !(sees("::=") && at_ > from + 1))
    take();
  if (!sees("::="))
    return;
  auto first = from + 1;
  auto start = at_ - 1;
  while (start > first && tokens_[start].is("}")) { // parameters
    while (start > first && !tokens_[start].is("{"))
      --start;
    --start;
  }
  // A value's name stands before its type, of one word or two.
  for (auto back = std::size_t{1}; back <= 2 && start >= first + back; ++back)
    if (tokens_[start - back].kind == token_kind::lower) {
      start -= back;
      break;
    } else if (tokens_[start - back].kind != token_kind::upper) {
      break;
    }
  at_ = start;
}

} // namespace bus::asn1c
