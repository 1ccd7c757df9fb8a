#include "messages/asn1/ber.hpp"
#include "messages/mms/access.hpp"
#include "messages/mms/service_errors.hpp"
#include "messages/mms/type.hpp"
#include "messages/mms/vmd.hpp"

#include <algorithm>

namespace bus::mms {

namespace {

using asn1::mms::variable_access_specification;
using asn1::mms::variable_specification;

constexpr auto most_members = std::size_t{10'000};
constexpr auto most_lists = std::size_t{1'000}; ///< of one scope, by peers

// Scopes of a delete (ISO 9506-2, 14.12).
constexpr auto specific = 0;
constexpr auto aa_specific = 1;
constexpr auto of_domain = 2;
constexpr auto of_vmd = 3;

/// An empty name is in no scope, so it is never found.
object_name name_in(const variable_specification& x) {
  if (auto* name = x.get_if<variable_specification::name>())
    return *name;
  return vmd_name({});
}

template <class Item>
list_member member_in(const Item& x) {
  return {name_in(x.variable_specification), x.alternate_access};
}

template <class Item>
Item item_of_list(const list_member& x) {
  auto out = Item{};
  out.variable_specification =
    variable_specification::make<variable_specification::name>(x.name);
  out.alternate_access = x.access;
  return out;
}

bool can_be_deleted(const variable_list& x) {
  return x.deletable && x.users == 0;
}

std::vector<list_member> members_in(const variable_access_specification& x) {
  auto out = std::vector<list_member>{};
  for (auto& one : x.get<variable_access_specification::list_of_variable>())
    out.push_back(member_in(one));
  return out;
}

} // namespace

answer_result vmd::attributes(const object_name& x) const {
  auto found = find(x);
  if (!found)
    return refused(access_error::object_non_existent);
  auto out = asn1::mms::get_variable_access_attributes_response{};
  out.type_description = *variables(found->scope).nodes()[found->node].type;
  return response::make<response::get_variable_access_attributes>(std::move(out));
}

access_result vmd::read_one(const list_member& x) const {
  auto found = find(x.name);
  if (!found)
    return failure(data_access_error::object_non_existent);
  if (!x.access)
    return access_result::make<access_result::success>(value(*found));
  auto& type = *variables(found->scope).nodes()[found->node].type;
  auto part = select(value(*found), type, *x.access);
  return part ? access_result::make<access_result::success>(std::move(*part))
              : failure(part.error());
}

answer_result vmd::read(const client& who, const asn1::mms::read_request& x) const {
  auto& what = x.variable_access_specification;
  auto out = asn1::mms::read_response{};
  if (x.specification_with_result)
    out.variable_access_specification = what;
  auto room = who.max_pdu_size;
  auto take = [&](const list_member& member) {
    auto one = read_one(member);
    auto size = asn1::ber::size(one).value_or(room + 1);
    if (size > room)
      return false;
    room -= size;
    out.list_of_access_result.push_back(std::move(one));
    return true;
  };
  auto all = true;
  if (auto* name = what.get_if<variable_access_specification::variable_list_name>()) {
    auto* list = list_named(&who, *name);
    if (!list)
      return refused(access_error::object_non_existent);
    out.list_of_access_result.reserve(list->members.size());
    all = std::ranges::all_of(list->members, take);
  } else {
    for (auto& one : what.get<variable_access_specification::list_of_variable>())
      all = all && take(member_in(one));
  }
  if (!all)
    return refused(service_class_error::pdu_size);
  return response::make<response::read>(std::move(out));
}

std::optional<data_access_error> vmd::write_one(const list_member& x, const data& to,
                                                const utc_time& now) {
  auto found = find(x.name);
  if (!found)
    return data_access_error::object_non_existent;
  auto& table = scopes_[found->scope].variables;
  auto& node = table.nodes()[found->node];
  if (!node.writable)
    return data_access_error::object_access_denied;
  auto& current = table.value(node);
  if (x.access) {
    if (auto wrong = assign(current, *node.type, *x.access, to))
      return wrong;
  } else {
    if (!fits(to, *node.type))
      return data_access_error::type_inconsistent;
    current = to;
  }
  changed(*found, now);
  return std::nullopt;
}

vmd::named_result vmd::named(const client* who,
                             const asn1::mms::variable_access_specification& x) const {
  auto* name = x.get_if<variable_access_specification::variable_list_name>();
  if (!name)
    return members_in(x);
  auto* list = list_named(who, *name);
  if (!list)
    return refused(access_error::object_non_existent);
  return list->members;
}

vmd::named_result
vmd::members(peer who, const asn1::mms::variable_access_specification& x) const {
  auto found = clients_.find(who);
  return named(found == clients_.end() ? nullptr : &found->second, x);
}

answer_result vmd::write(client& who, const asn1::mms::write_request& x,
                         const utc_time& now) {
  auto to = named(&who, x.variable_access_specification);
  if (!to)
    return tl::make_unexpected(std::move(to.error()));
  if (to->size() != x.list_of_data.size())
    return refused(definition_error::type_inconsistent,
                   "not as many values as variables");
  auto out = asn1::mms::write_response{};
  using done = asn1::mms::write_response_item;
  for (auto i = std::size_t{0}; i < to->size(); ++i) {
    auto wrong = write_one((*to)[i], x.list_of_data[i], now);
    out.push_back(wrong ? done::make<done::failure>(static_cast<int>(*wrong))
                        : done::make<done::success>());
  }
  return response::make<response::write>(std::move(out));
}

// ---- named variable lists ---------------------------------------------------

answer_result vmd::define_list(client& who,
                               const asn1::mms::define_named_variable_list_request& x) {
  auto* in = lists_of(who, x.variable_list_name);
  if (!in)
    return refused(access_error::object_non_existent);
  auto name = item_of(x.variable_list_name);
  if (in->contains(name))
    return refused(definition_error::object_exists);
  if (name.empty() || x.list_of_variable.empty())
    return refused(access_error::object_access_denied);
  if (in->size() >= most_lists || x.list_of_variable.size() > most_members)
    return refused(resource_error::capability_unavailable);
  auto list = variable_list{{}, true};
  for (auto& one : x.list_of_variable) {
    auto member = member_in(one);
    if (!find(member.name))
      return refused(access_error::object_non_existent, to_text(member.name));
    list.members.push_back(std::move(member));
  }
  in->emplace(name, std::move(list));
  return response::make<response::define_named_variable_list>();
}

answer_result vmd::list_attributes(const client& who, const object_name& x) const {
  auto* found = list_named(&who, x);
  if (!found)
    return refused(access_error::object_non_existent);
  using answer = asn1::mms::get_named_variable_list_attributes_response;
  using item =
    asn1::mms::get_named_variable_list_attributes_response_list_of_variable_item;
  auto out = answer{};
  out.mms_deletable = found->deletable;
  for (auto& one : found->members)
    out.list_of_variable.push_back(item_of_list<item>(one));
  return response::make<response::get_named_variable_list_attributes>(std::move(out));
}

answer_result
vmd::delete_lists(client& who, const asn1::mms::delete_named_variable_list_request& x) {
  auto out = asn1::mms::delete_named_variable_list_response{};
  auto clear = [&](lists& in) {
    out.number_matched += static_cast<std::uint32_t>(in.size());
    out.number_deleted += static_cast<std::uint32_t>(
      std::erase_if(in, [](auto& one) { return can_be_deleted(one.second); }));
  };
  auto which = x.scope_of_delete.to_int64().value_or(-1);
  if (which == specific && x.list_of_variable_list_name) {
    for (auto& name : *x.list_of_variable_list_name) {
      auto* in = lists_of(who, name);
      auto found = in ? in->find(item_of(name)) : lists::iterator{};
      if (!in || found == in->end())
        continue;
      ++out.number_matched;
      if (!can_be_deleted(found->second))
        continue;
      ++out.number_deleted;
      in->erase(found);
    }
  } else if (which == aa_specific) {
    clear(who.lists);
  } else if (which == of_domain && x.domain_name) {
    auto* in = const_cast<objects*>(domain_named(*x.domain_name));
    if (!in)
      return refused(access_error::object_non_existent);
    clear(in->lists);
  } else if (which == of_vmd) {
    clear(scopes_[0].lists);
  } else {
    return refused(access_error::object_access_unsupported);
  }
  return response::make<response::delete_named_variable_list>(out);
}

} // namespace bus::mms
