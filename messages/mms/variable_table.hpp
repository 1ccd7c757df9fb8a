#pragma once

#include "messages/mms/data.hpp"

#include <deque>
#include <unordered_map>

namespace bus::mms {

/// Whether a name is what the pattern says, or below it: component by component,
/// `*` is any.
bool name_matches(std::string_view name, std::string_view pattern);

/// The named variables of one scope, with their values. A component of a
/// structure is a variable too, named `<variable>$<component>` (IEC 61850-8-1,
/// 7.3), so one value has several names.
class variable_table {
public:
  variable_table() = default;
  variable_table(variable_table&&) = default; ///< a copy's nodes were the other's
  variable_table& operator=(variable_table&&) = default;

  struct node {
    std::string name;
    const type_description* type;
    std::uint32_t variable;
    std::uint32_t first_step, steps; ///< from the variable down to the component
    std::uint32_t end;               ///< behind the last node below this one
    bool is_leaf;                    ///< no structure
    bool writable = false;           ///< by peers
  };

  /// Fails where the name is there, is no identifier, or the type is too deep.
  result<void> add(std::string name, type_description type);

  /// Peers may write what is below: a name, each component of which may be `*`.
  void allow_writes(std::string_view pattern);

  /// In the order of adding, components right behind what they belong to.
  const std::vector<node>& nodes() const { return nodes_; }

  const node* find(std::string_view name) const;

  std::uint32_t place_of(const node& x) const {
    return static_cast<std::uint32_t>(&x - nodes_.data());
  }

  /// All names, sorted.
  const std::vector<std::string_view>& names() const;

  const data& value(const node& x) const;
  data& value(const node& x) {
    return const_cast<data&>(std::as_const(*this).value(x));
  }

private:
  struct variable {
    type_description type;
    data value;
  };

  bool add_below(const node& x, unsigned depth);

  std::deque<variable> variables_; ///< types stay where they are
  std::vector<node> nodes_;
  std::vector<std::uint32_t> steps_;
  std::unordered_map<std::string, std::uint32_t> by_name_;
  mutable std::vector<std::string_view> sorted_;
};

} // namespace bus::mms
