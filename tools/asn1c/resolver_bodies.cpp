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

/// Types that COMPONENTS OF may lead to from one type.
constexpr auto most_expansions = std::size_t{10000};

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

/// Names of numbers at once: a constraint may use them.
void resolver::number_items(body& out, const syntax::type& x, const context& at) {
  auto names = std::set<std::string_view>{};
  auto taken = std::set<wide_int>{};
  auto numbers = item_numbers(x, at);
  for (auto& one : x.numbers) {
    auto number = numbers.at(out.numbers.size());
    if (!names.insert(one.name).second)
      refuse(at, one.at, one.name + " stands twice");
    if (!taken.insert(number).second && x.is == type_kind::enumerated)
      refuse(at, one.at, "the number " + to_string(number) + " stands twice");
    if (number < 0 && x.is == type_kind::bit_string)
      refuse(at, one.at, "the first bit has the number 0");
    out.numbers.push_back({one.name, number});
  }
  out.extensible = x.extension.has_value();
}

/// Items without a number get the smallest that no other of the root has, additions
/// one that is also larger than those of all additions before (X.680, 20.3 and 20.6).
std::vector<wide_int> resolver::item_numbers(const syntax::type& x, const context& at) {
  auto root = x.extension.value_or(x.numbers.size());
  auto used = std::set<wide_int>{}; // by the root
  for (auto i = std::size_t{0}; i < root; ++i)
    if (auto& number = x.numbers[i].number)
      used.insert(resolve_number(*number, at));
  auto out = std::vector<wide_int>{};
  auto next = wide_int{0};
  for (auto& one : x.numbers) {
    auto in_root = out.size() < root;
    if (out.size() == root)
      next = 0;
    while (!one.number && used.contains(next))
      ++next;
    out.push_back(one.number ? resolve_number(*one.number, at) : next);
    if (in_root)
      used.insert(out.back());
    else
      next = std::max(next, out.back() + 1);
  }
  return out;
}

void resolver::fill_all() {
  while (!queue_.empty()) {
    auto next = queue_.front();
    queue_.pop_front();
    try {
      fill(*next.out, *next.from, next.at);
    } catch (const unresolved& why) {
      report(why);
      broken_.insert(next.out);
    }
  }
}

void resolver::fill(body& out, const syntax::type& x, const context& at) {
  if (!x.element) {
    fill_components(out, x, at);
    return;
  }
  auto inner = at;
  inner.path.push_back("item");
  out.element = resolve_or_report(*x.element, inner);
  out.element_name = x.element_name;
}

/// To the type that a chain of references ends at, as it is written.
resolver::written_type resolver::follow(const syntax::type& x, const context& at) {
  constexpr auto weight = 10u; // nothing of what is followed here is kept
  auto deeper = level{*this, at, x.at, weight};
  auto out = written_type{&x, at};
  for (auto hops = 0u;; ++hops) {
    auto& [now, in] = out;
    if (hops > deepest)
      give_up(); // a circle, which has been told
    if (now->is == type_kind::selection) {
      out = selected(*now, in);
      continue;
    }
    if (now->is != type_kind::reference)
      return out;
    if (auto argument = argument_of(*now, in)) {
      if (!argument->is->as_type)
        refuse_argument(*argument, now->name, "type");
      out = {argument->is->as_type.get(), argument->from};
      continue;
    }
    auto what = scopes_.find(now->name, now->module, *in.in);
    if (!what)
      refuse_name(now->name, now->module, now->at, in);
    if (scopes_.form_of(what) != syntax::assignment::form::type)
      refuse(in, now->at, "expected a type, and " + now->name + " is none");
    auto inside = context{what.in, nullptr, {now->name}};
    if (!what.what->parameters.empty()) {
      auto& made = instance(what, *now, in);
      inside.with = made.with;
      inside.path = {made.name};
    }
    out = {what.what->of.get(), inside};
  }
}

/// The components with those of COMPONENTS OF in their place (X.680, 25.5).
std::vector<resolver::written_component>
resolver::expand(const syntax::type& x, const context& at, open_types open) {
  using component_form = syntax::component::form;
  if (++expansions_ > most_expansions || open.size() > deepest)
    refuse(at, x.at, "COMPONENTS OF leads to too many types");
  auto out = std::vector<written_component>{};
  auto markers = 0;
  open.push_back(&x);
  for (auto& one : x.components) {
    markers += one.is == component_form::extension ? 1 : 0;
    if (one.is != component_form::components_of) {
      out.push_back({&one, at, markers == 1, one.at});
      continue;
    }
    auto [from, in] = follow(*one.of, at);
    if (from->is != x.is)
      refuse(at, one.at,
             "expected a " + std::string{xml_name(x.is)} + " behind COMPONENTS OF");
    if (std::find(open.begin(), open.end(), from) != open.end())
      refuse(at, one.at, "COMPONENTS OF leads back here");
    for (auto& inner : expand(*from, in, open))
      if (!inner.addition && inner.is->is == component_form::field)
        out.push_back({inner.is, inner.at, markers == 1, one.at});
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
  auto implied = at.in->in->extensible;
  if (x.is == type_kind::enumerated)
    out.extensible = out.extensible || implied;
  if (!x.numbers.empty()) // not of components
    return;
  expansions_ = 0;
  auto written = expand(x, at, {});
  auto names = std::set<std::string_view>{};
  auto check = tag_check{&out, x.is == type_kind::sequence, {}};
  for (auto& one : written) {
    if (one.is->is == syntax::component::form::extension) {
      if (!out.extensible)
        out.extension = out.components.size();
      out.extensible = true;
      continue;
    }
    if (!names.insert(one.is->name).second)
      refuse(at, one.here, one.is->name + " stands twice");
    add_component(out, one);
    check.components.push_back(one.here);
  }
  if (!out.extensible && implied) {
    out.extensible = true;
    out.extension = out.components.size();
  }
  if (is_automatic(x, *at.in->in))
    add_automatic_tags(out, written);
  tag_checks_.push_back(std::move(check));
}

void resolver::add_component(body& out, const written_component& x) {
  auto inner = x.at;
  inner.path.push_back(x.is->name);
  auto& next = out.components.emplace_back();
  next.name = x.is->name;
  next.of = resolve_or_report(*x.is->of, inner);
  next.optional = x.is->optional;
  next.addition = x.addition;
  next.group = x.is->group;
  if (!x.is->default_value)
    return;
  next.default_value.emplace(); // set when all types are known
  defaults_.push_back({&out, out.components.size() - 1, &*x.is->default_value, x.at});
}

/// Tags of the root's components first, then of the additions (X.680, 25.8). What
/// has no tag to replace, and a dummy reference, keeps what it has (31.2.7).
void resolver::add_automatic_tags(body& out,
                                  const std::vector<written_component>& from) {
  auto number = std::uint32_t{0};
  for (auto additions : {false, true}) {
    auto to = out.components.begin();
    for (auto& one : from) {
      if (one.is->is == syntax::component::form::extension)
        continue;
      auto& tags = (to++)->of.tags;
      if (one.addition != additions)
        continue;
      auto next = tag{tag_class::context, number++};
      if (tags.empty()
          || (argument_of(*one.is->of, one.at) && one.is->of->tags.empty()))
        tags.insert(tags.begin(), next);
      else
        tags.front() = next;
    }
  }
}

void resolver::set_defaults() {
  for (auto& x : defaults_)
    try {
      auto& to = x.in->components[x.index];
      to.default_value = resolve(*x.from, to.of, x.at);
    } catch (const unresolved& why) {
      report(why);
    }
}

} // namespace bus::asn1c
