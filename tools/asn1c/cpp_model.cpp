#include "tools/asn1c/cpp_model.hpp"

#include "tools/asn1c/names.hpp"

#include <algorithm>

namespace bus::asn1c {

namespace {

bool is_struct(type_kind x) {
  return x == type_kind::sequence || x == type_kind::set || x == type_kind::choice;
}

bool is_list(type_kind x) {
  return x == type_kind::sequence_of || x == type_kind::set_of;
}

std::string stem_of(const std::string& file) {
  auto from = file.rfind('/');
  from = from == file.npos ? 0 : from + 1;
  auto stem = file.substr(from, file.find('.', from) - from);
  return cpp_name(stem);
}

/// Whether a list holds itself through nothing but lists: `A ::= SEQUENCE OF A`.
bool is_endless(const body* x) {
  auto at = x;
  auto hops = std::set<const body*>{};
  while (at && at->element && hops.insert(at).second)
    at = is_list(at->element->is) ? at->element->inside : nullptr;
  return at == x;
}

std::string unique(std::set<std::string>& taken, const std::string& name) {
  auto out = name;
  for (auto number = 2; !taken.insert(out).second; ++number)
    out = name + '_' + std::to_string(number);
  return out;
}

std::string joined(const std::vector<std::string>& path) {
  auto out = std::string{};
  for (auto& x : path)
    out += (out.empty() ? "" : "-") + x;
  return out;
}

} // namespace

cpp_model::cpp_model(const repository& all, std::set<std::string> asked,
                     mistakes& wrong)
  : all_{all},
    asked_{std::move(asked)} {
  for (auto& x : all.modules)
    name_module(x, wrong);
  for (auto& x : all.modules)
    name_types(x);
  for (auto& x : all.modules)
    for (auto& one : x.types)
      visit(one.is, x.name);
  for (auto& [of, x] : entities_)
    if (!is_struct(x.is))
      ordered_[x.module].push_back(&x);
  auto by_name = [](const entity* x, const entity* y) { return x->name < y->name; };
  for (auto& [name, list] : ordered_)
    std::sort(list.begin(), list.end(), by_name);
  for (auto& x : all.modules)
    for (auto& one : x.types)
      order_parts(one.is, nullptr, 0);
}

void cpp_model::name_module(const module& x, mistakes& wrong) {
  auto stem = x.name == builtin_module ? "builtin" : stem_of(x.file);
  for (auto& [other, taken] : stems_)
    if (taken == stem)
      wrong.push_back(
        {x.file,
         {},
         "C++ is made of one module a file: " + other + " is in " + stem + " too"});
  stems_[x.name] = stem;
}

/// Definitions first: parts of them are named after what is left.
void cpp_model::name_types(const module& x) {
  auto& taken = taken_[x.name];
  for (auto& one : x.types) {
    auto name = unique(taken, cpp_name(one.name));
    definitions_[{x.name, one.name}] = name;
    auto own = one.is.inside && one.is.inside->path.size() == 1
               && one.is.inside->path.front() == one.name
               && one.is.inside->module == x.name;
    auto is_type = own && (!is_list(one.is.is) || is_endless(one.is.inside));
    if (is_type
        && (is_struct(one.is.is) || one.is.is == type_kind::enumerated
            || is_list(one.is.is)))
      entities_[one.is.inside] = {one.is.inside, one.is.is, x.name, name};
  }
}

void cpp_model::visit(const type& x, const std::string& module) {
  if (!x.inside || !seen_lists_.insert(x.inside).second)
    return;
  auto& in = x.inside->module;
  auto is_entity = is_struct(x.is) || x.is == type_kind::enumerated
                   || (is_list(x.is) && is_endless(x.inside));
  if (is_entity && !entities_.contains(x.inside))
    entities_[x.inside] = {x.inside, x.is, in,
                           unique(taken_[in], cpp_name(joined(x.inside->path)))};
  for (auto& one : x.inside->components)
    visit(one.of, module);
  if (x.inside->element)
    visit(*x.inside->element, module);
}

/// Puts what `x` holds before it; what leads back to a type that is not done is
/// boxed.
void cpp_model::order_parts(const type& x, const body* in, std::size_t component) {
  if (!x.inside)
    return;
  if (is_list(x.is)) { // a vector needs no whole type
    if (states_[x.inside]++ == 0)
      order_parts(*x.inside->element, nullptr, 0);
    return;
  }
  if (!is_struct(x.is))
    return;
  auto& state = states_[x.inside];
  if (state == 1 && in)
    boxed_.insert({in, component});
  if (state == 0)
    order(entities_.at(x.inside));
}

void cpp_model::order(const entity& x) {
  states_[x.of] = 1;
  for (auto i = std::size_t{0}; i < x.of->components.size(); ++i) {
    auto& part = x.of->components[i].of;
    // What only a list holds comes later: it may lead back here without harm.
    if (!is_list(part.is))
      order_parts(part, x.of, i);
  }
  states_[x.of] = 2;
  ordered_[x.module].push_back(&x);
  for (auto& one : x.of->components)
    if (is_list(one.of.is))
      order_parts(one.of, nullptr, 0);
}

const std::string& cpp_model::stem(const std::string& module) const {
  return stems_.at(module);
}

const std::vector<const entity*>& cpp_model::entities(const std::string& module) const {
  static const auto none = std::vector<const entity*>{};
  auto at = ordered_.find(module);
  return at == ordered_.end() ? none : at->second;
}

namespace {

void add_modules(const type& x, std::set<std::string>& out,
                 std::set<const body*>& seen) {
  if (!x.module.empty())
    out.insert(x.module);
  if (!x.inside)
    return;
  out.insert(x.inside->module);
  if (!seen.insert(x.inside).second)
    return;
  for (auto& one : x.inside->components)
    add_modules(one.of, out, seen);
  if (x.inside->element)
    add_modules(*x.inside->element, out, seen);
}

} // namespace

std::set<std::string> cpp_model::used_by(const std::string& module) const {
  auto out = std::set<std::string>{};
  auto seen = std::set<const body*>{};
  for (auto& one : all_.find(module)->types)
    add_modules(one.is, out, seen);
  out.erase(module);
  return out;
}

const entity* cpp_model::find(const body* x) const {
  auto at = entities_.find(x);
  return at == entities_.end() ? nullptr : &at->second;
}

const std::string& cpp_model::definition_name(const module& in,
                                              const definition& x) const {
  return definitions_.at({in.name, x.name});
}

namespace {

/// All bodies that `x` leads to.
void reach(const type& x, std::set<const body*>& out) {
  if (!x.inside || !out.insert(x.inside).second)
    return;
  for (auto& one : x.inside->components)
    reach(one.of, out);
  if (x.inside->element)
    reach(*x.inside->element, out);
}

} // namespace

std::vector<const entity*> cpp_model::with_codecs(const module& in) const {
  auto held = std::set<const body*>{};
  for (auto& x : all_.modules)
    for (auto& one : x.types) {
      auto inside = std::set<const body*>{};
      reach(one.is, inside);
      inside.erase(one.is.inside);
      held.merge(inside);
    }
  auto out = std::vector<const entity*>{};
  auto reached = std::set<const body*>{};
  for (auto circles : {false, true}) // what only a circle holds has no root
    for (auto& x : in.types) {
      auto own = find(x.is.inside);
      auto is_asked = asked_.contains(all_types) || asked_.contains(x.name);
      auto is_own = own && is_struct(own->is) && own->name == definition_name(in, x);
      auto is_due = circles ? !reached.contains(own ? own->of : nullptr)
                            : is_asked || !held.contains(own ? own->of : nullptr);
      if (is_own && is_due) {
        out.push_back(own);
        reach(x.is, reached);
      }
    }
  return out;
}

bool cpp_model::is_boxed(const body* in, std::size_t component) const {
  return boxed_.contains({in, component});
}

std::string cpp_model::integer_type(const limits& x) const {
  auto open = x.numbers.empty() || x.numbers_extensible || !x.numbers.front().low
              || !x.numbers.back().high;
  if (open)
    return "asn1::integer";
  auto low = *x.numbers.front().low;
  auto high = *x.numbers.back().high;
  auto one = wide_int{1};
  for (auto width : {8, 16, 32, 64}) {
    if (low >= 0 && high < one << width)
      return "std::uint" + std::to_string(width) + "_t";
    if (low >= -(one << (width - 1)) && high < one << (width - 1))
      return "std::int" + std::to_string(width) + "_t";
  }
  return "asn1::integer";
}

std::string cpp_model::type_of(const type& x) const {
  if (auto own = find(x.inside))
    return "asn1::" + stem(own->module) + "::" + own->name;
  switch (x.is) {
  case type_kind::boolean: return "bool";
  case type_kind::integer: return integer_type(x.allowed);
  case type_kind::bit_string: return "asn1::bit_string";
  case type_kind::octet_string: return "asn1::octet_string";
  case type_kind::null: return "asn1::null";
  case type_kind::object_identifier: return "asn1::object_identifier";
  case type_kind::relative_oid: return "asn1::relative_oid";
  case type_kind::real: return "double";
  case type_kind::open: return "asn1::open_type";
  case type_kind::sequence_of:
  case type_kind::set_of: {
    auto of = type_of(*x.inside->element);
    return "asn1::list_of<"
           + (of == "bool" ? "asn1::boolean" : type_at(*x.inside->element)) + '>';
  }
  default: return "std::string";
  }
}

std::string cpp_model::type_at(const type& x) const {
  auto out = type_of(x);
  auto defined = x.name.empty() ? nullptr : all_.find(x.module, x.name);
  if (!defined || find(x.inside) || type_of(defined->is) != out)
    return out;
  return "asn1::" + stem(x.module) + "::" + definitions_.at({x.module, x.name});
}

std::vector<std::string> member_names(const entity& x) {
  auto taken = std::set<std::string>{x.name};
  if (x.is == type_kind::choice) // what asn1::choice has of its own
    taken.insert({"alternative", "alternatives", "emplace", "get", "get_if", "index",
                  "is", "make", "unknown_alternative", "variant"});
  auto out = std::vector<std::string>{};
  for (auto& one : x.of->components)
    out.push_back(unique(taken, cpp_name(one.name)));
  return out;
}

std::vector<std::string> number_names(const body& x) {
  auto taken = std::set<std::string>{};
  auto out = std::vector<std::string>{};
  for (auto& one : x.numbers)
    out.push_back(unique(taken, cpp_name(one.name)));
  return out;
}

} // namespace bus::asn1c
