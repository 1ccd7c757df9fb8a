#include "tools/asn1_interpreter/types.hpp"

#include <algorithm>

namespace bus::asn1_interpreter {

namespace {

template <class Predicate>
const asn1c::named_number* find_number_if(const type& of, Predicate fits) {
  if (!of.inside)
    return nullptr;
  auto& all = of.inside->numbers;
  auto at = std::find_if(all.begin(), all.end(), fits);
  return at == all.end() ? nullptr : &*at;
}

} // namespace

const asn1c::definition& definition_of(const asn1c::repository& modules,
                                       std::string_view module, std::string_view type) {
  auto name = std::string{module};
  if (!modules.find(module))
    throw refusal{{errc::not_found, name, "there is no such module"}};
  auto out = modules.find(module, type);
  name += '.' + std::string{type};
  if (!out)
    throw refusal{{errc::not_found, name, "the module has no such type"}};
  return *out;
}

bool is_external(const type& x) {
  return x.inside && x.inside->module == asn1c::builtin_module
         && x.inside->path == std::vector<std::string>{"External"};
}

bool has_own_tag(const type& x) {
  return x.is != type_kind::choice && x.is != type_kind::open;
}

bool may_be_absent(const component& x) {
  return x.optional || x.default_value || x.addition;
}

std::size_t index_of(const components& in, std::string_view name) {
  auto same = [&](const component& x) { return x.name == name; };
  auto at = std::find_if(in.begin(), in.end(), same);
  return static_cast<std::size_t>(at - in.begin());
}

const asn1c::named_number* find_number(const type& of, const integer& number) {
  auto wide = number.to_wide();
  return find_number_if(
    of, [&](const asn1c::named_number& x) { return wide && x.number == *wide; });
}

const asn1c::named_number* find_number(const type& of, std::string_view name) {
  return find_number_if(of,
                        [&](const asn1c::named_number& x) { return x.name == name; });
}

enumerated item_of(const type& of, integer number, walk& at) {
  auto known = find_number(of, number);
  if (!known && !of.inside->extensible)
    at.refuse("no item has the number " + number.to_text().value_or("that it has"));
  return {std::move(number), known ? known->name : ""};
}

const component* find_missing(const components& all, const parts& got) {
  for (auto i = std::size_t{0}; i < all.size(); ++i)
    if (!got[i] && !may_be_absent(all[i]))
      return &all[i];
  return nullptr;
}

named_values completed(const components& all, parts got, walk& at) {
  auto out = named_values{};
  for (auto i = std::size_t{0}; i < all.size(); ++i)
    if (got[i])
      out.push_back({all[i].name, std::move(*got[i])});
    else if (all[i].default_value)
      out.push_back({all[i].name, default_of(all[i], at)});
  return out;
}

std::vector<const value*> arranged(const components& all, const named_values& x,
                                   walk& at) {
  auto out = std::vector<const value*>(all.size());
  for (auto& one : x) {
    auto index = index_of(all, one.name);
    if (index == all.size())
      at.refuse("there is no component " + one.name);
    if (out[index])
      at.refuse("the component " + one.name + " stands twice");
    out[index] = &one.is;
  }
  for (auto i = std::size_t{0}; i < all.size(); ++i)
    if (!out[i] && !may_be_absent(all[i]))
      at.refuse("the component " + all[i].name + " is missing");
  return out;
}

template <>
const choice& as<choice>(const value& x, const walk& at) {
  if (auto out = std::get_if<choice>(&x.is))
    return *out;
  at.refuse(errc::type_mismatch,
            "expected a CHOICE, found " + std::string{kind_name(x)});
}

} // namespace bus::asn1_interpreter
