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

/// What clients may write (IEC 61850-7-3, table of functional constraints).
constexpr auto writable_constraints = {"SP", "SV", "CF", "DC", "BL"};

std::string_view last_part(std::string_view item) {
  auto dollar = item.rfind('$');
  return dollar == item.npos ? item : item.substr(dollar + 1);
}

mms::object_name list_name(const std::string& name) {
  if (name.starts_with('@'))
    return mms::association_name(name.substr(1));
  auto parts = mms::split_path(name);
  return mms::domain_name(std::string{parts.domain}, std::string{parts.item});
}

std::string text_of(const data* x) {
  auto* text = x ? x->get_if<data::visible_string>() : nullptr;
  return text ? *text : std::string{};
}

std::optional<std::int64_t> number_of(const data* x) {
  if (!x)
    return std::nullopt;
  if (auto* whole = x->get_if<data::integer>())
    return whole->to_int64();
  if (auto* positive = x->get_if<data::unsigned_>())
    return positive->to_int64();
  return std::nullopt;
}

} // namespace

// ---- what is there from the beginning ---------------------------------------

result<server> server::make(const server_description& x, const server_options& how,
                            const moment& now) {
  auto objects = x.objects;
  for (auto& domain : objects.domains)
    for (auto* constraint : writable_constraints)
      domain.writable.push_back(std::string{"*$"} + constraint);
  auto made = mms::vmd::make(objects);
  if (!made)
    return tl::make_unexpected(std::move(made.error()));
  auto out = server{};
  out.vmd_ = std::move(*made);
  out.how_ = how;
  out.ied_name_ = x.ied_name;
  if (auto done = out.discover(x, now); !done)
    return tl::make_unexpected(std::move(done.error()));
  return out;
}

std::string server::path_at(place x) const {
  return std::string{vmd_.scope_name(x.scope)} + '/' + node_at(x).name;
}

std::optional<server::place> server::find(std::string_view path) const {
  auto parts = mms::split_path(path);
  return vmd_.find(parts.domain, parts.item);
}

const data* server::value_below(place x, std::string_view name) const {
  auto& table = vmd_.variables(x.scope);
  auto* found = table.find(table.nodes()[x.node].name + '$' + std::string{name});
  return found ? &table.value(*found) : nullptr;
}

void server::mark(std::uint32_t scope, std::uint32_t node, std::uint32_t end, role what,
                  std::size_t index) {
  for (auto at = node; at < end; ++at)
    parts_[scope][at] = {what, static_cast<std::uint32_t>(index)};
}

result<void> server::discover(const server_description& x, const moment& now) {
  parts_.resize(vmd_.scope_count());
  for (auto scope = std::uint32_t{0}; scope < vmd_.scope_count(); ++scope) {
    auto& table = vmd_.variables(scope);
    auto& nodes = table.nodes();
    parts_[scope].resize(nodes.size());
    for (auto i = std::uint32_t{0}; i < nodes.size(); ++i) {
      auto names = parts_of(nodes[i].name);
      if (names.size() == 2 && (names[1] == "CO" || names[1] == "SV"))
        mark(scope, i, nodes[i].end,
             names[1] == "CO" ? role::control : role::substitution, controls_.size());
      if (names.size() != 3 || nodes[i].is_leaf)
        continue;
      if (names[1] == "RP" || names[1] == "BR")
        add_block(scope, i, names[1] == "BR", now);
      else if (names[1] == "CO")
        add_control(scope, i);
      else if (names[1] == "LG")
        add_log(scope, i);
      else if (names[1] == "SP" && names[2] == "SGCB") {
        if (auto added = add_settings(scope, i, x); !added)
          return added;
      }
    }
    // What shows something of ours below is refreshed before it is read.
    for (auto i = std::uint32_t{0}; i < nodes.size(); ++i)
      for (auto at = i; at < nodes[i].end && parts_[scope][i].what == role::none;
           ++at) {
        auto what = parts_[scope][at].what;
        if (what == role::report_block || what == role::setting_block
            || what == role::log_block)
          parts_[scope][i].what = role::above;
      }
  }
  for (auto& [path, mask] : x.triggers)
    if (auto at = find(path))
      triggers_.emplace(key(*at), mask);
  for (auto i = std::uint32_t{0}; i < blocks_.size(); ++i)
    listen(i);
  return {};
}

