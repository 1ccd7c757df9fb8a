#include "messages/asn1/xer_parser.hpp"

#include "messages/asn1/control_names.hpp"
#include "messages/asn1/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace bus::asn1::xer {

namespace {

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

} // namespace bus::asn1::xer
