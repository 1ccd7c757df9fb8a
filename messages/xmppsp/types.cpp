#include "messages/xmppsp/types.hpp"

#include <algorithm>
#include <array>

namespace bus::xmppsp {

namespace {

constexpr auto kinds = std::array<std::string_view, 7>{
  "connect", "accept", "refuse", "data", "finish", "finished", "abort"};
constexpr auto encodings = std::array<std::string_view, 2>{"base64", "xml"};
constexpr auto reasons = std::array<std::string_view, 12>{
  "rejected",     "temporary-congestion", "version-not-supported", "user-abort",
  "timeout",      "malformed-element",    "element-too-large",     "unexpected-element",
  "sequence-gap", "user-data-too-large",  "unknown-connection",    "link-closed"};

template <class T>
std::optional<T> find(const auto& names, std::string_view x) {
  auto at = std::ranges::find(names, x);
  if (at == names.end())
    return std::nullopt;
  return static_cast<T>(at - names.begin());
}

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
         || c == '.' || c == '_' || c == '-';
}

} // namespace

std::string_view name(element_kind x) {
  return kinds[static_cast<std::size_t>(x)];
}

std::string_view name(encoding x) {
  return encodings[static_cast<std::size_t>(x)];
}

std::string_view name(reason x) {
  return reasons[static_cast<std::size_t>(x)];
}

std::optional<element_kind> element_kind_of(std::string_view name) {
  return find<element_kind>(kinds, name);
}

std::optional<encoding> encoding_of(std::string_view name) {
  return find<encoding>(encodings, name);
}

std::optional<reason> reason_of(std::string_view name) {
  return find<reason>(reasons, name);
}

bool is_id(std::string_view x) {
  return !x.empty() && x.size() <= longest_id
         && std::ranges::all_of(x, is_id_character);
}

} // namespace bus::xmppsp
