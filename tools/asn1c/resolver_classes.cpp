#include "tools/asn1c/resolver.hpp"

namespace bus::asn1c {

using form = syntax::assignment::form;

namespace {

constexpr auto most_names = 100u;

syntax::type_ptr plain(type_kind is) {
  auto out = syntax::type{};
  out.is = is;
  return std::make_shared<const syntax::type>(std::move(out));
}

/// X.681, annexes A and B.
std::vector<syntax::class_field> builtin_fields() {
  return {{"&id", plain(type_kind::object_identifier)},
          {"&Type", {}},
          {"&property", plain(type_kind::bit_string)}};
}

} // namespace

/// The fields of a class, behind all its other names.
const resolver::known_class& resolver::class_of(syntax::type name, context at) {
  static const auto builtin = known_class{"", builtin_fields(), {}};
  auto here = at;
  for (auto hops = 0u; hops < most_names; ++hops) {
    if (auto argument = argument_of(name, at)) {
      if (!argument->is->as_type)
        refuse_argument(*argument, name.name, "class");
      name = *argument->is->as_type;
      at = argument->from;
      continue;
    }
    auto what = scopes_.find(name.name, name.module, *at.in);
    if (!what && is_builtin_class(name.name))
      return builtin;
    if (!what)
      refuse_name(name.name, name.module, name.at, at);
    if (scopes_.form_of(what) != form::object_class)
      refuse(at, name.at, "expected a class, and " + name.name + " is none");
    at = context{what.in, nullptr, {}};
    if (what.what->is == form::type)
      name = *what.what->of;
    else if (!what.what->same_as.empty())
      name = syntax::referring("", what.what->same_as, what.what->at);
    else
      return classes_
        .try_emplace(what.what,
                     known_class{what.what->name, what.what->fields, what.in})
        .first->second;
  }
  refuse(here, name.at, name.name + " is only itself again");
}

const syntax::class_field& resolver::field_of(const known_class& of,
                                              const std::string& name,
                                              const syntax::type& x,
                                              const context& at) const {
  for (auto& one : of.fields)
    if (one.name == name)
      return one;
  refuse(at, x.at, (of.name.empty() ? x.name : of.name) + " has no field " + name);
}

/// `CLASS.&field`, also `CLASS.&object.&field`: a field with a fixed type is that
/// type, else any.
type resolver::resolve_field(const syntax::type& x, const context& at) {
  if (x.name.front() >= 'a')
    refuse(at, x.at, "the type of an object's field is not supported");
  auto of = &class_of(syntax::referring(x.module, x.name, x.at), at);
  for (auto& one : x.through) {
    auto& inner = field_of(*of, one, x, at);
    if (!inner.of || !of->in)
      refuse(at, x.at, "the field " + one + " holds no object");
    of = &class_of(*inner.of, {of->in, nullptr, {}});
  }
  auto& field = field_of(*of, x.field, x, at);
  if (!of->in || !field.of)
    return resolve(field.of ? *field.of : *plain(type_kind::open), at);
  return resolve(*field.of, {of->in, nullptr, {of->name, field.name.substr(1)}});
}

} // namespace bus::asn1c
