#include "messages/mms/data.hpp"
#include "messages/mms/leaf.hpp"
#include "messages/mms/limits.hpp"
#include "messages/mms/type.hpp"

#include <algorithm>

namespace bus::mms {

namespace {

using kinds = type_description;
using asn1::mms::type_description_array;
using asn1::mms::type_description_structure;
using members = std::shared_ptr<const structure>;

auto failure_of(errc code, std::string expected) {
  return fail(code, "mms.data", "expected " + std::move(expected));
}

/// The same failure, of a part.
auto within(const std::string& part, const error& x) {
  return fail(x.code, x.where, part + ": " + x.cause);
}

result<data> convert(const value& x, const type_description& type, unsigned depth);

result<data> convert_part(const value& x, const type_specification& type,
                          unsigned depth) {
  auto* of = described(type);
  if (!of || depth > deepest)
    return fail(errc::unsupported, "mms.data",
                of ? "a type too deep" : "a type that only has a name");
  return convert(x, *of, depth);
}

result<data> to_array(const value& x, const type_description_array& of,
                      unsigned depth) {
  auto* list = std::get_if<std::shared_ptr<const array>>(&x);
  auto expected = "an array of " + std::to_string(of.number_of_elements) + " elements";
  if (!list || !*list)
    return failure_of(errc::type_mismatch, expected);
  if ((*list)->size() != of.number_of_elements)
    return failure_of(errc::invalid_value, expected);
  auto out = asn1::list_of<data>{};
  for (auto& one : **list) {
    auto part = convert_part(one, *of.element_type, depth + 1);
    if (!part)
      return within(std::to_string(out.size()), part.error());
    out.push_back(std::move(*part));
  }
  return data::make<data::array>(std::move(out));
}

std::string name_at(const type_description_structure& of, std::size_t i) {
  return of.components[i].component_name.value_or(std::to_string(i));
}

/// Told where there are more members than components.
result<data> unknown_member(const structure& x, const type_description_structure& of) {
  auto is_known = [&](const std::string& member) {
    for (auto i = std::size_t{0}; i < of.components.size(); ++i)
      if (name_at(of, i) == member)
        return true;
    return false;
  };
  auto found = std::ranges::find_if_not(x, is_known, &structure::value_type::first);
  return failure_of(errc::invalid_value, found == x.end()
                                           ? "each member once"
                                           : "no member " + found->first);
}

result<data> to_structure(const value& x, const type_description_structure& of,
                          unsigned depth) {
  auto* from = std::get_if<members>(&x);
  auto count = of.components.size();
  if (!from || !*from)
    return failure_of(errc::type_mismatch,
                      "an object of " + std::to_string(count) + " members");
  auto out = asn1::list_of<data>{};
  for (auto i = std::size_t{0}; i < count; ++i) {
    auto wanted = name_at(of, i);
    auto found = std::ranges::find(**from, wanted, &structure::value_type::first);
    if (found == (*from)->end())
      return failure_of(errc::invalid_value, "the member " + wanted);
    auto part =
      convert_part(found->second, *of.components[i].component_type, depth + 1);
    if (!part)
      return within(wanted, part.error());
    out.push_back(std::move(*part));
  }
  if ((*from)->size() != count)
    return unknown_member(**from, of);
  return data::make<data::structure>(std::move(out));
}

result<data> convert(const value& x, const type_description& type, unsigned depth) {
  if (auto* elements = type.get_if<kinds::array>())
    return to_array(x, *elements, depth);
  if (auto* components = type.get_if<kinds::structure>())
    return to_structure(x, *components, depth);
  return to_leaf(x, type);
}

} // namespace

result<data> to_data(const value& x, const type_description& type) {
  return convert(x, type, 0);
}

} // namespace bus::mms
