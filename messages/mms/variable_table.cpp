#include "messages/mms/variable_table.hpp"

#include "messages/mms/type.hpp"

#include <algorithm>

namespace bus::mms {

namespace {

constexpr auto deepest_variable = 32u;
constexpr auto longest_name = std::size_t{255};

/// ISO 9506-2, 7.5.2: letters, digits, `$` and `_`, no digit first. Components
/// are the same; what peers really use has a few more characters.
bool is_identifier(std::string_view x) {
  return !x.empty() && x.size() <= longest_name
         && std::ranges::all_of(x, [](char one) { return one > ' ' && one < 0x7f; });
}

/// The part in front of the next `$`, taken off.
std::string_view take_part(std::string_view& from) {
  auto end = from.find('$');
  auto part = from.substr(0, end);
  from.remove_prefix(end == from.npos ? from.size() : end + 1);
  return part;
}

} // namespace

bool name_matches(std::string_view name, std::string_view pattern) {
  while (!pattern.empty()) {
    if (name.empty())
      return false;
    auto wanted = take_part(pattern);
    if (auto part = take_part(name); wanted != "*" && wanted != part)
      return false;
  }
  return true;
}

result<void> variable_table::add(std::string name, type_description type) {
  if (!is_identifier(name))
    return fail(errc::invalid_value, "mms.variable", "no identifier: " + name);
  if (by_name_.contains(name))
    return fail(errc::invalid_value, "mms.variable", name + " is there already");
  auto value = initial(type);
  variables_.push_back({std::move(type), std::move(value)});
  auto whole = node{std::move(name),
                    &variables_.back().type,
                    static_cast<std::uint32_t>(variables_.size() - 1),
                    static_cast<std::uint32_t>(steps_.size()),
                    0,
                    0,
                    true};
  sorted_.clear();
  if (!add_below(whole, 0))
    return fail(errc::invalid_value, "mms.variable",
                whole.name + " has a name twice, or is too deep");
  return {};
}

/// Adds the node and those below; each writes its own way down.
bool variable_table::add_below(const node& x, unsigned depth) {
  auto at = nodes_.size();
  if (depth > deepest_variable || !is_identifier(x.name)
      || !by_name_.emplace(x.name, static_cast<std::uint32_t>(at)).second)
    return false;
  nodes_.push_back(x);
  if (auto* parts = x.type->get_if<type_description::structure>()) {
    nodes_[at].is_leaf = false;
    for (auto i = std::size_t{0}; i < parts->components.size(); ++i) {
      auto& part = parts->components[i];
      auto* type = part.component_type->get_if<type_specification::type_description>();
      if (!part.component_name || !type)
        return false;
      auto first = static_cast<std::uint32_t>(steps_.size());
      for (auto step = std::uint32_t{0}; step < x.steps; ++step)
        steps_.push_back(steps_[x.first_step + step]);
      steps_.push_back(static_cast<std::uint32_t>(i));
      auto below = node{x.name + '$' + *part.component_name,
                        type,
                        x.variable,
                        first,
                        x.steps + 1,
                        0,
                        true};
      if (!add_below(below, depth + 1))
        return false;
    }
  }
  nodes_[at].end = static_cast<std::uint32_t>(nodes_.size());
  return true;
}

void variable_table::allow_writes(std::string_view pattern) {
  for (auto& one : nodes_)
    if (name_matches(one.name, pattern))
      one.writable = true;
}

const variable_table::node* variable_table::find(std::string_view name) const {
  auto found = by_name_.find(std::string{name});
  return found == by_name_.end() ? nullptr : &nodes_[found->second];
}

const std::vector<std::string_view>& variable_table::names() const {
  if (sorted_.size() != nodes_.size()) {
    sorted_.clear();
    for (auto& one : nodes_)
      sorted_.push_back(one.name);
    std::ranges::sort(sorted_);
  }
  return sorted_;
}

const data& variable_table::value(const node& x) const {
  auto* out = &variables_[x.variable].value;
  for (auto step = std::uint32_t{0}; step < x.steps; ++step)
    out = &out->get<data::structure>()[steps_[x.first_step + step]];
  return *out;
}

} // namespace bus::mms
