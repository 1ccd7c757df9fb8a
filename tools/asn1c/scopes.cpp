#include "tools/asn1c/scopes.hpp"

namespace bus::asn1c {

using form = syntax::assignment::form;

bool is_builtin_class(std::string_view x) {
  return x == "TYPE-IDENTIFIER" || x == "ABSTRACT-SYNTAX";
}

namespace {

/// What some modules import though every module has it.
bool is_builtin(std::string_view x) {
  return is_builtin_class(x) || x == "UTF8String" || x == "BMPString"
         || x == "UniversalString";
}

} // namespace

scopes::scopes(const std::vector<syntax::module>& modules, mistakes& wrong) {
  for (auto& x : modules)
    add(x, wrong);
  for (auto& [name, x] : all_)
    check_imports(x, wrong);
}

void scopes::add(const syntax::module& x, mistakes& wrong) {
  auto [at, is_new] = all_.try_emplace(x.name);
  if (!is_new) {
    wrong.push_back({x.file, x.at, "the module " + x.name + " stands twice"});
    return;
  }
  auto& out = at->second;
  out.in = &x;
  for (auto& one : x.imports)
    out.imported.try_emplace(one.name, &one);
  for (auto& one : x.assignments)
    if (!out.own.try_emplace(one.name, &one).second)
      wrong.push_back({x.file, one.at, one.name + " is defined twice"});
}

void scopes::check_imports(const scope& x, mistakes& wrong) const {
  for (auto& [name, one] : x.imported) {
    auto from = find(one->module);
    if (!from)
      wrong.push_back({x.in->file, one->at,
                       "the module " + one->module + ", from which " + name
                         + " is imported, is in none of the files"});
    else if (!is_builtin(name) && !find(name, "", *from))
      wrong.push_back(
        {x.in->file, one->at, "the module " + one->module + " has no " + name});
  }
  for (auto& one : x.in->exports)
    if (!x.own.contains(one.name) && !x.imported.contains(one.name))
      wrong.push_back({x.in->file, one.at, one.name + " is exported but not defined"});
}

const scope* scopes::find(std::string_view module) const {
  auto at = all_.find(module);
  return at == all_.end() ? nullptr : &at->second;
}

found scopes::find(std::string_view name, std::string_view module,
                   const scope& from) const {
  auto in = module.empty() ? &from : find(module);
  // What is imported may be imported there too; modules may do so in a circle.
  for (auto hops = all_.size() + 1; in && hops > 0; --hops) {
    if (auto at = in->own.find(name); at != in->own.end())
      return {at->second, in};
    auto at = in->imported.find(name);
    if (at == in->imported.end())
      return {};
    in = find(at->second->module);
  }
  return {};
}

form scopes::form_of(const found& x) const {
  auto is = x.what->is;
  if (is != form::type && is != form::value && is != form::set)
    return is;
  auto of_class = x.what->of->tags.empty() && is_class(*x.what->of, *x.in);
  if (is == form::type)
    return of_class ? form::object_class : form::type;
  if (is == form::set)
    return of_class ? form::object : form::type;
  return of_class ? form::object : form::value;
}

bool scopes::is_class(const syntax::type& x, const scope& from) const {
  auto name = &x;
  auto in = &from;
  // Names of names may lead in a circle.
  for (auto hops = 0; name->is == type_kind::reference && hops < 100; ++hops) {
    auto at = find(name->name, name->module, *in);
    if (!at)
      return name->module.empty() && is_builtin_class(name->name);
    if (at.what->is != form::type)
      return at.what->is == form::object_class;
    name = at.what->of.get();
    in = at.in;
  }
  return false;
}

} // namespace bus::asn1c
