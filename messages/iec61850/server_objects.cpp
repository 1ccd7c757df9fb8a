#include "messages/iec61850/server.hpp"

#include "messages/iec61850/reference.hpp"
#include "messages/mms/browse.hpp"

#include <algorithm>

// What a server has from the beginning: found by the names of its variables.

namespace bus::iec61850 {

namespace {

using mms::data;

/// What clients may write (IEC 61850-7-3, table of functional constraints).
constexpr auto writable_constraints = {"SP", "SV", "CF", "DC", "BL"};

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
      if (names.size() == 2 && names[1] == "CO")
        mark(scope, i, nodes[i].end, role::control, controls_.size());
      if (names.size() == 2 && (names[1] == "SV" || names[1] == "BL"))
        mark(scope, i, nodes[i].end, role::substitution, 0);
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

} // namespace bus::iec61850
