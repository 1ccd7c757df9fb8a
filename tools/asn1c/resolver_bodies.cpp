#include "tools/asn1c/resolver.hpp"

#include <algorithm>

namespace bus::asn1c {

namespace {

bool has_body(const syntax::type& x) {
  switch (x.is) {
  case type_kind::sequence:
  case type_kind::set:
  case type_kind::choice:
  case type_kind::sequence_of:
  case type_kind::set_of:
  case type_kind::enumerated: return true;
  default: return !x.numbers.empty();
  }
}

constexpr auto deepest = 100u;

} // namespace

const body* resolver::body_of(const syntax::type& x, const context& at) {
  if (!has_body(x))
    return nullptr;
  auto [known, is_new] = bodies_.try_emplace({&x, at.with}, nullptr);
  if (!is_new)
    return known->second;
  auto made = std::make_unique<body>();
  auto out = made.get();
  out_.bodies.push_back(std::move(made));
  known->second = out;
  out->module = at.in->in->name;
  out->path = at.path;
  out->at = x.at;
  number_items(*out, x, at);
  queue_.push_back({out, &x, at});
  return out;
}

/// Names of numbers at once: a constraint may use them. Items without a number
/// get the smallest that none before it has; additions one larger than all
/// before them (X.680, 20.3 and 20.6).
void resolver::number_items(body& out, const syntax::type& x, const context& at) {
  auto taken = std::set<wide_int>{};
  auto add = [&](const syntax::named_number& one, wide_int number) {
    for (auto& known : out.numbers)
      if (known.name == one.name)
        refuse(at, one.at, one.name + " stands twice");
    auto is_new = taken.insert(number).second;
    if (!is_new && x.is == type_kind::enumerated)
      refuse(at, one.at, "the number " + to_string(number) + " stands twice");
    out.numbers.push_back({one.name, number});
  };
  auto written = std::set<wide_int>{};
  for (auto& one : x.numbers)
    if (one.number)
      written.insert(resolve_number(*one.number, at));
  out.extensible = x.extension.has_value();
  auto next = wide_int{0};
  for (auto i = std::size_t{0}; i < x.numbers.size(); ++i) {
    auto& one = x.numbers[i];
    auto addition = x.extension && i >= *x.extension;
    if (addition && !taken.empty())
      next = std::max(next, *taken.rbegin() + 1);
    while (!one.number && (written.contains(next) || taken.contains(next)))
      ++next;
    add(one, one.number ? resolve_number(*one.number, at) : next);
  }
}

void resolver::fill(body& out, const syntax::type& x, const context& at) {
  if (!x.element) {
    fill_components(out, x, at);
    return;
  }
  auto inner = at;
  inner.path.push_back("item");
  out.element = resolve(*x.element, inner);
  out.element_name = x.element_name;
}

/// To the type that a chain of references ends at, as it is written.
std::pair<const syntax::type*, context> resolver::follow(const syntax::type& x,
                                                         const context& at) {
  auto out = std::pair{&x, at};
  for (auto hops = 0u; out.first->is == type_kind::reference; ++hops) {
    auto& [now, in] = out;
    if (is_dummy(*now, in)) {
      auto& argument = in.with->by_name.find(now->name)->second;
      if (!argument.is->as_type)
        refuse(at, x.at, "the argument for " + now->name + " is no type");
      out = {argument.is->as_type.get(), argument.from};
      continue;
    }
    auto what = scopes_.find(now->name, now->module, *in.in);
    if (!what || what.what->is != syntax::assignment::form::type || hops > deepest)
      refuse(in, now->at, now->name + " is not defined, and not imported");
    if (!what.what->parameters.empty())
      refuse(in, now->at, now->name + " has parameters: name a type that it makes");
    out = {what.what->of.get(), context{what.in, nullptr, {now->name}}};
  }
  return out;
}

/// The components with those of COMPONENTS OF in their place (X.680, 25.5).
std::vector<resolver::written_component>
resolver::expand(const syntax::type& x, const context& at, unsigned depth) {
  using component_form = syntax::component::form;
  if (depth > deepest)
    refuse(at, x.at, "COMPONENTS OF leads back here");
  auto out = std::vector<written_component>{};
  auto markers = 0;
  for (auto& one : x.components) {
    if (one.is == component_form::extension) {
      ++markers;
      out.push_back({&one, at});
      continue;
    }
    auto addition = markers == 1;
    if (one.is == component_form::field) {
      out.push_back({&one, at, addition, markers > 1});
      continue;
    }
    auto [from, in] = follow(*one.of, at);
    if (from->is != x.is)
      refuse(at, one.at, "COMPONENTS OF takes the components of a type like this");
    for (auto& inner : expand(*from, in, depth + 1))
      if (!inner.addition && inner.is->is == component_form::field) {
        inner.second_root = markers > 1;
        inner.addition = addition;
        out.push_back(inner);
      }
  }
  return out;
}

namespace {

/// Whether the components of a type get tags 0, 1, 2, ... (X.680, 25.7).
bool is_automatic(const syntax::type& x, const syntax::module& in) {
  auto has_tag = [](const syntax::component& one) {
    return one.is == syntax::component::form::field && !one.of->tags.empty();
  };
  return in.tags == syntax::tag_default::automatic
         && std::none_of(x.components.begin(), x.components.end(), has_tag);
}

} // namespace

void resolver::fill_components(body& out, const syntax::type& x, const context& at) {
  if (x.is == type_kind::enumerated || x.components.empty()) {
    out.extensible = out.extensible || at.in->in->extensible;
    return;
  }
  auto written = expand(x, at, 0);
  auto names = std::set<std::string>{};
  for (auto& one : written) {
    if (one.is->is == syntax::component::form::extension) {
      if (!out.extensible)
        out.extension = out.components.size();
      out.extensible = true;
      continue;
    }
    if (!names.insert(one.is->name).second)
      refuse(at, one.is->at, one.is->name + " stands twice");
    auto inner = one.at;
    inner.path = at.path;
    inner.path.push_back(one.is->name);
    auto& next = out.components.emplace_back();
    next.name = one.is->name;
    next.of = resolve(*one.is->of, inner);
    next.optional = one.is->optional;
    next.addition = one.addition;
    next.group = one.is->group;
    if (one.is->default_value)
      defaults_.push_back(
        {&out, out.components.size() - 1, &*one.is->default_value, one.at});
  }
  if (!out.extensible && at.in->in->extensible) {
    out.extensible = true;
    out.extension = out.components.size();
  }
  if (is_automatic(x, *at.in->in)) {
    auto number = std::uint32_t{0};
    for (auto additions : {false, true}) // the root's first
      for (auto& one : out.components)
        if (one.addition == additions) {
          auto next = tag{tag_class::context, number++};
          if (one.of.tags.empty())
            one.of.tags.push_back(next);
          else
            one.of.tags.front() = next;
        }
  }
  tag_checks_.emplace_back(&out, x.is == type_kind::sequence);
}

void resolver::set_defaults() {
  if (!wrong_.empty()) // what they belong to may not be whole
    return;
  for (auto& x : defaults_)
    try {
      auto& to = x.in->components[x.index];
      to.default_value = resolve(*x.from, to.of, x.at);
    } catch (const unresolved& why) {
      report(why);
    }
}

} // namespace bus::asn1c
