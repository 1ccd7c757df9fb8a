#include "messages/iec61850/reference.hpp"
#include "messages/iec61850/server.hpp"
#include "messages/mms/access.hpp"
#include "messages/mms/service_errors.hpp"
#include "messages/mms/type.hpp"

#include <algorithm>

namespace bus::iec61850 {

namespace {

using mms::data;
using mms::data_access_error;
using done_item = asn1::mms::write_response_item;

std::string_view last_name(std::string_view item) {
  auto dollar = item.rfind('$');
  return dollar == item.npos ? item : item.substr(dollar + 1);
}

done_item to_item(const std::optional<data_access_error>& x) {
  return x ? done_item::make<done_item::failure>(static_cast<int>(*x))
           : done_item::make<done_item::success>();
}

} // namespace

/// A write, whose answer waits for what the process decides.
struct server::job {
  std::uint64_t client;
  std::uint32_t invoke_id;
  std::vector<failure> results;
  std::size_t left;
};

void server::answer(std::uint64_t client, std::uint32_t invoke_id,
                    mms::answer_result x) {
  events_.push_back(server_answer{client, invoke_id, std::move(x)});
}

void server::request(std::uint64_t from, const asn1::mms::confirmed_request_pdu& x,
                     const moment& now) {
  auto found = clients_.find(from);
  if (found == clients_.end())
    return answer(from, x.invoke_id, vmd_.serve(from, x.service, now.utc));
  if (auto* what = x.service.get_if<mms::request::write>())
    write(found->second, x.invoke_id, *what, now);
  else if (x.service.is<mms::request::read>())
    read(found->second, x.invoke_id, x.service, now);
  else
    answer(from, x.invoke_id, vmd_.serve(from, x.service, now.utc));
  settle(now);
}

// ---- read -------------------------------------------------------------------

/// Puts what we know into the variables below.
void server::show_below(place x) {
  auto& nodes = vmd_.variables(x.scope).nodes();
  for (auto at = x.node; at < nodes[x.node].end; ++at) {
    auto& here = parts_[x.scope][at];
    auto name = last_name(nodes[at].name);
    auto to = std::optional<data>{};
    if (!nodes[at].is_leaf)
      continue;
    if (here.what == role::report_block)
      to = blocks_[here.index].rcb.read(name);
    else if (here.what == role::setting_block)
      to = settings_[here.index].groups.read(name);
    else if (here.what == role::log_block && name == "LogEna")
      to = data::make<data::boolean>(logs_[here.index].enabled);
    if (to && mms::fits(*to, *nodes[at].type))
      vmd_.show({x.scope, at}, std::move(*to));
  }
}

/// Makes one variable ready to be read; false where it cannot be read now.
bool server::refresh(const mms::list_member& x, associate& who, const moment& now) {
  auto at = vmd_.find(x.name);
  if (!at)
    return true;
  auto here = part_at(*at);
  switch (here.what) {
  case role::above:
  case role::report_block:
  case role::setting_block:
  case role::log_block: show_below(*at); return true;
  case role::edited: {
    auto& of = settings_[here.index];
    auto& nodes = vmd_.variables(at->scope).nodes();
    for (auto node = at->node; node < nodes[at->node].end; ++node)
      if (auto found = of.by_node.find(node); found != of.by_node.end()) {
        auto* value = of.groups.edited(found->second);
        if (!value)
          return false;
        vmd_.show({at->scope, node}, *value);
      }
    return true;
  }
  case role::control: {
    if (here.index >= controls_.size())
      return true;
    auto& object = controls_[here.index];
    if (!object.sbo || object.sbo->node != at->node)
      return true;
    auto how = allowed(object, {});
    if (how.ok)
      how = object.object.select(who.who.number, now.at).value_or(how);
    vmd_.show(*at, data::make<data::visible_string>(
                     how.ok ? object.device + '/' + object.item : std::string{}));
    if (!how.ok)
      last_appl_error(who.who.number, object, "SBO", {}, how.cause);
    return true;
  }
  default: return true;
  }
}

void server::read(associate& who, std::uint32_t invoke_id, const mms::request& x,
                  const moment& now) {
  auto& what = x.get<mms::request::read>();
  auto members = vmd_.members(who.who.number, what.variable_access_specification);
  auto unavailable = std::vector<std::size_t>{};
  if (members)
    for (auto i = std::size_t{0}; i < members->size(); ++i)
      if (!refresh((*members)[i], who, now))
        unavailable.push_back(i);
  auto out = vmd_.serve(who.who.number, x, now.utc);
  if (out)
    for (auto i : unavailable)
      if (auto& list = out->get<mms::response::read>().list_of_access_result;
          i < list.size())
        list[i] = mms::failure(data_access_error::temporarily_unavailable);
  answer(who.who.number, invoke_id, std::move(out));
}

// ---- write ------------------------------------------------------------------

void server::write(associate& who, std::uint32_t invoke_id,
                   const asn1::mms::write_request& x, const moment& now) {
  auto number = who.who.number;
  auto members = vmd_.members(number, x.variable_access_specification);
  if (!members)
    return answer(number, invoke_id, tl::make_unexpected(std::move(members.error())));
  if (members->size() != x.list_of_data.size())
    return answer(number, invoke_id,
                  mms::refused(mms::definition_error::type_inconsistent,
                               "not as many values as variables"));
  auto all = std::make_shared<job>();
  all->client = number;
  all->invoke_id = invoke_id;
  all->results.resize(members->size());
  all->left = members->size() + 1;
  auto done = [this, all](std::size_t i, failure how) {
    if (i < all->results.size())
      all->results[i] = how;
    if (--all->left > 0)
      return;
    auto out = asn1::mms::write_response{};
    for (auto& one : all->results)
      out.push_back(to_item(one));
    answer(all->client, all->invoke_id,
           mms::response::make<mms::response::write>(std::move(out)));
  };
  for (auto i = std::size_t{0}; i < members->size(); ++i) {
    auto& to = (*members)[i];
    auto& value = x.list_of_data[i];
    auto at = vmd_.find(to.name);
    if (!at) {
      done(i, data_access_error::object_non_existent);
      continue;
    }
    auto what = part_at(*at).what;
    auto whole = !to.access;
    if (what == role::control)
      command(who, *at, value, now, [done, i](failure how) { done(i, how); });
    else if (what == role::none || what == role::substitution)
      done(i, write_plain(who, to, *at, value, now));
    else if (!whole || what == role::above || what == role::setting)
      done(i, data_access_error::object_access_denied);
    else if (!mms::fits(value, *node_at(*at).type))
      done(i, data_access_error::type_inconsistent);
    else if (what == role::report_block)
      done(i, write_block(who, *at, value, now));
    else if (what == role::setting_block)
      done(i, write_setting_block(who, *at, value, now));
    else if (what == role::edited)
      done(i, write_setting(who, *at, value, now));
    else
      done(i, write_log_block(*at, value));
  }
  done(members->size(), std::nullopt);
}

server::failure server::write_plain(associate& who, const mms::list_member& to,
                                    place where, const data& x, const moment& now) {
  auto& node = node_at(where);
  auto was = vmd_.value(where);
  if (auto wrong = vmd_.write(to, x, now.utc))
    return wrong;
  auto at = where;
  compare(was, vmd_.value(where), *node.type, at, now);
  auto names = parts_of(node.name);
  if (names.size() > 2 && names[1] == "CF") {
    auto object = std::string{names[0]} + "$CO$" + std::string{names[2]};
    for (auto& one : controls_)
      if (one.item == object && one.device == vmd_.scope_name(where.scope)
          && !one.object.under_way())
        load_control(one);
  }
  if (part_at(where).what == role::substitution
      && !how_.relayed.contains(std::string{vmd_.scope_name(where.scope)}))
    substitute(where, now);
  tell_write(who, where, x);
  return std::nullopt;
}

void server::tell_write(const associate& who, place where, const data& x) {
  auto out = process_asked{};
  out.decides = false;
  out.what.id = "w" + std::to_string(++last_question_);
  out.what.ref = to_reference(path_at(where));
  out.what.action = "write";
  out.what.value = mms::to_value(x, node_at(where).type);
  out.what.origin_identity = to_hex(who.who.address);
  events_.push_back(std::move(out));
}

server::failure server::write_block(associate& who, place where, const data& x,
                                    const moment& now) {
  auto index = part_at(where).index;
  auto& to = blocks_[index];
  auto attribute = last_name(node_at(where).name);
  if (!node_at(where).is_leaf)
    return data_access_error::object_access_denied;
  auto client = who.who.number;
  auto find = [&](const std::string& name) { return look_up(client, name, nullptr); };
  auto before = to.rcb.settings().data_set;
  if (attribute == "DatSet")
    unlisten(index);
  auto failed = to.rcb.write(who.who, attribute, x, now, find, values_of(to));
  if (attribute == "DatSet") {
    // An own data set is looked up as of this client.
    auto& name = to.rcb.settings().data_set;
    to.members.clear();
    if (look_up(client, name, &to.members) && !name.starts_with('@'))
      listen(index);
    else
      for (auto i = std::uint32_t{0}; i < to.members.size(); ++i) {
        auto& nodes = vmd_.variables(to.members[i].scope).nodes();
        for (auto at = to.members[i].node; at < nodes[to.members[i].node].end; ++at)
          if (nodes[at].is_leaf)
            listeners_[key({to.members[i].scope, at})].push_back({index, i});
      }
  }
  send_reports(to);
  return failed;
}

server::failure server::write_setting_block(associate& who, place where, const data& x,
                                            const moment& now) {
  if (!node_at(where).is_leaf)
    return data_access_error::object_access_denied;
  auto& to = settings_[part_at(where).index];
  auto failed = to.groups.write(who.who, last_name(node_at(where).name), x, now);
  if (!failed && to.groups.take_changed()) {
    show_settings(to, now);
    tell_write(who, where, x);
  }
  return failed;
}

/// The active group's values are those of SG.
void server::show_settings(settings_of& x, const moment& now) {
  for (auto i = std::size_t{0}; i < x.sg.size(); ++i)
    apply({x.scope, x.sg[i]}, x.groups.active(i), now);
}

server::failure server::write_setting(associate& who, place where, const data& x,
                                      const moment& now) {
  auto& to = settings_[part_at(where).index];
  auto& node = node_at(where);
  if (auto found = to.by_node.find(where.node); found != to.by_node.end())
    return to.groups.write_value(who.who, found->second, x, now);
  auto* parts = node.type->get_if<mms::type_description::structure>();
  if (!parts)
    return data_access_error::object_access_denied;
  auto& table = vmd_.variables(where.scope);
  for (auto& part : parts->components) {
    auto* below = table.find(node.name + '$' + *part.component_name);
    auto* value = mms::component(x, *node.type, *part.component_name);
    if (!below || !value)
      return data_access_error::type_inconsistent;
    if (auto wrong =
          write_setting(who, {where.scope, table.place_of(*below)}, *value, now))
      return wrong;
  }
  return std::nullopt;
}

// ---- logs -------------------------------------------------------------------

server::failure server::write_log_block(place where, const data& x) {
  auto& to = logs_[part_at(where).index];
  auto attribute = last_name(node_at(where).name);
  if (attribute == "LogEna" && x.is<data::boolean>()) {
    to.enabled = x.get<data::boolean>();
    return std::nullopt;
  }
  if (to.enabled)
    return data_access_error::temporarily_unavailable;
  if (attribute == "DatSet") {
    auto* name = x.get_if<data::visible_string>();
    auto members = std::vector<place>{};
    if (!name || !look_up(0, *name, &members))
      return data_access_error::object_value_invalid;
    to.data_set = *name;
    to.members = std::move(members);
  } else if (attribute == "TrgOps" && x.is<data::bit_string>()) {
    to.trg_ops = x.get<data::bit_string>();
  } else if (attribute != "IntgPd" && attribute != "OptFlds") {
    return data_access_error::object_access_denied;
  }
  vmd_.show(where, x);
  return std::nullopt;
}

void server::log_changes(const std::vector<std::pair<place, reason>>& x,
                         const moment& now) {
  for (auto& log : logs_) {
    if (!log.enabled)
      continue;
    auto entry = std::vector<std::pair<std::string, data>>{};
    for (auto& member : log.members) {
      auto end = node_at(member).end;
      auto why = reasons{0};
      for (auto& [leaf, reason_now] : x) {
        auto bit = reason_now == reason::quality_change ? trigger::quality_change
                   : reason_now == reason::data_update  ? trigger::data_update
                                                        : trigger::data_change;
        if (leaf.scope == member.scope && leaf.node >= member.node && leaf.node < end
            && log.trg_ops.test(bit))
          why = static_cast<reasons>(why | static_cast<reasons>(reason_now));
      }
      if (why == 0)
        continue;
      entry.emplace_back(path_at(member), vmd_.value(member));
      entry.emplace_back("ReasonCode", data::make<data::bit_string>(make_reason(why)));
    }
    if (!entry.empty())
      vmd_.journal(log.device, log.journal)->append(now.utc, std::move(entry));
  }
}

} // namespace bus::iec61850
