#include "messages/xmppsp/start_tag.hpp"

#include <algorithm>

namespace bus::xmppsp {

namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
         || c == '.' || c == '_' || c == '-' || c == ':';
}

std::size_t past_blanks(std::string_view xml, std::size_t at) {
  while (at < xml.size() && is_blank(xml[at]))
    ++at;
  return at;
}

std::string_view name_at(std::string_view xml, std::size_t at) {
  auto end = at;
  while (end < xml.size() && is_name_character(xml[end]))
    ++end;
  return xml.substr(at, end - at);
}

auto malformed(std::string cause) {
  return fail(errc::malformed, "xmppsp.element", std::move(cause));
}

} // namespace

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool start_tag::has(std::string_view attribute_name) const {
  return std::ranges::any_of(attributes(),
                             [&](auto& one) { return one.name == attribute_name; });
}

/// What is wrong with it, or nothing.
const char* start_tag::take_attribute(std::string_view xml, std::size_t& at) {
  auto name = name_at(xml, at);
  auto equals = past_blanks(xml, at + name.size());
  auto quote = past_blanks(xml, equals + 1);
  if (name.empty() || equals >= xml.size() || xml[equals] != '=' || quote >= xml.size()
      || (xml[quote] != '"' && xml[quote] != '\''))
    return "an attribute has no value in quotes";
  auto end = xml.find(xml[quote], quote + 1);
  if (end == xml.npos)
    return "an attribute's value does not end";
  auto value = xml.substr(quote + 1, end - quote - 1);
  if (value.find('<') != value.npos)
    return "an attribute's value holds a '<'";
  if (has(name))
    return "an attribute comes twice";
  if (count_ == most_attributes)
    return "it has too many attributes";
  attributes_[count_++] = {name, value};
  at = end + 1;
  return nullptr;
}

result<start_tag> start_tag::read(std::string_view xml) {
  auto out = start_tag{};
  auto at = past_blanks(xml, 0);
  if (at >= xml.size() || xml[at] != '<')
    return malformed("it does not begin with a tag");
  out.name_ = name_at(xml, at + 1);
  if (out.name_.empty())
    return malformed("its tag has no name");
  at += 1 + out.name_.size();
  while (true) {
    auto next = past_blanks(xml, at);
    if (next >= xml.size())
      return malformed("its start tag does not end");
    if (xml[next] == '>' || xml.substr(next).starts_with("/>")) {
      out.is_empty_ = xml[next] == '/';
      out.size_ = next + (out.is_empty_ ? 2 : 1);
      return out;
    }
    if (next == at)
      return malformed("white space is missing in front of an attribute");
    if (auto wrong = out.take_attribute(xml, next))
      return malformed(wrong);
    at = next;
  }
}

} // namespace bus::xmppsp
