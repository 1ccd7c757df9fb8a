#include "messages/asn1/xer_decoder.hpp"

#include "messages/asn1/control_names.hpp"
#include "messages/asn1/real.hpp"
#include "messages/asn1/text.hpp"

#include <array>
#include <charconv>
#include <limits>

namespace bus::asn1::xer {

namespace {

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// Letters, digits and `-.:_`, by their code.
constexpr auto name_characters = [] {
  auto out = std::array<bool, 256>{};
  for (auto c : std::string_view{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                 "0123456789-.:_"})
    out[static_cast<unsigned char>(c)] = true;
  return out;
}();

bool is_name(char c) {
  return name_characters[static_cast<unsigned char>(c)];
}

std::string_view trimmed(std::string_view x) {
  while (!x.empty() && is_space(x.front()))
    x.remove_prefix(1);
  while (!x.empty() && is_space(x.back()))
    x.remove_suffix(1);
  return x;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<char32_t> numbered_character(std::string_view x) {
  auto base = x.starts_with('x') ? 16 : 10;
  x.remove_prefix(base == 16 ? 1 : 0);
  auto out = std::uint32_t{};
  auto [at, why] = std::from_chars(x.data(), x.data() + x.size(), out, base);
  auto is_character = out <= 0x10ffff && (out < 0xd800 || out > 0xdfff);
  if (x.empty() || at != x.data() + x.size() || why != std::errc{} || !is_character)
    return std::nullopt;
  return out;
}

std::optional<char32_t> referenced_character(std::string_view name) {
  if (name.starts_with('#'))
    return numbered_character(name.substr(1));
  using named = std::pair<std::string_view, char32_t>;
  constexpr named all[] = {
    {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
  for (auto& [known, is] : all)
    if (known == name)
      return is;
  return std::nullopt;
}

constexpr auto longest_reference = std::size_t{10};

} // namespace

bool pull_parser::skip_to(std::string_view end, std::size_t from) {
  auto found = in_.find(end, from);
  if (found == in_.npos)
    return fail("it does not end with " + std::string{end});
  at_ = found + end.size();
  return true;
}

bool pull_parser::skip_blanks() {
  if (inside_empty_)
    return true;
  for (;;) {
    while (at_ < in_.size() && is_space(in_[at_]))
      ++at_;
    if (sees("<!--")) {
      if (!skip_to("-->", at_ + 4))
        return false;
    } else if (sees("<?")) {
      if (!skip_to("?>", at_ + 2))
        return false;
    } else
      return true;
  }
}

std::string_view pull_parser::name_at(std::size_t from) const {
  if (from >= in_.size() || !starts_name(in_[from]))
    return {};
  auto end = from + 1;
  while (end < in_.size() && is_name(in_[end]))
    ++end;
  return in_.substr(from, end - from);
}

std::string_view pull_parser::peek() {
  if (!inside_empty_ && at_ + 1 < in_.size() && in_[at_] == '<'
      && starts_name(in_[at_ + 1])) // as canonical XML has it
    return name_at(at_ + 1);
  if (inside_empty_ || !skip_blanks() || at_ >= in_.size() || in_[at_] != '<')
    return {};
  return name_at(at_ + 1);
}

/// Past the attributes of a start tag, which mean nothing here, and its end.
bool pull_parser::skip_attributes(bool& closed) {
  while (at_ < in_.size()) {
    auto c = in_[at_];
    if (c == '>' || sees("/>")) {
      closed = c == '/';
      at_ += closed ? 2 : 1;
      return true;
    }
    if (c == '<')
      break;
    auto quoted = c == '"' || c == '\'';
    if (quoted && !skip_to(in_.substr(at_, 1), at_ + 1))
      return false;
    at_ += quoted ? 0 : 1;
  }
  return fail("the tag does not end");
}

bool pull_parser::open_slowly(std::string_view name) {
  auto found = peek();
  if (wrong_)
    return false;
  if (found != name)
    return fail("expected <" + std::string{name} + ">"
                + (found.empty() ? "" : ", found <" + std::string{found} + '>'));
  at_ += 1 + name.size();
  return skip_attributes(inside_empty_);
}

bool pull_parser::close_slowly(std::string_view name) {
  if (inside_empty_) {
    inside_empty_ = false;
    return true;
  }
  if (!skip_blanks())
    return false;
  if (!sees("</") || name_at(at_ + 2) != name)
    return fail("expected </" + std::string{name} + '>');
  at_ += 2 + name.size();
  while (at_ < in_.size() && is_space(in_[at_]))
    ++at_;
  if (!sees(">"))
    return fail("the tag does not end");
  ++at_;
  return true;
}

/// `&lt;` and its like.
bool pull_parser::append_reference(std::string& to) {
  auto end = in_.substr(at_, longest_reference + 2).find(';');
  auto is =
    end == in_.npos ? std::nullopt : referenced_character(in_.substr(at_ + 1, end - 1));
  if (!is)
    return fail("the reference is not known");
  append_utf8(to, *is);
  at_ += end + 1;
  return true;
}

/// What begins with `<` within characters; `done` where it is their end.
bool pull_parser::append_special(std::string& to, bool controls, bool& done) {
  constexpr auto cdata = std::string_view{"<![CDATA["};
  if (sees(cdata)) {
    auto from = at_ + cdata.size();
    if (!skip_to("]]>", from))
      return false;
    to += in_.substr(from, at_ - 3 - from);
    return true;
  }
  if (sees("<!--"))
    return skip_to("-->", at_ + 4);
  if (sees("<?"))
    return skip_to("?>", at_ + 2);
  auto name = name_at(at_ + 1);
  auto control = controls ? control_character(name) : std::nullopt;
  done = !control;
  if (done)
    return true;
  to += *control;
  auto taken = std::string{name};
  return take_empty(taken);
}

bool pull_parser::characters(std::string_view& out, bool controls) {
  out = {};
  if (inside_empty_)
    return true;
  auto end = at_;
  while (end < in_.size() && in_[end] != '<' && in_[end] != '&')
    ++end;
  if (in_.substr(end, 2) == "</") { // nothing to unfold
    out = in_.substr(at_, end - at_);
    at_ = end;
    return true;
  }
  scratch_.clear();
  for (auto done = false; !done;) {
    end = in_.find_first_of("<&", at_);
    if (end == in_.npos)
      return fail("the element does not end");
    scratch_ += in_.substr(at_, end - at_);
    at_ = end;
    if (in_[at_] == '&' ? !append_reference(scratch_)
                        : !append_special(scratch_, controls, done))
      return false;
  }
  out = scratch_;
  return true;
}

bool pull_parser::token(std::string_view& out) {
  if (!characters(out, false))
    return false;
  out = trimmed(out);
  return true;
}

bool pull_parser::skip_element() {
  auto depth = std::size_t{0};
  do {
    at_ = std::min(in_.find('<', at_), in_.size());
    if (sees("<!--") || sees("<?") || sees("<![CDATA[")) {
      auto end = sees("<!--") ? "-->" : sees("<?") ? "?>" : "]]>";
      if (!skip_to(end, at_ + 2))
        return false;
      continue;
    }
    auto closes = sees("</");
    auto name = name_at(at_ + (closes ? 2 : 1));
    if (name.empty())
      return fail("an element was expected");
    at_ += (closes ? 2 : 1) + name.size();
    auto closed = false;
    if (!skip_attributes(closed))
      return false;
    depth = closes ? depth - 1 : closed ? depth : depth + 1;
  } while (depth > 0);
  return true;
}

bool pull_parser::raw_elements(std::string_view& out) {
  auto any = !peek().empty();
  auto start = at_;
  auto end = at_;
  while (!wrong_ && !peek().empty()) {
    if (!skip_element())
      return false;
    end = at_;
  }
  out = any ? in_.substr(start, end - start) : std::string_view{};
  return !wrong_;
}

bool pull_parser::finish() {
  return skip_blanks()
         && (at_ == in_.size() || fail("something stands behind the end"));
}

bool decoder::take_unknown(open_type& x) {
  auto start = in_.at();
  if (!in_.skip_element())
    return false;
  auto text = in_.between(start);
  x.of = open_type::syntax::xer;
  x.octets.assign(text.begin(), text.end());
  return true;
}

std::size_t decoder::choose(const shape& s) {
  auto name = in_.peek();
  auto out = asn1::find(s.parts, name);
  if (name.empty())
    in_.fail("an element was expected");
  else if (out == s.parts.size() && !s.extensible)
    in_.fail("no alternative is called " + std::string{name});
  return out;
}

bool decoder::is_whole(const shape& s, const std::vector<bool>& seen) {
  for (auto i = std::size_t{0}; i < seen.size(); ++i)
    if (!seen[i] && !s.parts[i].optional)
      return in_.fail('<' + std::string{s.parts[i].name} + "> is missing");
  return true;
}

bool decoder::read(const shape&, bool& x) {
  auto text = in_.peek();
  auto is_element = !text.empty();
  if (in_.wrong() || (!is_element && !in_.token(text)))
    return false;
  if (text != "true" && text != "false")
    return in_.fail("expected true or false");
  x = text == "true";
  return !is_element || in_.take_empty(x ? "true" : "false");
}

bool decoder::small_number(const shape& s, std::string_view text, std::int64_t& x) {
  if (auto named = find_name(s, text)) {
    x = named->number;
    return true;
  }
  auto end = text.data() + text.size();
  auto [at, why] = std::from_chars(text.data(), end, x);
  return why == std::errc{} && at == end && !text.empty();
}

bool decoder::read(const shape& s, integer& x) {
  auto text = in_.peek();
  auto is_element = !text.empty();
  if (in_.wrong() || (!is_element && !in_.token(text)))
    return false;
  if (text.starts_with('+'))
    text.remove_prefix(1);
  auto small = std::int64_t{};
  if (small_number(s, text, small)) {
    x = small;
    return !is_element || in_.take_empty(std::string{text});
  }
  auto large = text.size() <= most_.digits && !is_element ? integer::from_text(text)
                                                          : std::nullopt;
  if (!large)
    return in_.fail("expected a whole number");
  x = std::move(*large);
  return true;
}

bool decoder::read_enumerated(const shape& s, std::int64_t& x) {
  auto text = in_.peek();
  auto is_element = !text.empty();
  if (in_.wrong() || (!is_element && !in_.token(text)))
    return false;
  if (!small_number(s, text, x))
    return in_.fail('\'' + std::string{text} + "' is none of the names");
  return !is_element || in_.take_empty(std::string{text});
}

bool decoder::read_hex(bytes& x) {
  auto text = std::string_view{};
  if (!in_.token(text))
    return false;
  auto half = -1;
  for (auto c : text) {
    if (is_space(c))
      continue;
    auto digit = hex_digit(c);
    if (digit < 0)
      return in_.fail("expected hexadecimal digits");
    if (half < 0)
      half = digit;
    else {
      x.push_back(static_cast<std::uint8_t>(half << 4 | digit));
      half = -1;
    }
  }
  return half < 0 || in_.fail("a hexadecimal digit is missing");
}

bool decoder::read(const shape&, octet_string& x) {
  auto octets = bytes{};
  if (!read_hex(octets))
    return false;
  x.assign(octets);
  return true;
}

bool decoder::read(const shape& s, bit_string& x) {
  if (!in_.peek().empty()) { // the names of the bits that are set
    auto all = std::vector<std::int64_t>{};
    for (auto name = in_.peek(); !name.empty(); name = in_.peek()) {
      auto bit = find_name(s, name);
      if (!bit || bit->number < 0)
        return in_.fail("no bit is called " + std::string{name});
      all.push_back(bit->number);
      if (!in_.take_empty(bit->name))
        return false;
    }
    x = bit_string{static_cast<std::size_t>(*std::max_element(all.begin(), all.end()))
                   + 1};
    for (auto bit : all)
      x.set(static_cast<std::size_t>(bit));
    return !in_.wrong();
  }
  auto text = std::string_view{};
  if (!in_.token(text))
    return false;
  auto digits = std::string{};
  for (auto c : text)
    if (c == '0' || c == '1')
      digits += c;
    else if (!is_space(c))
      return in_.fail("expected the digits 0 and 1");
  x = bit_string{digits};
  return true;
}

bool decoder::read(const shape&, null&) {
  auto text = std::string_view{};
  if (!in_.token(text))
    return false;
  return text.empty() || in_.fail("a NULL has no contents");
}

bool decoder::read(const shape& s, std::string& x) {
  auto text = std::string_view{};
  if (!in_.characters(text, true))
    return false;
  if (s.is != kind::octet_text) {
    x = text;
    auto timed = s.is == kind::utc_time || s.is == kind::generalized_time;
    auto is_time = s.is == kind::utc_time ? is_utc_time(x) : is_generalized_time(x);
    if (timed && !is_time)
      return in_.fail("the text is no time");
    return is_utf8(x) || in_.fail("the text is no UTF-8");
  }
  auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::all_of(text.begin(), text.end(), is_ascii)) {
    x = text;
    return true;
  }
  auto octets = latin1_of_utf8(text);
  if (!octets)
    return in_.fail("a character is not one of the string's type");
  x = std::move(*octets);
  return true;
}

bool decoder::read(const shape&, double& x) {
  using numbers = std::numeric_limits<double>;
  struct special {
    std::string_view element, text;
    double is;
  };
  constexpr special all[] = {{"PLUS-INFINITY", "INF", numbers::infinity()},
                             {"MINUS-INFINITY", "-INF", -numbers::infinity()},
                             {"NOT-A-NUMBER", "NaN", numbers::quiet_NaN()}};
  auto text = in_.peek();
  auto is_element = !text.empty();
  if (in_.wrong() || (!is_element && !in_.token(text)))
    return false;
  for (auto& one : all)
    if (text == (is_element ? one.element : one.text)) {
      x = one.is;
      return !is_element || in_.take_empty(one.element);
    }
  auto value = is_element ? std::nullopt : real_of_text(text);
  if (!value)
    return in_.fail("expected a number");
  x = *value;
  return true;
}

bool decoder::read(const shape&, object_identifier& x) {
  auto text = std::string_view{};
  if (!in_.token(text))
    return false;
  auto value = asn1::parse(text);
  if (!value)
    return in_.fail("expected an object identifier, numbers with dots");
  x = std::move(*value);
  return true;
}

bool decoder::read(const shape&, relative_oid& x) {
  auto text = std::string_view{};
  if (!in_.token(text))
    return false;
  x.arcs.clear();
  while (!text.empty()) {
    auto dot = std::min(text.find('.'), text.size());
    auto arc = std::uint64_t{};
    auto [at, why] = std::from_chars(text.data(), text.data() + dot, arc);
    if (why != std::errc{} || at != text.data() + dot || dot + 1 == text.size())
      return in_.fail("expected numbers with dots");
    x.arcs.push_back(arc);
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return true;
}

bool decoder::read(const shape&, open_type& x) {
  auto text = std::string_view{};
  if (!in_.raw_elements(text))
    return false;
  x.of = text.empty() ? open_type::syntax::ber : open_type::syntax::xer;
  x.octets.assign(text.begin(), text.end());
  return !text.empty() || read_hex(x.octets);
}

bool component_reader::comes_later(const shape& s) {
  auto rest = std::span{&s, of_.parts.data() + of_.parts.size()};
  for (;;) {
    auto name = from_.in().peek();
    if (name.empty())
      return false;
    auto found = asn1::find(rest, name);
    if (found < rest.size())
      return found == 0;
    if (!from_.in().skip_element())
      return false;
  }
}

bool component_reader::missing(const shape& s) {
  auto found = from_.in().peek();
  return from_.in().fail(
           '<' + std::string{s.name} + "> is missing"
           + (found.empty() ? "" : ", found <" + std::string{found} + '>'))
         || from_.note(s);
}

bool component_reader::finish() {
  for (auto name = from_.in().peek(); !name.empty(); name = from_.in().peek()) {
    if (!of_.extensible)
      return from_.in().fail("unexpected element <" + std::string{name} + '>');
    if (!from_.in().skip_element())
      return false;
  }
  return !from_.in().wrong();
}

} // namespace bus::asn1::xer
