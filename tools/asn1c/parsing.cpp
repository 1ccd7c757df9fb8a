#include "tools/asn1c/parsing.hpp"

#include <algorithm>

namespace bus::asn1c {

namespace {

/// X.680, 12.38. The two classes of X.681 stand where other classes stand, and
/// modules from before 1994 define the younger strings for themselves.
constexpr auto reserved = std::string_view{
  " ABSENT ALL ANY APPLICATION AUTOMATIC BEGIN BIT BOOLEAN BY CHARACTER "
  "CHOICE CLASS COMPONENT COMPONENTS CONSTRAINED CONTAINING DEFAULT "
  "DEFINITIONS EMBEDDED ENCODED END ENUMERATED EXCEPT EXPLICIT EXPORTS "
  "EXTENSIBILITY EXTERNAL FALSE FROM GeneralString GeneralizedTime "
  "GraphicString IA5String IDENTIFIER IMPLICIT IMPLIED IMPORTS INCLUDES "
  "INSTANCE INTEGER INTERSECTION ISO646String MACRO MAX MIN MINUS-INFINITY "
  "NULL NumericString OBJECT OCTET OF OPTIONAL ObjectDescriptor PATTERN PDV "
  "PLUS-INFINITY PRESENT PRIVATE PrintableString REAL RELATIVE-OID SEQUENCE "
  "SET SIZE STRING SYNTAX T61String TAGS TRUE TeletexString UNION UNIQUE "
  "UNIVERSAL UTCTime VideotexString VisibleString WITH "};

bool is_reserved(const token& x) {
  return x.kind == token_kind::upper
         && reserved.find(' ' + x.text + ' ') != reserved.npos;
}

/// In one line and not too long, whatever it holds.
std::string cut(std::string x) {
  constexpr auto longest = std::size_t{40};
  if (x.size() > longest)
    x = x.substr(0, longest) + "...";
  auto odd = [](char c) { return c < ' ' || c > '~'; };
  std::replace_if(x.begin(), x.end(), odd, '?');
  return x;
}

std::string shown(const token& x) {
  switch (x.kind) {
  case token_kind::end: return "the end of the file";
  case token_kind::unknown: return x.text;
  case token_kind::text: return '"' + cut(x.text) + '"';
  case token_kind::binary: return '\'' + cut(x.text) + "'B";
  case token_kind::hex: return '\'' + cut(x.text) + "'H";
  default: return (is_reserved(x) ? "the keyword '" : "'") + cut(x.text) + '\'';
  }
}

/// How many groups open, less those that close.
int opened(const token& x) {
  if (x.is("{") || x.is("(") || x.is("["))
    return 1;
  if (x.is("}") || x.is(")") || x.is("]"))
    return -1;
  return x.is("[[") ? 2 : x.is("]]") ? -2 : 0;
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
  if (sees(token_kind::unknown))
    refuse("");
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
  if (!sees(kind) || is_reserved(peek()))
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
  if (opened(peek()) <= 0)
    refuse("'{'");
  do {
    if (sees(token_kind::end))
      refuse("the end of a group");
    depth += opened(take());
  } while (depth > 0);
}

/// Where the assignment with the `::=` at `sign` begins, as far as that shows.
std::size_t parsing::start_of_assignment(std::size_t sign) const {
  auto is_name = [&](std::size_t x) {
    return tokens_[x].kind == token_kind::lower
           || (tokens_[x].kind == token_kind::upper && !is_reserved(tokens_[x]));
  };
  auto begins_line = [&](std::size_t x) {
    return x == 0 || tokens_[x - 1].at.line != tokens_[x].at.line;
  };
  constexpr auto longest = 100u; // in tokens
  auto nearest = sign;           // but for parameters
  auto depth = 0;
  for (auto x = sign; x-- > 0 && sign - x < longest && depth >= 0;) {
    depth -= opened(tokens_[x]);
    if (depth != 0)
      continue;
    if (nearest == sign && !tokens_[x].is("{"))
      nearest = x;
    if (begins_line(x) && is_name(x))
      return x;
    if (begins_line(x))
      break;
  }
  return is_name(nearest) ? nearest : 0;
}

/// To the next assignment behind the one that begins at `failed`, or to END.
void parsing::skip_to_assignment(std::size_t failed) {
  for (; !sees(token_kind::end) && !sees("END"); ++at_) {
    auto start = sees("::=") ? start_of_assignment(at_) : 0;
    if (start <= failed)
      continue;
    at_ = start;
    return;
  }
}

/// What cannot begin a type; of a NULL either may be meant.
bool parsing::begins_value() const {
  auto words = {"TRUE",          "FALSE",          "NULL",
                "PLUS-INFINITY", "MINUS-INFINITY", "NOT-A-NUMBER"};
  auto here = [&](std::string_view x) { return sees(x); };
  if (std::any_of(words.begin(), words.end(), here))
    return true;
  switch (peek().kind) {
  case token_kind::number:
  case token_kind::decimal:
  case token_kind::text:
  case token_kind::binary:
  case token_kind::hex: return true;
  case token_kind::lower: return !sees("<", 1) || sees("..", 2);
  case token_kind::upper: return sees(".", 1) && sees(token_kind::lower, 2);
  default: return sees("-");
  }
}

} // namespace bus::asn1c
