#include "tools/asn1_interpreter/xml_reader.hpp"

#include "tools/asn1_interpreter/utf8.hpp"

#include <algorithm>
#include <charconv>

namespace bus::asn1_interpreter {

using kind = xml_event::kind;

namespace {

constexpr auto byte_order_mark = std::string_view{"\xef\xbb\xbf"};

bool ends_name(char x) {
  return is_xml_space(x)
         || std::string_view{"/>=<&;\"'?!"}.find(x) != std::string_view::npos;
}

/// Those that XML 1.0 has: no other control characters.
bool is_xml_character(char32_t x) {
  if (x < 0x20)
    return x == '\t' || x == '\n' || x == '\r';
  return (x < 0xd800 || x > 0xdfff) && x != 0xfffe && x != 0xffff && x <= 0x10ffff;
}

std::optional<char32_t> known_entity(std::string_view name) {
  using named = std::pair<std::string_view, char32_t>;
  static constexpr named all[] = {
    {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"apos", '\''}, {"quot", '"'}};
  for (auto& [known, out] : all)
    if (known == name)
      return out;
  return std::nullopt;
}

std::string in_tag(std::string_view name) {
  return '<' + std::string{name} + '>';
}

} // namespace

bool is_xml_space(char x) {
  return x == ' ' || x == '\t' || x == '\n' || x == '\r';
}

std::string_view trimmed(std::string_view x) {
  while (!x.empty() && is_xml_space(x.front()))
    x.remove_prefix(1);
  while (!x.empty() && is_xml_space(x.back()))
    x.remove_suffix(1);
  return x;
}

xml_reader::xml_reader(std::string_view document, const walk& on, unsigned deepest)
  : document_{document},
    on_{on},
    deepest_{deepest} {
  if (!is_utf8(document_))
    on_.refuse("the XML is no UTF-8");
  if (sees(byte_order_mark))
    at_ = byte_order_mark.size();
}

void xml_reader::refuse(std::size_t at, std::string_view cause) const {
  auto before = count_code_points(document_.substr(0, at));
  on_.refuse("at character " + std::to_string(before) + ": " + std::string{cause});
}

const xml_event& xml_reader::peek() {
  if (!ahead_)
    ahead_ = next();
  return *ahead_;
}

xml_event xml_reader::take() {
  auto out = peek();
  ahead_.reset();
  return out;
}

void xml_reader::skip_space() {
  if (!sees(kind::text))
    return;
  auto found = take();
  if (!trimmed(found.text).empty())
    refuse(found.at, "unexpected characters");
}

std::string_view xml_reader::raw_element() {
  auto from = take().at;
  for (auto depth = 1u; depth > 0;) {
    auto found = take().is;
    depth += found == kind::open ? 1 : 0;
    depth -= found == kind::close ? 1 : 0;
  }
  return document_.substr(from, at_ - from);
}

void xml_reader::skip_blanks() {
  while (!ended() && is_xml_space(document_[at_]))
    ++at_;
}

void xml_reader::expect(std::string_view x) {
  if (!sees(x))
    refuse(at_, "expected " + std::string{x});
  at_ += x.size();
}

/// Goes behind `end`, returns what is before it.
std::string_view xml_reader::through(std::string_view end, std::string_view of) {
  auto size = rest().find(end);
  if (size == std::string_view::npos)
    refuse(at_, std::string{of} + " does not end");
  auto out = rest().substr(0, size);
  at_ += size + end.size();
  return out;
}

xml_event xml_reader::next() {
  if (closes_at_once_) {
    closes_at_once_ = false;
    auto name = std::string{open_.back()};
    open_.pop_back();
    return {kind::close, std::move(name), at_};
  }
  auto from = at_;
  auto text = characters();
  if (!text.empty()) {
    if (open_.empty() && !trimmed(text).empty())
      refuse(from, "characters outside of the document's element");
    return {kind::text, std::move(text), from};
  }
  if (ended())
    return at_end();
  return sees("</") ? close_tag() : open_tag();
}

xml_event xml_reader::at_end() const {
  if (!open_.empty())
    refuse(at_, "the element " + in_tag(open_.back()) + " does not end");
  return {kind::end, "the end", at_};
}

std::string_view xml_reader::name() {
  auto size = std::size_t{0};
  while (size < rest().size() && !ends_name(rest()[size]))
    ++size;
  if (size == 0)
    refuse(at_, "expected a name");
  auto out = rest().substr(0, size);
  at_ += size;
  return out;
}

xml_event xml_reader::open_tag() {
  auto from = at_;
  expect("<");
  open_.push_back(name());
  if (open_.size() > deepest_)
    refuse(from, "nested more than " + std::to_string(deepest_) + " deep");
  skip_attributes();
  closes_at_once_ = sees("/>");
  expect(closes_at_once_ ? "/>" : ">");
  return {kind::open, std::string{open_.back()}, from};
}

xml_event xml_reader::close_tag() {
  auto from = at_;
  expect("</");
  auto closed = name();
  skip_blanks();
  expect(">");
  if (open_.empty() || open_.back() != closed)
    refuse(from, in_tag(open_.empty() ? "nothing" : open_.back()) + " is open, and "
                   + in_tag(closed) + " is closed");
  open_.pop_back();
  return {kind::close, std::string{closed}, from};
}

void xml_reader::skip_attributes() {
  auto from = at_;
  for (skip_blanks(); !ended() && !sees(">") && !sees("/>"); skip_blanks()) {
    if (from == at_)
      refuse(at_, "expected white space before an attribute");
    skip_attribute();
    from = at_;
  }
}

void xml_reader::skip_attribute() {
  name();
  skip_blanks();
  expect("=");
  skip_blanks();
  auto quote = sees("'") ? "'" : "\"";
  expect(quote);
  auto from = at_;
  if (through(quote, "the attribute").find('<') != std::string_view::npos)
    refuse(from, "an attribute with <");
}

/// Characters up to the next tag.
std::string xml_reader::characters() {
  auto out = std::string{};
  while (!ended())
    if (sees("&"))
      add_reference(out);
    else if (!sees("<"))
      add_character(out);
    else if (!skip_markup(out))
      break;
  return out;
}

/// What stands between characters without being a tag; false where it is one.
bool xml_reader::skip_markup(std::string& text) {
  if (sees("<!--"))
    through("-->", "the comment");
  else if (sees("<?"))
    through("?>", "the processing instruction");
  else if (sees("<![CDATA[") && !open_.empty())
    add_section(text);
  else if (sees("<!"))
    refuse(at_, "a DOCTYPE or another declaration, which is refused");
  else
    return false;
  return true;
}

void xml_reader::add_section(std::string& to) {
  auto from = at_;
  for (expect("<![CDATA["); !sees("]]>"); add_character(to))
    if (ended())
      refuse(from, "the CDATA section does not end");
  expect("]]>");
}

/// Line ends become one line feed (XML 1.0, 2.11).
void xml_reader::add_character(std::string& to) {
  auto from = rest();
  auto one = *take_code_point(from);
  if (!is_xml_character(one))
    refuse(at_, "the character with the code " + std::to_string(std::uint32_t{one})
                  + ", which XML has not");
  auto line_end = one == '\r';
  at_ = document_.size() - from.size();
  if (line_end && sees("\n"))
    ++at_;
  append_code_point(to, line_end ? '\n' : one);
}

void xml_reader::add_reference(std::string& to) {
  auto from = at_;
  auto reference = through(";", "the reference").substr(1);
  auto out = reference.starts_with('#') ? character_number(reference.substr(1))
                                        : known_entity(reference);
  if (!out)
    refuse(from, "a reference to no known character");
  append_code_point(to, *out);
}

std::optional<char32_t> xml_reader::character_number(std::string_view reference) const {
  auto hex = reference.starts_with('x');
  auto digits = reference.substr(hex ? 1 : 0);
  auto out = std::uint32_t{0};
  auto end = digits.data() + digits.size();
  auto [to, why] = std::from_chars(digits.data(), end, out, hex ? 16 : 10);
  if (why != std::errc{} || to != end || !is_xml_character(out))
    return std::nullopt;
  return out;
}

} // namespace bus::asn1_interpreter
