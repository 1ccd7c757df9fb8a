#include "messages/iec61850/reference.hpp"
#include "messages/iec61850/server.hpp"
#include "messages/mms/type.hpp"

#include <algorithm>
#include <charconv>

namespace bus::iec61850 {

namespace {

using asn1::mms::information_report;
using asn1::mms::variable_access_specification;
using asn1::mms::variable_specification;
using mms::data;
using mms::data_access_error;

constexpr auto error_name = "LastApplError";

// Beh (IEC 61850-7-4, annex A)
constexpr auto is_test = 3;
constexpr auto is_test_blocked = 4;
constexpr auto is_off = 5;
constexpr auto is_blocked = 2;

void add(information_report& to, mms::object_name name, data value) {
  auto& spec = to.variable_access_specification;
  auto* list = spec.get_if<variable_access_specification::list_of_variable>();
  if (!list)
    list = &spec.emplace<variable_access_specification::list_of_variable>();
  auto& item = list->emplace_back();
  item.variable_specification =
    variable_specification::make<variable_specification::name>(std::move(name));
  to.list_of_access_result.push_back(
    mms::access_result::make<mms::access_result::success>(std::move(value)));
}

/// IEC 61850-8-1, 20.10
data error_value(const std::string& object, const command_parameters& of,
                 add_cause cause) {
  auto origin = asn1::list_of<data>{};
  origin.push_back(data::make<data::integer>(of.or_cat));
  origin.push_back(data::make<data::octet_string>(asn1::octet_string{of.or_ident}));
  auto out = asn1::list_of<data>{};
  out.push_back(data::make<data::visible_string>(object));
  out.push_back(data::make<data::integer>(0)); // Error: no error of the application
  out.push_back(data::make<data::structure>(std::move(origin)));
  out.push_back(data::make<data::unsigned_>(of.ctl_num));
  out.push_back(data::make<data::integer>(static_cast<int>(cause)));
  return data::make<data::structure>(std::move(out));
}

std::string identity_text(const bytes& x) {
  auto printable =
    std::ranges::all_of(x, [](auto one) { return one >= 32 && one < 127; });
  return printable ? std::string(x.begin(), x.end()) : to_hex(x);
}

data_access_error error_of(add_cause x) {
  switch (x) {
  case add_cause::command_already_in_execution:
  case add_cause::locked_by_other_client:
    return data_access_error::temporarily_unavailable;
  default: return data_access_error::object_access_denied;
  }
}

bool same_position(const data& is, const data& wanted) {
  if (is == wanted)
    return true;
  auto* bits = is.get_if<data::bit_string>();
  auto* on = wanted.get_if<data::boolean>();
  if (bits && on && bits->size() == 2)
    return bits->test(0) == *on && bits->test(1) != *on;
  // A set point's value, with or without the structure around it.
  auto* around = is.get_if<data::structure>();
  auto* around_wanted = wanted.get_if<data::structure>();
  if (around && !around->empty())
    return same_position((*around)[0], around_wanted && !around_wanted->empty()
                                         ? (*around_wanted)[0]
                                         : wanted);
  return false;
}

/// A position of two bits for a switch that is told on or off.
data as_status(const data& wanted, const mms::type_description& type) {
  auto* on = wanted.get_if<data::boolean>();
  if (!on || !type.is<mms::type_description::bit_string>())
    return wanted;
  return data::make<data::bit_string>(
    asn1::bit_string{std::string_view{*on ? "10" : "01"}});
}

} // namespace

std::string server::object_path(const control& x) const {
  return x.device + '/' + x.item;
}

/// What the node's mode and the switching authority say (IEC 61850-7-4, Mod, Beh,
/// Loc).
control_verdict server::allowed(const control& x, const command_parameters& of) const {
  auto node = std::string{parts_of(x.item)[0]};
  auto number = [&](const std::string& item) -> std::int64_t {
    auto at = vmd_.find(x.device, item);
    auto* whole = at ? vmd_.value(*at).get_if<data::integer>() : nullptr;
    return whole ? whole->to_int64().value_or(0) : 0;
  };
  auto flag = [&](const std::string& item) {
    auto at = vmd_.find(x.device, item);
    auto* yes = at ? vmd_.value(*at).get_if<data::boolean>() : nullptr;
    return yes && *yes;
  };
  auto mode = number(node + "$ST$Beh$stVal");
  if (mode == 0)
    mode = number(node + "$ST$Mod$stVal");
  if (mode == 0)
    mode = number("LLN0$ST$Mod$stVal");
  if (mode == is_off || mode == is_blocked || mode == is_test_blocked)
    return {false, add_cause::blocked_by_mode};
  if (mode != 0 && of.test != (mode == is_test))
    return {false, add_cause::blocked_by_mode};
  constexpr auto remote_control = 3;
  if (of.or_cat >= remote_control
      && (flag(node + "$ST$Loc$stVal") || flag("LLN0$ST$Loc$stVal")))
    return {false, add_cause::blocked_by_switching_hierarchy};
  return {};
}

void server::command(associate& who, place where, const data& x, const moment& now,
                     std::function<void(failure)> done) {
  auto index = part_at(where).index;
  if (index >= controls_.size())
    return done(data_access_error::object_access_denied);
  auto& to = controls_[index];
  auto is = [&](const std::optional<place>& y) { return y && y->node == where.node; };
  auto part = is(to.sbow)     ? "SBOw"
              : is(to.oper)   ? "Oper"
              : is(to.cancel) ? "Cancel"
                              : "";
  if (!*part)
    return done(data_access_error::object_access_denied);
  auto& type = *node_at(where).type;
  auto parameters = mms::fits(x, type)
                      ? read_command(x, type)
                      : result<command_parameters>{fail(errc::type_mismatch, "")};
  if (!parameters)
    return done(data_access_error::type_inconsistent);
  auto client = who.who.number;
  auto how = control_object::verdict{};
  if (!is(to.cancel))
    if (auto may = allowed(to, *parameters); !may.ok)
      how = may;
  auto cancels = is(to.cancel) && how_.relayed.contains(to.device);
  if (to.cancels)
    how = control_verdict{false, add_cause::command_already_in_execution};
  if (!how)
    how = is(to.sbow)   ? to.object.select_with_value(client, *parameters, now.at)
          : is(to.oper) ? to.object.operate(client, *parameters, now)
          : cancels     ? to.object.cannot_cancel(client, now.at)
                        : to.object.cancel(client, *parameters, now.at);
  if (how) {
    if (how->ok)
      done(std::nullopt);
    else {
      last_appl_error(client, to, part, *parameters, how->cause);
      done(error_of(how->cause));
    }
    return take_termination(to);
  }
  vmd_.show(where, x);
  if (is(to.oper))
    to.oper_value = x;
  if (cancels)
    to.cancels = control::cancelling{client, *parameters};
  auto action = cancels ? control_action::cancel : *to.object.under_way();
  auto of = *parameters;
  to.done = [this, index, client, part, parameters = std::move(*parameters),
             done = std::move(done)](control_verdict decided) {
    if (decided.ok)
      return done(std::nullopt);
    last_appl_error(client, controls_[index], part, parameters, decided.cause);
    done(error_of(decided.cause));
  };
  ask(to, name(action), of, now);
}

void server::ask(control& x, std::string_view action, const command_parameters& of,
                 const moment& now) {
  if (how_.commands == command_policy::follow)
    return finish(x, {}, now);
  auto out = process_asked{};
  x.asked = ++last_question_;
  x.decide_by = now.at + how_.decision_timeout;
  out.what.id = std::to_string(x.asked);
  auto names = parts_of(x.item);
  auto ref = reference{x.device, std::string{names[0]}, {}, {std::string{names[2]}}};
  out.what.ref = to_string(ref);
  out.what.action = action;
  auto* type = x.oper ? mms::component(*node_at(*x.oper).type, "ctlVal") : nullptr;
  out.what.value = mms::to_value(of.ctl_val, type);
  out.what.origin_category = of.or_cat;
  out.what.origin_identity = identity_text(of.or_ident);
  out.what.origin_octets = of.or_ident;
  out.what.test = of.test;
  out.what.synchro_check = of.synchro_check;
  out.what.interlock_check = of.interlock_check;
  out.what.time = of.oper_tm;
  out.what.issued = of.t;
  out.what.deadline = utc_time{now.utc.ns + how_.decision_timeout.count()};
  events_.push_back(std::move(out));
}

void server::finish(control& x, control_verdict how, const moment& now) {
  x.asked = 0;
  x.decide_by = never;
  if (auto cancelled = std::exchange(x.cancels, std::nullopt)) {
    // It may have ended meanwhile: then there is nothing left to be done here.
    if (how.ok)
      std::ignore = x.object.cancel(cancelled->client, cancelled->of, now.at);
    if (auto done = std::exchange(x.done, nullptr))
      done(how);
    return take_termination(x);
  }
  auto is_operate = x.object.under_way() == control_action::operate;
  x.object.decided(how, now);
  if (auto done = std::exchange(x.done, nullptr))
    done(how);
  if (!is_operate || !how.ok)
    return;
  x.travels = false;
  x.tells_end = how.tells_end;
  if (how_.commands == command_policy::follow) {
    x.follow_at = x.object.is_waiting(now.at) ? x.object.starts() : now.at;
    if (x.follow_at <= now.at)
      follow(x, now);
  }
  if (x.object.is_executing() && !x.object.is_waiting(now.at) && !x.tells_end
      && (!x.status || is_reached(x)))
    x.object.terminated({});
  take_termination(x);
}

bool server::is_reached(const control& x) const {
  return x.status && same_position(vmd_.value(*x.status), x.object.command().ctl_val);
}

/// The status shows what was commanded: a switch after its travel. That of the switch
/// which a switch controller moves goes along (IEC 61850-7-4, CSWI and XCBR).
void server::follow(control& x, const moment& now) {
  x.follow_at = never;
  auto statuses = std::vector<place>{};
  if (x.status)
    statuses.push_back(*x.status);
  auto names = parts_of(x.item);
  if (auto at = names[0].find("CSWI"); at != names[0].npos)
    for (auto* kind : {"XCBR", "XSWI"}) {
      auto node = std::string{names[0]}.replace(at, 4, kind);
      if (auto found =
            vmd_.find(x.device, node + "$ST$" + std::string{names[2]} + "$stVal"))
        statuses.push_back(*found);
    }
  auto is_switch = [&](place at) {
    auto* bits = vmd_.value(at).get_if<data::bit_string>();
    return bits && bits->size() == 2;
  };
  auto begins = how_.travel > duration{} && !std::exchange(x.travels, true)
                && std::ranges::any_of(statuses, is_switch);
  if (begins)
    x.follow_at = now.at + how_.travel;
  else
    x.travels = false;
  auto all = std::vector<written>{};
  for (auto& at : statuses) {
    auto& type = *node_at(at).type;
    auto to = begins ? data::make<data::bit_string>(asn1::bit_string{2})
                     : as_status(x.object.command().ctl_val, type);
    if (mms::fits(to, type) && (!begins || is_switch(at)))
      all.push_back({at, std::move(to)});
  }
  std::ignore = set(std::move(all), now);
}

void server::note_status(place leaf, const moment& now) {
  auto found = status_of_.find(key(leaf));
  if (found == status_of_.end())
    return;
  auto& x = controls_[found->second];
  if (!x.object.is_executing() || x.object.is_waiting(now.at) || x.tells_end
      || !is_reached(x))
    return;
  x.object.terminated({});
  take_termination(x);
}

void server::take_termination(control& x) {
  auto end = x.object.take_termination();
  if (!end || !clients_.contains(end->client))
    return;
  auto out = information_report{};
  if (!end->how.ok)
    add(out, mms::vmd_name(error_name),
        error_value(object_path(x) + "$Oper", end->of, end->how.cause));
  add(out, mms::domain_name(x.device, x.item + "$Oper"), x.oper_value);
  events_.push_back(server_tells{
    end->client,
    mms::unconfirmed::make<mms::unconfirmed::information_report>(std::move(out))});
}

void server::last_appl_error(std::uint64_t client, const control& x,
                             std::string_view part, const command_parameters& of,
                             add_cause cause) {
  auto out = information_report{};
  add(out, mms::vmd_name(error_name),
      error_value(object_path(x) + '$' + std::string{part}, of, cause));
  events_.push_back(server_tells{
    client,
    mms::unconfirmed::make<mms::unconfirmed::information_report>(std::move(out))});
}

result<void> server::decide(const std::string& id, control_verdict x,
                            const moment& now) {
  auto number = std::uint64_t{0};
  std::from_chars(id.data(), id.data() + id.size(), number);
  for (auto& one : controls_)
    if (one.asked != 0 && one.asked == number) {
      finish(one, x, now);
      settle(now);
      return {};
    }
  return fail(errc::not_found, "command",
              "it is decided already, or was refused by silence");
}

result<void> server::end_command(const std::string& path, control_verdict x,
                                 const moment& now) {
  auto ref = parse_reference(path);
  if (!ref || ref->names.empty())
    return fail(errc::invalid_value, path, "expected LD/LN.DO");
  auto item = ref->logical_node + "$CO$" + ref->names.front();
  for (auto& one : controls_)
    if (one.item == item && one.device == ref->logical_device) {
      if (!one.object.is_executing())
        return fail(errc::not_found, path, "no command is being executed");
      one.object.terminated(x);
      take_termination(one);
      settle(now);
      return {};
    }
  return fail(errc::not_found, path, "no controllable object");
}

} // namespace bus::iec61850
