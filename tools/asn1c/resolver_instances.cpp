#include "tools/asn1c/resolver.hpp"

namespace bus::asn1c {

namespace {

/// An instance whose argument holds the instance again would never end.
constexpr auto most_instances = std::size_t{1000};

/// Of what is the same only where it is written once.
std::string key_of_place(const void* x, const environment* with) {
  return std::to_string(reinterpret_cast<std::uintptr_t>(x)) + '/'
         + std::to_string(reinterpret_cast<std::uintptr_t>(with));
}

} // namespace

/// Two arguments with the same key mean the same. Objects limit nothing here: all
/// sets of them are the same.
std::string resolver::key_of(const syntax::argument& x, const context& at) {
  if (x.as_type)
    return key_of(*x.as_type, at);
  if (x.as_set && x.as_set->is == syntax::constraint::form::contains)
    return key_of(*x.as_set->of, at);
  if (x.as_value)
    return key_of(*x.as_value, at);
  return x.as_set ? key_of_place(&x, at.with) : "{}";
}

std::string resolver::key_of(const syntax::value& x, const context& at) {
  using form = syntax::value::form;
  if (auto argument = argument_of(x, at))
    return key_of(*argument->is, argument->from);
  if (x.is == form::braces || x.is == form::choice || x.inner)
    return key_of_place(&x, at.with);
  auto is = std::to_string(static_cast<int>(x.is)) + '/' + x.text;
  return x.is == form::reference ? is + '@' + x.module + '/' + at.in->in->name : is;
}

std::string resolver::key_of(const syntax::type& x, const context& at) {
  auto simple = x.tags.empty() && x.constraints.empty() && x.arguments.empty();
  auto argument = simple ? argument_of(x, at) : nullptr;
  if (argument)
    return key_of(*argument->is, argument->from);
  if (simple && x.is == type_kind::reference)
    if (auto what = scopes_.find(x.name, x.module, *at.in)) {
      auto objects = scopes_.form_of(what) == syntax::assignment::form::object;
      return objects ? "{}" : what.in->in->name + '.' + x.name;
    }
  if (simple && (x.is < type_kind::sequence && x.numbers.empty()))
    return std::string{xml_name(x.is)};
  return key_of_place(&x, at.with);
}

const resolver::made_instance&
resolver::instance(const found& what, const syntax::type& x, const context& at) {
  auto& parameters = what.what->parameters;
  if (parameters.size() != x.arguments.size())
    refuse(at, x.at,
           x.name + " takes " + std::to_string(parameters.size())
             + " arguments, and has " + std::to_string(x.arguments.size()));
  auto key = what.in->in->name + '.' + what.what->name;
  for (auto& one : x.arguments)
    key += '{' + key_of(one, at) + '}';
  auto [known, is_new] = instances_.try_emplace(key);
  auto& out = known->second;
  if (!is_new) {
    if (!out.is)
      refuse(at, x.at, x.name + " is only itself again");
    return out;
  }
  if (instances_.size() > most_instances) {
    instances_.erase(known);
    refuse(at, x.at,
           "more than " + std::to_string(most_instances)
             + " instances of parameterized types: " + x.name
             + " may hold itself with ever new arguments");
  }
  do
    out.name = what.what->name + '-' + std::to_string(++instance_number_);
  while (what.in->own.contains(out.name));
  auto& with = environments_.emplace_back();
  for (auto i = std::size_t{0}; i < parameters.size(); ++i)
    with.by_name.try_emplace(parameters[i].name, bound{&x.arguments[i], at});
  out.with = &with;
  auto is = resolve_or_report(*what.what->of, {what.in, &with, {out.name}});
  // XML has no name for an instance but that of the built-in type.
  is.module.clear();
  is.name.clear();
  out.is = is;
  instance_definitions_[what.in->in->name].push_back(
    {out.name, what.what->at, std::move(is), true});
  return out;
}

} // namespace bus::asn1c
