#include "tools/asn1c/resolver.hpp"

#include "tools/asn1c/builtin.hpp"
#include "tools/asn1c/parser.hpp"

#include <algorithm>

namespace bus::asn1c {

using form = syntax::assignment::form;

namespace {

/// References that lead to references, and types within types.
constexpr auto deepest = 500u;

syntax::type referring(std::string_view module, std::string_view name, place at) {
  auto out = syntax::type{};
  out.is = type_kind::reference;
  out.module = module;
  out.name = name;
  out.at = at;
  return out;
}

syntax::type plain(type_kind is, place at) {
  auto out = syntax::type{};
  out.is = is;
  out.at = at;
  return out;
}

} // namespace

resolver::resolver(const std::vector<syntax::module>& modules, mistakes& wrong)
  : modules_{modules},
    wrong_{wrong},
    scopes_{modules, wrong} {}

void resolver::refuse(const context& at, place where, std::string what) const {
  throw unresolved{at.in->in->file, where, std::move(what)};
}

void resolver::report(const unresolved& x) {
  wrong_.push_back({x.file, x.at, x.what});
}

repository resolver::run() {
  for (auto& x : modules_)
    if (auto in = scopes_.find(x.name); in && in->in == &x)
      define(*in, out_.modules.emplace_back());
  while (!queue_.empty()) {
    auto next = queue_.front();
    queue_.pop_front();
    try {
      fill(*next.out, *next.from, next.at);
    } catch (const unresolved& why) {
      report(why);
    }
  }
  if (wrong_.empty())
    for (auto& [x, is_sequence] : tag_checks_)
      check_tags(*x, is_sequence);
  for (auto& x : out_.modules)
    define_values(*scopes_.find(x.name), x);
  set_defaults();
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
    if (x.is == form::type && x.parameters.empty() && in.own.find(x.name)->second == &x)
      out.types.push_back({x.name, x.at, head({&x, &in})});
}

/// After the types: a value may have parts.
void resolver::define_values(const scope& in, module& out) {
  for (auto& x : in.in->assignments)
    if (x.is == form::value && x.parameters.empty()
        && in.own.find(x.name)->second == &x)
      out.values.push_back(value_of({&x, &in}));
}

/// The type that an assignment defines, without a look at what is inside.
const type& resolver::head(const found& x) {
  auto [at, is_new] = heads_.try_emplace(x.what);
  if (!is_new) {
    if (!at->second)
      refuse({x.in, nullptr, {}}, x.what->at, x.what->name + " is only itself again");
    return *at->second;
  }
  try {
    auto out = resolve(*x.what->of, {x.in, nullptr, {x.what->name}});
    at->second = std::move(out);
  } catch (const unresolved& why) {
    report(why);
    at->second = type{};
  }
  return *at->second;
}

type resolver::resolve(const syntax::type& x, const context& at) {
  if (++depth_ > deepest) {
    depth_ = 0;
    refuse(at, x.at, "types refer to each other too deeply");
  }
  auto out = resolve_bare(x, at);
  limit(out, x.constraints, at);
  add_tags(out, x, at);
  depth_ -= depth_ > 0 ? 1 : 0;
  return out;
}

type resolver::resolve_bare(const syntax::type& x, const context& at) {
  switch (x.is) {
  case type_kind::reference: return resolve_reference(x, at);
  case type_kind::class_field: return resolve_field(x, at);
  case type_kind::selection: return resolve_selection(x, at);
  case type_kind::instance_of:
  case type_kind::external:
  case type_kind::embedded_pdv:
  case type_kind::character_string: return resolve_builtin(x.is, at);
  default: break;
  }
  auto out = type{};
  out.is = x.is;
  if (auto number = universal_number(x.is))
    out.tags = {{tag_class::universal, number}};
  out.inside = body_of(x, at);
  return out;
}

type resolver::resolve_builtin(type_kind is, const context& at) {
  auto out = resolve_reference(referring(builtin_module, builtin_name(is), {}), at);
  return out;
}

bool resolver::is_dummy(const syntax::type& x, const context& at) const {
  return x.is == type_kind::reference && x.module.empty() && at.with
         && at.with->by_name.contains(x.name);
}

type resolver::resolve_reference(const syntax::type& x, const context& at) {
  if (is_dummy(x, at)) {
    auto& argument = at.with->by_name.find(x.name)->second;
    if (!argument.is->as_type)
      refuse(at, x.at, "the argument for " + x.name + " is no type");
    auto from = argument.from;
    from.path = at.path;
    return resolve(*argument.is->as_type, from);
  }
  auto what = scopes_.find(x.name, x.module, *at.in);
  if (!what) {
    auto known = x.module.empty() || scopes_.find(x.module);
    refuse(at, x.at,
           known ? x.name + " is not defined, and not imported"
                 : "no file has the module " + x.module);
  }
  if (what.what->is != form::type)
    refuse(at, x.at, "expected a type, and " + x.name + " is none");
  if (!what.what->parameters.empty())
    return instance(what, x, at);
  if (!x.arguments.empty())
    refuse(at, x.at, x.name + " has no parameters");
  auto out = head(what);
  out.module = what.in->in->name;
  out.name = x.name;
  return out;
}

/// `CLASS.&field`: a field with a fixed type is that type, else any.
type resolver::resolve_field(const syntax::type& x, const context& at) {
  auto open = [&] { return resolve(plain(type_kind::open, x.at), at); };
  auto name = x.name;
  for (auto hops = 0u; hops < deepest; ++hops) {
    if (name == "TYPE-IDENTIFIER" || name == "ABSTRACT-SYNTAX") {
      if (x.field == "&id")
        return resolve(plain(type_kind::object_identifier, x.at), at);
      if (x.field == "&property")
        return resolve(plain(type_kind::bit_string, x.at), at);
      if (x.field == "&Type")
        return open();
      refuse(at, x.at, name + " has no field " + x.field);
    }
    auto what = scopes_.find(name, "", *at.in);
    if (!what || what.what->is != form::object_class)
      refuse(at, x.at, "expected a class, and " + name + " is none");
    if (!what.what->same_as.empty()) {
      name = what.what->same_as;
      continue;
    }
    for (auto& field : what.what->fields)
      if (field.name == x.field)
        return field.of ? resolve(*field.of, {what.in, nullptr, at.path}) : open();
    refuse(at, x.at, name + " has no field " + x.field);
  }
  refuse(at, x.at, x.name + " is only itself again");
}

type resolver::resolve_selection(const syntax::type& x, const context& at) {
  auto [choice, in] = follow(*x.element, at);
  if (choice->is != type_kind::choice)
    refuse(at, x.at, "expected a CHOICE behind '<'");
  for (auto& one : choice->components)
    if (one.name == x.name && one.of)
      return resolve(*one.of, in);
  refuse(at, x.at, "the CHOICE has no alternative " + x.name);
}

/// Puts the written tags around a type (X.680, 31.2.7).
void resolver::add_tags(type& to, const syntax::type& x, const context& at) {
  using mode = syntax::tag_prefix::mode;
  auto by_module = at.in->in->tags == syntax::tag_default::is_explicit
                     ? mode::is_explicit
                     : mode::is_implicit;
  auto bare = plain(x.is, x.at);
  bare.name = x.name;
  bare.module = x.module;
  auto dummy = is_dummy(bare, at);
  for (auto i = x.tags.size(); i-- > 0;) {
    auto& written = x.tags[i];
    auto number = resolve_number(written.number, at);
    if (number < 0 || number >= (1 << 29))
      refuse(at, written.at, "expected a tag number from 0 to 536870911");
    auto next = tag{written.of, static_cast<std::uint32_t>(number)};
    auto how = written.how == mode::by_module ? by_module : written.how;
    // What has no tag of its own keeps what is inside: IMPLICIT becomes EXPLICIT.
    auto replaces = how == mode::is_implicit && !to.tags.empty()
                    && !(dummy && i + 1 == x.tags.size());
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
  auto before = [](const mistake& x, const mistake& y) {
    return std::tie(x.file, x.at.line, x.at.column)
           < std::tie(y.file, y.at.line, y.at.column);
  };
  std::stable_sort(out.wrong.begin(), out.wrong.end(), before);
  return out;
}

} // namespace bus::asn1c