void server::add_block(std::uint32_t scope, std::uint32_t node, bool buffered,
                       const moment& now) {
  auto where = place{scope, node};
  auto& at = node_at(where);
  auto x = report_control_settings{};
  x.reference = path_at(where);
  x.buffered = buffered;
  x.rpt_id = text_of(value_below(where, "RptID"));
  x.data_set = text_of(value_below(where, "DatSet"));
  x.conf_rev =
    static_cast<std::uint32_t>(number_of(value_below(where, "ConfRev")).value_or(1));
  x.buf_tm =
    static_cast<std::uint32_t>(number_of(value_below(where, "BufTm")).value_or(0));
  x.intg_pd =
    static_cast<std::uint32_t>(number_of(value_below(where, "IntgPd")).value_or(0));
  x.most_octets = how_.report_buffer;
  auto bits = [&](const char* name, std::size_t size, auto& to) {
    auto* value = value_below(where, name);
    auto* given = value ? value->get_if<data::bit_string>() : nullptr;
    auto any = false;
    for (auto bit = std::size_t{0}; given && bit < size; ++bit)
      any = any || given->test(bit);
    if (!any)
      return; // nobody would want a block that never tells anything
    to = asn1::bit_string{size};
    for (auto bit = std::size_t{0}; bit < size; ++bit)
      to.set(bit, given->test(bit));
  };
  bits("OptFlds", opt_flds::size, x.opt_flds);
  bits("TrgOps", trigger::size, x.trg_ops);
  // Ids of another run are never used again.
  constexpr auto ids_a_millisecond = 20;
  auto first = static_cast<std::uint64_t>(now.utc.ns / 1'000'000) << ids_a_millisecond;
  auto path = x.reference;
  blocks_.push_back(
    {std::move(path), where, at.end, report_control{std::move(x), first + 1}});
  mark(scope, node, at.end, role::report_block, blocks_.size() - 1);
}

void server::add_control(std::uint32_t scope, std::uint32_t node) {
  auto where = place{scope, node};
  auto x = control{};
  x.device = vmd_.scope_name(scope);
  x.item = node_at(where).name;
  auto names = parts_of(x.item);
  auto below = [&](const std::string& name) {
    return vmd_.find(x.device, x.item + '$' + name);
  };
  x.sbo = below("SBO");
  x.sbow = below("SBOw");
  x.oper = below("Oper");
  x.cancel = below("Cancel");
  auto object = [&](const char* constraint, const char* attribute) {
    return vmd_.find(x.device, std::string{names[0]} + '$' + constraint + '$'
                                 + std::string{names[2]} + '$' + attribute);
  };
  x.model = object("CF", "ctlModel");
  x.status = object("ST", "stVal");
  if (!x.status)
    x.status = object("MX", "mxVal");
  if (!x.status)
    x.status = object("MX", "mag");
  load_control(x);
  auto index = static_cast<std::uint32_t>(controls_.size());
  if (x.status)
    for (auto at = x.status->node; at < node_at(*x.status).end; ++at)
      status_of_.emplace(key({x.status->scope, at}), index);
  mark(scope, node, node_at(where).end, role::control, index);
  controls_.push_back(std::move(x));
}

/// The parameters of a control stand in CF, and may be written.
void server::load_control(control& x) {
  auto names = parts_of(x.item);
  auto number = [&](const char* attribute) -> std::optional<std::int64_t> {
    auto at = vmd_.find(x.device, std::string{names[0]} + "$CF$" + std::string{names[2]}
                                    + '$' + attribute);
    return at ? number_of(&vmd_.value(*at)) : std::nullopt;
  };
  auto to = control_object::settings{};
  auto model = number("ctlModel").value_or(x.oper ? 1 : 0);
  if (model >= 0 && model <= 4)
    to.model = static_cast<ctl_model>(model);
  if (auto timeout = number("sboTimeout"); timeout && *timeout > 0)
    to.sbo_timeout = std::chrono::milliseconds{*timeout};
  if (auto timeout = number("operTimeout"); timeout && *timeout > 0)
    to.oper_timeout = std::chrono::milliseconds{*timeout};
  else
    to.oper_timeout = how_.oper_timeout;
  to.operate_many = number("sboClass") == 1;
  x.object.set(to);
}

