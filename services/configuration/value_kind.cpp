#include "services/configuration/value_kind.hpp"

#include "messages/mms/browse.hpp"

#include <algorithm>
#include <vector>

namespace bus::configuration {

namespace {

using kinds = mms::type_description;

/// Sorted: a structure's members come in any order.
std::string joined(std::vector<std::string> names) {
  std::ranges::sort(names);
  auto out = std::string{};
  for (auto& one : names)
    out += (out.empty() ? "" : ", ") + one;
  return out;
}

std::string members_of(const kinds& x) {
  auto* type = x.get_if<kinds::structure>();
  auto out = std::vector<std::string>{};
  if (type)
    for (auto& one : type->components)
      out.push_back(one.component_name.value_or(std::to_string(out.size())));
  return joined(std::move(out));
}

std::string members_of(const structure& x) {
  auto out = std::vector<std::string>{};
  for (auto& one : x)
    out.push_back(one.first);
  return joined(std::move(out));
}

bool is_position(const value_kind& x) {
  return x.word == "boolean" || x.word == "double-point";
}

bool is_whole(const value_kind& x) {
  return x.word == "integer" || x.word == "unsigned";
}

} // namespace

value_kind kind_of(const modbus::point& x) {
  return {std::string{modbus::value_type(x)}};
}

value_kind kind_of(const value& x) {
  if (std::holds_alternative<bool>(x))
    return {"boolean"};
  if (std::holds_alternative<double_point>(x))
    return {"double-point"};
  if (std::holds_alternative<std::int64_t>(x))
    return {"integer"};
  if (std::holds_alternative<float>(x) || std::holds_alternative<double>(x))
    return {"float"};
  if (std::holds_alternative<bit_string>(x))
    return {"bit-string"};
  if (auto* parts = std::get_if<std::shared_ptr<const structure>>(&x))
    return {"structure", members_of(**parts)};
  return {};
}

value_kind kind_of(const mms::type_description& x, bool may_be_position) {
  auto* bits = x.get_if<kinds::bit_string>();
  if (bits && may_be_position && (*bits == 2 || *bits == -2))
    return {"double-point"};
  return {std::string{mms::type_word(x)}, members_of(x)};
}

bool is_number(const value_kind& x) {
  return is_whole(x) || x.word == "float";
}

bool can_become(const value_kind& from, const value_kind& to, bool is_scaled) {
  auto is_any = from.word.empty() || to.word.empty();
  if (is_scaled)
    return (from.word.empty() || from.word == "boolean" || is_number(from))
           && (to.word.empty() || is_number(to));
  if (is_any || (is_number(from) && is_number(to)))
    return true;
  if ((from.word == "boolean" || from.word == "regulating-step") && is_number(to))
    return true;
  if (is_whole(from) && to.takes_whole)
    return true;
  return (is_position(from) && is_position(to))
         || (from.word == to.word && from.members == to.members);
}

std::string shown(const value_kind& x) {
  if (x.word.empty())
    return "of a kind that only the device knows";
  auto of = x.members.empty() ? "" : " of " + x.members;
  auto is_vowel = std::string_view{"aeiou"}.find(x.word[0]) != std::string_view::npos;
  return (is_vowel ? "an " : "a ") + x.word + of;
}

std::string taken(const value_kind& x) {
  if (x.word.empty())
    return "any value";
  if (is_number(x))
    return "a number or a boolean";
  if (is_position(x))
    return "a boolean or a double-point";
  return shown(x) + (x.takes_whole ? " or a whole number" : "");
}

} // namespace bus::configuration
