#include "messages/mms/vmd.hpp"

#include "messages/mms/type.hpp"

#include <algorithm>

namespace bus::mms {

std::string_view item_of(const object_name& x) {
  if (auto* in_domain = x.get_if<object_name::domain_specific>())
    return in_domain->item_id;
  if (auto* own = x.get_if<object_name::vmd_specific>())
    return *own;
  return x.get<object_name::aa_specific>();
}

std::string to_text(const object_name& x) {
  auto out = x.is<object_name::domain_specific>()
               ? x.get<object_name::domain_specific>().domain_id + '/'
               : std::string(1, x.is<object_name::vmd_specific>() ? '/' : '@');
  return out.append(item_of(x));
}

// ---- what is there from the beginning ---------------------------------------

result<vmd> vmd::make(const vmd_description& x) {
  auto out = vmd{};
  out.identity_ = {x.vendor, x.model, x.revision, x.capabilities};
  out.scopes_.emplace_back();
  out.by_name_.emplace("", 0);
  auto in = [](const vmd_description::domain& one, const error& why) {
    return tl::make_unexpected(error{why.code, "mms.vmd." + one.name, why.cause});
  };
  for (auto& one : x.domains)
    if (auto added = out.add(one); !added)
      return in(one, added.error());
  // Members of lists may be in any domain.
  for (auto& one : x.domains)
    for (auto& [name, members] : one.lists) {
      auto& list = out.scopes_[out.by_name_.at(one.name)].lists[name];
      for (auto& member : members) {
        auto found = out.member_of(one, member);
        if (!found)
          return in(one, found.error());
        list.members.push_back(std::move(*found));
      }
    }
  out.changes_.clear();
  return out;
}

result<void> vmd::add(const vmd_description::domain& x) {
  auto at = by_name_.emplace(x.name, scopes_.size()).first->second;
  if (at == scopes_.size())
    scopes_.push_back({x.name, {}, {}, {}});
  for (auto& one : x.variables)
    if (auto added = scopes_[at].variables.add(one.name, one.type); !added)
      return added;
  for (auto& pattern : x.writable)
    scopes_[at].variables.allow_writes(pattern);
  for (auto& [item, value] : x.values) {
    auto where = find(x.name, item);
    if (!where)
      return fail(errc::not_found, "", "a value for " + item + ", which is not there");
    auto& node = scopes_[at].variables.nodes()[where->node];
    auto to = to_data(value, *node.type);
    if (!to)
      return fail(to.error().code, "", item + ": " + to.error().cause);
    scopes_[at].variables.value(node) = std::move(*to);
  }
  for (auto& [name, patterns] : x.journals)
    scopes_[at].journals[name].patterns = patterns;
  return {};
}

result<list_member> vmd::member_of(const vmd_description::domain& in,
                                   const std::string& text) const {
  auto slash = text.find('/');
  auto where = slash == text.npos ? in.name : text.substr(0, slash);
  auto item = slash == text.npos ? text : text.substr(slash + 1);
  if (!find(where, item))
    return fail(errc::not_found, "", "a list's member " + text + " is not there");
  return list_member{where.empty() ? vmd_name(item) : domain_name(where, item)};
}

void vmd::joined(peer who, const parameters& agreed) {
  clients_[who].max_pdu_size = agreed.max_pdu_size;
}

void vmd::left(peer who) {
  clients_.erase(who);
}

// ---- the owner's side -------------------------------------------------------

namespace {

template <class Map>
std::vector<std::string> keys_of(const Map& x) {
  auto out = std::vector<std::string>{};
  for (auto& one : x)
    out.push_back(one.first);
  return out;
}

} // namespace

std::vector<std::string> vmd::list_names(std::uint32_t scope) const {
  return keys_of(scopes_[scope].lists);
}

std::vector<std::string> vmd::journal_names(std::uint32_t scope) const {
  return keys_of(scopes_[scope].journals);
}

std::optional<vmd::place> vmd::find(std::string_view domain,
                                    std::string_view item) const {
  auto where = by_name_.find(std::string{domain});
  if (where == by_name_.end())
    return std::nullopt;
  auto& table = scopes_[where->second].variables;
  auto* node = table.find(item);
  if (!node)
    return std::nullopt;
  return place{where->second, table.place_of(*node)};
}

std::optional<vmd::place> vmd::find(const object_name& x) const {
  if (auto* in_domain = x.get_if<object_name::domain_specific>())
    return find(in_domain->domain_id, in_domain->item_id);
  if (auto* own = x.get_if<object_name::vmd_specific>())
    return find("", *own);
  return std::nullopt;
}

const data& vmd::value(place x) const {
  auto& table = variables(x.scope);
  return table.value(table.nodes()[x.node]);
}

result<void> vmd::set(place x, data to, const utc_time& now) {
  auto& table = scopes_[x.scope].variables;
  auto& node = table.nodes()[x.node];
  if (!fits(to, *node.type))
    return fail(errc::type_mismatch, "mms.vmd", node.name);
  auto& value = table.value(node);
  if (value == to)
    return {};
  value = std::move(to);
  changed(x, now);
  return {};
}

void vmd::show(place x, data to) {
  auto& table = scopes_[x.scope].variables;
  table.value(table.nodes()[x.node]) = std::move(to);
}

namespace {

/// A journal's pattern names the variables it records, and what is below them.
bool records(const std::vector<std::string>& patterns, std::string_view name) {
  return std::ranges::any_of(
    patterns, [&](std::string_view pattern) { return name_matches(name, pattern); });
}

} // namespace

void vmd::changed(place x, const utc_time& now) {
  changes_.push_back(x);
  auto& in = scopes_[x.scope];
  auto& node = in.variables.nodes()[x.node];
  for (auto& [name, journal] : in.journals)
    if (records(journal.patterns, node.name))
      journal.entries.append(now, {{node.name, in.variables.value(node)}});
}

std::optional<asn1::mms::information_report>
vmd::report(const object_name& list) const {
  auto* found = list_named(nullptr, list);
  if (!found)
    return std::nullopt;
  auto out = asn1::mms::information_report{};
  using specification = asn1::mms::variable_access_specification;
  out.variable_access_specification =
    specification::make<specification::variable_list_name>(list);
  for (auto& member : found->members)
    out.list_of_access_result.push_back(read_one(member));
  return out;
}

// ---- looking up -------------------------------------------------------------

const vmd::objects* vmd::domain_named(std::string_view x) const {
  auto found = by_name_.find(std::string{x});
  return found == by_name_.end() || x.empty() ? nullptr : &scopes_[found->second];
}

vmd::lists* vmd::lists_of(client& who, const object_name& x) {
  if (x.is<object_name::aa_specific>())
    return &who.lists;
  if (x.is<object_name::vmd_specific>())
    return &scopes_[0].lists;
  auto* found = domain_named(x.get<object_name::domain_specific>().domain_id);
  return found ? &const_cast<objects*>(found)->lists : nullptr;
}

const variable_list* vmd::list_named(const client* who, const object_name& x) const {
  const lists* in = nullptr;
  if (x.is<object_name::aa_specific>()) {
    in = who ? &who->lists : nullptr;
  } else if (x.is<object_name::vmd_specific>()) {
    in = &scopes_[0].lists;
  } else {
    auto* where = domain_named(x.get<object_name::domain_specific>().domain_id);
    in = where ? &where->lists : nullptr;
  }
  if (!in)
    return nullptr;
  auto found = in->find(item_of(x));
  return found == in->end() ? nullptr : &found->second;
}

const variable_list* vmd::find_list(peer who, const object_name& x) const {
  auto found = clients_.find(who);
  return list_named(found == clients_.end() ? nullptr : &found->second, x);
}

void vmd::hold_list(const object_name& x, bool on) {
  if (auto* list = const_cast<variable_list*>(list_named(nullptr, x)))
    list->users += on ? 1 : list->users > 0 ? -1 : 0;
}

mms::journal* vmd::journal(std::string_view domain, const std::string& name) {
  auto found = by_name_.find(std::string{domain});
  if (found == by_name_.end())
    return nullptr;
  return &scopes_[found->second].journals[name].entries;
}

const vmd::recording* vmd::journal_named(const object_name& x) const {
  const objects* in = nullptr;
  if (auto* in_domain = x.get_if<object_name::domain_specific>())
    in = domain_named(in_domain->domain_id);
  else if (x.is<object_name::vmd_specific>())
    in = &scopes_[0];
  if (!in)
    return nullptr;
  auto found = in->journals.find(item_of(x));
  return found == in->journals.end() ? nullptr : &found->second;
}

} // namespace bus::mms