void server::add_log(std::uint32_t scope, std::uint32_t node) {
  auto where = place{scope, node};
  auto x = log_block{};
  x.device = vmd_.scope_name(scope);
  x.item = node_at(where).name;
  x.where = where;
  x.end = node_at(where).end;
  auto log = text_of(value_below(where, "LogRef")); // `LD/LN$name`
  auto parts = mms::split_path(log);
  x.journal = parts.is_item ? std::string{parts.item}
                            : std::string{parts_of(x.item)[0]} + "$EventLog";
  x.data_set = text_of(value_below(where, "DatSet"));
  auto* on = value_below(where, "LogEna");
  x.enabled = on && on->is<data::boolean>() && on->get<data::boolean>();
  auto* ops = value_below(where, "TrgOps");
  if (auto* bits = ops ? ops->get_if<data::bit_string>() : nullptr)
    x.trg_ops = *bits;
  look_up(0, x.data_set, &x.members);
  vmd_.journal(x.device, x.journal);
  mark(scope, node, x.end, role::log_block, logs_.size());
  logs_.push_back(std::move(x));
}

result<void> server::add_settings(std::uint32_t scope, std::uint32_t node,
                                  const server_description& x) {
  auto where = place{scope, node};
  auto& table = vmd_.variables(scope);
  auto count =
    std::max<std::int64_t>(1, number_of(value_below(where, "NumOfSG")).value_or(1));
  if (count > 64)
    return fail(errc::invalid_value, std::string{vmd_.scope_name(scope)},
                "NumOfSG: at most 64 setting groups");
  auto sg = std::vector<std::uint32_t>{}, se = std::vector<std::uint32_t>{};
  auto first = std::vector<data>{};
  for (auto& one : table.nodes()) {
    auto names = parts_of(one.name);
    if (!one.is_leaf || names.size() < 3 || names[1] != "SG")
      continue;
    auto twin = one.name;
    twin.replace(names[0].size(), 3, "$SE");
    auto* edited = table.find(twin);
    sg.push_back(table.place_of(one));
    se.push_back(edited ? table.place_of(*edited) : table.place_of(one));
    first.push_back(table.value(one));
  }
  auto values = std::vector<std::vector<data>>(static_cast<std::size_t>(count), first);
  auto resv = std::uint16_t{600};
  if (auto given = x.settings.find(std::string{vmd_.scope_name(scope)});
      given != x.settings.end()) {
    resv = given->second.resv_tms;
    for (auto group = std::size_t{0};
         group < std::min(values.size(), given->second.groups.size()); ++group)
      for (auto& [item, to] : given->second.groups[group]) {
        auto* found = table.find(item);
        auto at = found ? std::ranges::find(sg, table.place_of(*found)) : sg.end();
        auto converted = found ? mms::to_data(to, *found->type) : result<data>{};
        if (at == sg.end() || !converted)
          return fail(errc::invalid_value, std::string{vmd_.scope_name(scope)},
                      item + ": no value of a setting");
        values[group][static_cast<std::size_t>(at - sg.begin())] =
          std::move(*converted);
      }
  }
  auto index = settings_.size();
  auto out = settings_of{setting_groups{std::move(values), resv}, sg, se, scope};
  for (auto i = std::size_t{0}; i < sg.size(); ++i) {
    out.by_node.emplace(sg[i], i);
    out.by_node.emplace(se[i], i);
  }
  for (auto& one : table.nodes()) {
    auto names = parts_of(one.name);
    if (names.size() >= 2 && (names[1] == "SG" || names[1] == "SE"))
      parts_[scope][table.place_of(one)] = {names[1] == "SG" ? role::setting
                                                             : role::edited,
                                            static_cast<std::uint32_t>(index)};
  }
  mark(scope, node, table.nodes()[node].end, role::setting_block, index);
  settings_.push_back(std::move(out));
  show_settings(settings_.back(), {});
  return {};
}

// ---- data sets --------------------------------------------------------------

std::optional<report_control::data_set_info>
server::look_up(std::uint64_t client, const std::string& name,
                std::vector<place>* members) {
  if (name.empty())
    return std::nullopt;
  auto* list = vmd_.find_list(client, list_name(name));
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
      vmd_.hold_list(list_name(name), true);
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
    vmd_.hold_list(list_name(name), false);
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
