#include "tools/asn1c/resolver.hpp"

#include "tools/asn1c/builtin.hpp"
#include "tools/asn1c/parser.hpp"

#include <algorithm>

namespace bus::asn1c {

using form = syntax::assignment::form;

namespace {

/// References that lead to references, and types within types.
constexpr auto deepest = 500u;

} // namespace

resolver::resolver(const std::vector<syntax::module>& modules, mistakes& wrong)
  : modules_{modules},
    wrong_{wrong},
    scopes_{modules, wrong} {}

void resolver::refuse(const context& at, place where, std::string what) const {
  throw unresolved{at.in->in->file, where, std::move(what)};
}

void resolver::refuse_name(const std::string& name, const std::string& module,
                           place where, const context& at) const {
  if (!module.empty() && !scopes_.find(module))
    refuse(at, where, "no file has the module " + module);
  if (is_builtin_class(name))
    refuse(at, where, "expected a type, and " + name + " is none");
  if (module.empty() && at.in->imported.contains(name))
    give_up(); // the import has been told to be wrong
  refuse(at, where,
         name + (module.empty() ? " is not defined, and not imported" : " is not in ")
           + module);
}

void resolver::refuse_argument(const bound& x, const std::string& name,
                               const std::string& expected) const {
  auto& is = *x.is;
  auto where = is.as_type    ? is.as_type->at
               : is.as_value ? is.as_value->at
               : is.as_set   ? is.as_set->at
                             : place{};
  refuse(x.from, where, "the argument for " + name + " is no " + expected);
}

void resolver::refuse_unsupported(const context& at, place where,
                                  std::string what) const {
  throw unresolved{at.in->in->file, where, std::move(what), false};
}

void resolver::give_up() const {
  throw unresolved{};
}

void resolver::report(const unresolved& x) {
  if (!x.what.empty())
    wrong_.push_back({x.file, x.at, x.what});
}

resolver::level::level(resolver& x, const context& at, place where, unsigned times)
  : in{x},
    count{times} {
  in.depth_ += count;
  if (in.depth_ > deepest) {
    in.depth_ -= count;
    in.refuse(at, where, "types and values refer to each other too deeply");
  }
}

repository resolver::run() {
  for (auto& x : modules_)
    if (auto in = scopes_.find(x.name); in && in->in == &x)
      define(*in, out_.modules.emplace_back());
  fill_all();
  types_are_done_ = true;
  for (auto& x : out_.modules)
    define_values(*scopes_.find(x.name), x);
  set_defaults();
  for (auto& x : tag_checks_)
    check_tags(x);
  for (auto& x : out_.modules)
    for (auto& one : instance_definitions_[x.name])
      x.types.push_back(std::move(one));
  return std::move(out_);
}

void resolver::define(const scope& in, module& out) {
  out.file = in.in->file;
  out.name = in.in->name;
  auto at = context{&in, nullptr, {}};
  try {
    if (in.in->oid)
      out.oid = std::get<arcs>(object_identifier(*in.in->oid, at, false).is);
  } catch (const unresolved& why) {
    report(why);
  }
  for (auto& x : in.in->assignments)
    if (x.parameters.empty() && in.own.find(x.name)->second == &x
        && scopes_.form_of({&x, &in}) == form::type)
      out.types.push_back({x.name, x.at, head({&x, &in})});
}

/// After the types: a value may have parts.
void resolver::define_values(const scope& in, module& out) {
  for (auto& x : in.in->assignments)
    if (x.parameters.empty() && in.own.find(x.name)->second == &x
        && scopes_.form_of({&x, &in}) == form::value)
      if (auto& next = value_of({&x, &in}); !is_unknown(next.of))
        out.values.push_back(next);
}

/// The type that an assignment defines, without a look at what is inside.
const type& resolver::head(const found& x) {
  auto [at, is_new] = heads_.try_emplace(x.what);
  if (!is_new) {
    if (!at->second)
      refuse({x.in, nullptr, {}}, x.what->at, x.what->name + " is only itself again");
    return *at->second;
  }
  at->second = resolve_or_report(*x.what->of, {x.in, nullptr, {x.what->name}});
  return *at->second;
}

type resolver::resolve(const syntax::type& x, const context& at) {
  auto deeper = level{*this, at, x.at};
  auto out = resolve_bare(x, at);
  if (is_unknown(out))
    return out;
  limit(out, x.constraints, at);
  add_tags(out, x, at);
  return out;
}

type resolver::resolve_or_report(const syntax::type& x, const context& at) {
  try {
    return resolve(x, at);
  } catch (const unresolved& why) {
    report(why);
    return unknown_type();
  }
}

type resolver::resolve_bare(const syntax::type& x, const context& at) {
  switch (x.is) {
  case type_kind::reference: return resolve_reference(x, at);
  case type_kind::class_field: return resolve_field(x, at);
  case type_kind::selection: {
    auto [alternative, in] = selected(x, at);
    return resolve(*alternative, in);
  }
  case type_kind::instance_of:
  case type_kind::external:
  case type_kind::embedded_pdv:
  case type_kind::character_string: return resolve_builtin(x, at);
  default: break;
  }
  auto out = type{};
  out.is = x.is;
  if (auto number = universal_number(x.is))
    out.tags = {{tag_class::universal, number}};
  out.inside = body_of(x, at);
  return out;
}

type resolver::resolve_builtin(const syntax::type& x, const context& at) {
  auto of_class = x.is == type_kind::instance_of;
  if (of_class && !scopes_.is_class(syntax::referring("", x.name, x.at), *at.in))
    refuse(at, x.at, "expected a class, and " + x.name + " is none");
  return resolve_reference(syntax::referring(builtin_module, builtin_name(x.is), x.at),
                           at);
}

/// What a dummy reference stands for; null for other types.
const bound* resolver::argument_of(const syntax::type& x, const context& at) const {
  if (x.is != type_kind::reference || !x.module.empty() || !at.with)
    return nullptr;
  auto found = at.with->by_name.find(x.name);
  return found == at.with->by_name.end() ? nullptr : &found->second;
}

type resolver::resolve_reference(const syntax::type& x, const context& at) {
  if (auto argument = argument_of(x, at)) {
    if (!argument->is->as_type)
      refuse_argument(*argument, x.name, "type");
    auto from = argument->from;
    from.path.push_back(x.name);
    return resolve(*argument->is->as_type, from);
  }
  auto what = scopes_.find(x.name, x.module, *at.in);
  if (!what)
    refuse_name(x.name, x.module, x.at, at);
  if (scopes_.form_of(what) != form::type)
    refuse(at, x.at, "expected a type, and " + x.name + " is none");
  if (!what.what->parameters.empty())
    return *instance(what, x, at).is;
  if (!x.arguments.empty())
    refuse(at, x.at, x.name + " has no parameters");
  auto out = head(what);
  out.module = what.in->in->name;
  out.name = x.name;
  return out;
}

/// The alternative that a selection type names (X.680, 30).
resolver::written_type resolver::selected(const syntax::type& x, const context& at) {
  auto [choice, in] = follow(*x.element, at);
  if (choice->is != type_kind::choice)
    refuse(at, x.at, "expected a CHOICE behind '<'");
  in.path.push_back(x.name);
  for (auto& one : choice->components)
    if (one.name == x.name && one.of)
      return {one.of.get(), in};
  refuse(at, x.at, "the CHOICE has no alternative " + x.name);
}

/// Puts the written tags around a type (X.680, 31.2.7).
void resolver::add_tags(type& to, const syntax::type& x, const context& at) {
  using mode = syntax::tag_prefix::mode;
  auto by_module = at.in->in->tags == syntax::tag_default::is_explicit
                     ? mode::is_explicit
                     : mode::is_implicit;
  for (auto i = x.tags.size(); i-- > 0;) {
    auto& written = x.tags[i];
    auto number = resolve_number(written.number, at);
    if (number < 0 || number >= (1 << 29))
      refuse(at, written.at, "expected a tag number from 0 to 536870911");
    auto next = tag{written.of, static_cast<std::uint32_t>(number)};
    auto how = written.how == mode::by_module ? by_module : written.how;
    // What has no tag of its own keeps what is inside: IMPLICIT becomes EXPLICIT.
    auto replaces = how == mode::is_implicit && !to.tags.empty()
                    && !(argument_of(x, at) && i + 1 == x.tags.size());
    if (replaces)
      to.tags.front() = next;
    else
      to.tags.insert(to.tags.begin(), next);
  }
  if (to.tags.size() > 8)
    refuse(at, x.at, "more than 8 tags around one type");
}

const module* repository::find(std::string_view module_name) const {
  auto same = [&](const module& x) { return x.name == module_name; };
  auto at = std::find_if(modules.begin(), modules.end(), same);
  return at == modules.end() ? nullptr : &*at;
}

const definition* repository::find(std::string_view module_name,
                                   std::string_view type_name) const {
  auto in = find(module_name);
  if (!in)
    return nullptr;
  auto same = [&](const definition& x) { return x.name == type_name; };
  auto at = std::find_if(in->types.begin(), in->types.end(), same);
  return at == in->types.end() ? nullptr : &*at;
}

namespace {

/// By place, each but once: what is wrong in a parameterized type is seen again in
/// each instance.
void sort(mistakes& x) {
  auto key = [](const mistake& one) {
    return std::tie(one.file, one.at.line, one.at.column, one.what);
  };
  auto before = [&](auto& one, auto& other) { return key(one) < key(other); };
  auto same = [&](auto& one, auto& other) { return key(one) == key(other); };
  std::sort(x.begin(), x.end(), before);
  x.erase(std::unique(x.begin(), x.end(), same), x.end());
}

} // namespace

compilation compile(const std::vector<source>& sources) {
  auto out = compilation{};
  auto modules = std::vector<syntax::module>{};
  for (auto& x : sources)
    for (auto& one : parse(x, out.wrong))
      modules.push_back(std::move(one));
  for (auto& one : parse(builtin_source(), out.wrong))
    modules.push_back(std::move(one));
  // What was passed over would be told as missing.
  if (out.wrong.empty())
    out.modules = resolver{modules, out.wrong}.run();
  sort(out.wrong);
  return out;
}

} // namespace bus::asn1c
