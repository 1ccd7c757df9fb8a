#include "tools/asn1c/resolver.hpp"

namespace bus::asn1c {

namespace {

/// An instance whose argument holds the instance again would never end.
constexpr auto most_instances = std::size_t{1000};

} // namespace

/// Two arguments with the same key mean the same.
std::string resolver::key_of(const syntax::argument& x, const context& at) {
  if (x.as_type)
    return key_of(*x.as_type, at);
  if (!x.as_value)
    return "{}";
  auto& value = *x.as_value;
  if (value.is == syntax::value::form::reference && at.with)
    if (auto dummy = at.with->by_name.find(value.text); dummy != at.with->by_name.end())
      return key_of(*dummy->second.is, dummy->second.from);
  return value.text + '@' + at.in->in->name;
}

std::string resolver::key_of(const syntax::type& x, const context& at) {
  auto simple = x.tags.empty() && x.constraints.empty() && x.arguments.empty();
  if (simple && is_dummy(x, at)) {
    auto& dummy = at.with->by_name.find(x.name)->second;
    return key_of(*dummy.is, dummy.from);
  }
  if (simple && x.is == type_kind::reference)
    if (auto what = scopes_.find(x.name, x.module, *at.in))
      return what.in->in->name + '.' + x.name;
  if (simple && (x.is < type_kind::sequence && x.numbers.empty()))
    return std::string{xml_name(x.is)};
  return std::to_string(reinterpret_cast<std::uintptr_t>(&x)) + '/'
         + std::to_string(reinterpret_cast<std::uintptr_t>(at.with));
}

type resolver::instance(const found& what, const syntax::type& x, const context& at) {
  auto& parameters = what.what->parameters;
  if (parameters.size() != x.arguments.size())
    refuse(at, x.at,
           x.name + " takes " + std::to_string(parameters.size())
             + " arguments, and has " + std::to_string(x.arguments.size()));
  auto key = what.in->in->name + '.' + x.name;
  for (auto& one : x.arguments)
    key += '{' + key_of(one, at) + '}';
  auto [known, is_new] = instances_.try_emplace(key);
  if (!is_new)
    return known->second.second;
  if (instances_.size() > most_instances)
    refuse(at, x.at,
           "more than " + std::to_string(most_instances)
             + " instances of parameterized types: " + x.name
             + " may hold itself with ever new arguments");
  auto& with = environments_.emplace_back();
  for (auto i = std::size_t{0}; i < parameters.size(); ++i)
    with.by_name.try_emplace(parameters[i].name, bound{&x.arguments[i], at});
  auto name = x.name + '-' + std::to_string(instances_.size());
  auto out = resolve(*what.what->of, {what.in, &with, {name}});
  // XML has no name for an instance but that of the built-in type.
  out.module.clear();
  out.name.clear();
  auto& entry = instances_[key];
  entry = {name, out};
  instance_definitions_[what.in->in->name].push_back({name, what.what->at, out, true});
  return out;
}

} // namespace bus::asn1c
