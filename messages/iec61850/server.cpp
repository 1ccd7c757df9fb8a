#include "messages/iec61850/server.hpp"

#include "messages/iec61850/quality.hpp"
#include "messages/iec61850/reference.hpp"
#include "messages/mms/browse.hpp"
#include "messages/mms/type.hpp"

#include <algorithm>

namespace bus::iec61850 {

namespace {

using mms::data;

constexpr auto no_time = std::numeric_limits<std::uint32_t>::max();

std::string_view last_part(std::string_view item) {
  auto dollar = item.rfind('$');
  return dollar == item.npos ? item : item.substr(dollar + 1);
}

mms::object_name name_of_list(const std::string& name) {
  if (name.starts_with('@'))
    return mms::association_name(name.substr(1));
  auto parts = mms::split_path(name);
  return mms::domain_name(std::string{parts.domain}, std::string{parts.item});
}

} // namespace

std::string server::path_at(place x) const {
  return std::string{vmd_.scope_name(x.scope)} + '/' + node_at(x).name;
}

std::optional<server::place> server::find(std::string_view path) const {
  auto parts = mms::split_path(path);
  return vmd_.find(parts.domain, parts.item);
}

// ---- data sets --------------------------------------------------------------

std::optional<report_control::data_set_info>
server::look_up(std::uint64_t client, const std::string& name,
                std::vector<place>* members) {
  if (name.empty())
    return std::nullopt;
  auto* list = vmd_.find_list(client, name_of_list(name));
  if (!list)
    return std::nullopt;
  auto out = report_control::data_set_info{list->members.size(), {}};
  for (auto& member : list->members) {
    auto at = vmd_.find(member.name);
    if (!at)
      return std::nullopt;
    out.references.push_back(path_at(*at));
    if (members)
      members->push_back(*at);
  }
  return out;
}

void server::listen(std::uint32_t index) {
  auto& x = blocks_[index];
  x.members.clear();
  auto client = x.rcb.client().value_or(0);
  auto& name = x.rcb.settings().data_set;
  if (auto found = look_up(client, name, &x.members)) {
    x.rcb.use(std::move(*found));
    if (!name.starts_with('@'))
      vmd_.hold_list(name_of_list(name), true);
  }
  for (auto i = std::uint32_t{0}; i < x.members.size(); ++i) {
    auto& table = vmd_.variables(x.members[i].scope);
    auto& nodes = table.nodes();
    for (auto at = x.members[i].node; at < nodes[x.members[i].node].end; ++at)
      if (nodes[at].is_leaf)
        listeners_[key({x.members[i].scope, at})].push_back({index, i});
  }
}

void server::unlisten(std::uint32_t index) {
  auto& name = blocks_[index].rcb.settings().data_set;
  if (!name.empty() && !name.starts_with('@'))
    vmd_.hold_list(name_of_list(name), false);
  for (auto next = listeners_.begin(); next != listeners_.end();) {
    auto at = next++;
    std::erase_if(at->second, [&](auto& x) { return x.block == index; });
    if (at->second.empty())
      listeners_.erase(at);
  }
}

// ---- values -----------------------------------------------------------------

std::uint8_t server::trigger_at(place x) const {
  if (auto known = triggers_.find(key(x)); known != triggers_.end())
    return known->second;
  auto name = last_part(node_at(x).name);
  return name == "q" ? on_quality : name == "t" ? 0 : on_change | on_update;
}

report_control::value_source server::values_of(const block& x) const {
  return [this, &x](std::uint32_t member) { return vmd_.value(x.members[member]); };
}

void server::changed(place leaf, bool same, const moment& now) {
  auto mask = trigger_at(leaf);
  auto why = same || !(mask & (on_change | on_quality)) ? reason::data_update
             : mask & on_quality                        ? reason::quality_change
                                                        : reason::data_change;
  if (why == reason::data_update && !(mask & on_update))
    return;
  if (auto found = listeners_.find(key(leaf)); found != listeners_.end())
    for (auto& [index, member] : found->second) {
      auto& x = blocks_[index];
      x.rcb.note(member, why);
      if (!std::exchange(x.touched, true))
        touched_.push_back(index);
    }
  if (!logs_.empty())
    logged_.emplace_back(leaf, why);
  note_status(leaf, now);
}

/// Both values are of the type; `at` is moved to the last part that there is.
void server::compare(const data& was, const data& is, const mms::type_description& type,
                     place& at, const moment& now) {
  auto* parts = type.get_if<mms::type_description::structure>();
  if (!parts)
    return changed(at, was == is, now);
  auto& before = was.get<data::structure>();
  auto& after = is.get<data::structure>();
  for (auto i = std::size_t{0}; i < parts->components.size(); ++i) {
    ++at.node;
    compare(before[i], after[i], *mms::described(*parts->components[i].component_type),
            at, now);
  }
}

void server::apply(place where, data to, const moment& now) {
  if (!process_values_.empty() && shield(where, to))
    return;
  auto& type = *node_at(where).type;
  auto was = vmd_.value(where);
  if (!vmd_.set(where, std::move(to), now.utc))
    return;
  auto at = where;
  compare(was, vmd_.value(where), type, at, now);
}

namespace {

/// An attribute beside a value, or beside what it is a part of.
std::uint32_t beside(const mms::variable_table& table, std::uint32_t node,
                     const std::string& attribute) {
  auto name = std::string_view{table.nodes()[node].name};
  for (auto parts = parts_of(name).size(); parts > 3; --parts) {
    name = name.substr(0, name.rfind('$'));
    if (auto* found = table.find(std::string{name} + '$' + attribute))
      return table.place_of(*found);
  }
  return no_time;
}

} // namespace

std::uint32_t server::time_beside(place x) {
  auto [known, fresh] = times_.try_emplace(key(x), no_time);
  if (!fresh)
    return known->second;
  auto& table = vmd_.variables(x.scope);
  auto at = beside(table, x.node, "t");
  if (at != no_time && table.nodes()[at].type->is<mms::type_description::utc_time>())
    known->second = at;
  return known->second;
}

std::uint32_t server::quality_beside(place x) {
  auto [known, fresh] = qualities_.try_emplace(key(x), no_time);
  if (fresh)
    known->second = beside(vmd_.variables(x.scope), x.node, "q");
  return known->second;
}

sample server::read(place x, const utc_time& now) {
  show_below(x);
  auto& node = node_at(x);
  auto out = to_sample(
    with_positions(mms::to_value(vmd_.value(x), node.type), last_part(node.name)), now);
  if (!node.is_leaf)
    return out;
  if (auto q = quality_beside(x); q != no_time)
    out.quality = to_quality(vmd_.value({x.scope, q})).value_or(out.quality);
  if (auto t = time_beside(x); t != no_time)
    out.time = mms::to_utc_time(vmd_.value({x.scope, t})).value_or(out.time);
  return out;
}

/// The times that belong to what is set, and are not set themselves.
std::vector<server::place> server::times_of(const std::vector<written>& x) {
  auto given = std::unordered_set<std::uint64_t>{};
  auto wholes = std::vector<place>{};
  for (auto& one : x) {
    if (node_at(one.where).is_leaf)
      given.insert(key(one.where));
    else
      wholes.push_back(one.where);
  }
  auto out = std::vector<place>{};
  for (auto& one : x) {
    auto t = place{one.where.scope, time_beside(one.where)};
    auto is_within = [&](place whole) {
      return whole.scope == t.scope && whole.node <= t.node
             && t.node < node_at(whole).end;
    };
    if (t.node != no_time && t.node != one.where.node && given.insert(key(t)).second
        && std::ranges::none_of(wholes, is_within))
      out.push_back(t);
  }
  return out;
}

std::vector<result<void>> server::set(std::vector<written> x, const moment& now) {
  auto out = std::vector<result<void>>(x.size());
  auto times = times_of(x);
  for (auto i = std::size_t{0}; i < x.size(); ++i) {
    auto& node = node_at(x[i].where);
    if (!mms::fits(x[i].value, *node.type))
      out[i] = fail(errc::type_mismatch, "iec61850.server", node.name);
    else
      apply(x[i].where, std::move(x[i].value), now);
  }
  for (auto& t : times)
    apply(t, mms::make_utc_time(now.utc), now);
  settle(now);
  return out;
}

void server::settle(const moment& now) {
  if (!logged_.empty())
    log_changes(std::exchange(logged_, {}), now);
  for (auto index : std::exchange(touched_, {})) {
    auto& x = blocks_[index];
    x.touched = false;
    x.rcb.settle(now, values_of(x));
    send_reports(x);
  }
}

void server::send_reports(block& x) {
  if (!x.rcb.has_reports())
    return;
  auto found = clients_.find(*x.rcb.client());
  if (found == clients_.end())
    return;
  auto& to = found->second;
  while (to.credit > 0 && x.rcb.has_reports())
    for (auto& segment : x.rcb.take_reports(1, to.max_pdu_size)) {
      to.credit -= to.credit > 0;
      events_.push_back(server_tells{
        found->first, mms::unconfirmed::make<mms::unconfirmed::information_report>(
                        std::move(segment))});
    }
}

void server::taken(std::uint64_t client, std::size_t reports) {
  auto found = clients_.find(client);
  if (found == clients_.end())
    return;
  found->second.credit += reports;
  for (auto& x : blocks_)
    if (x.rcb.client() == client)
      send_reports(x);
}

// ---- time -------------------------------------------------------------------

void server::tick(const moment& now) {
  for (auto& x : blocks_) {
    x.rcb.tick(now, values_of(x));
    send_reports(x);
  }
  for (auto& x : controls_) {
    if (now.at >= x.decide_by)
      finish(x, {false, add_cause::blocked_by_process}, now);
    if (now.at >= x.follow_at)
      follow(x, now);
    x.object.tick(now.at);
    take_termination(x);
  }
  for (auto& x : settings_)
    x.groups.tick(now.at);
  settle(now);
}

time_point server::deadline() const {
  auto out = never;
  for (auto& x : blocks_)
    out = std::min(out, x.rcb.deadline());
  for (auto& x : controls_)
    out = std::min({out, x.decide_by, x.object.deadline(), x.follow_at});
  for (auto& x : settings_)
    out = std::min(out, x.groups.deadline());
  return out;
}

std::optional<server_event> server::next_event() {
  if (events_.empty())
    return std::nullopt;
  auto out = std::optional<server_event>{std::move(events_.front())};
  events_.pop_front();
  return out;
}

void server::joined(client_id who, const mms::parameters& agreed) {
  vmd_.joined(who.number, agreed);
  auto number = who.number;
  clients_[number] = {std::move(who), agreed.max_pdu_size};
}

void server::left(std::uint64_t client, const moment& now) {
  for (auto i = std::uint32_t{0}; i < blocks_.size(); ++i) {
    auto& x = blocks_[i];
    x.rcb.left(client, now);
    // Data sets of the association's own end with it.
    if (x.rcb.settings().data_set.starts_with('@') && !x.rcb.is_enabled()) {
      unlisten(i);
      x.members.clear();
      x.rcb.forget_data_set();
    }
  }
  for (auto& x : controls_)
    x.object.left(client);
  for (auto& x : settings_)
    x.groups.left(client);
  vmd_.left(client);
  clients_.erase(client);
}

std::vector<server::buffered_block> server::buffered_blocks() {
  auto out = std::vector<buffered_block>{};
  for (auto& x : blocks_)
    if (x.rcb.settings().buffered)
      out.push_back({x.path, &x.rcb});
  return out;
}

} // namespace bus::iec61850
