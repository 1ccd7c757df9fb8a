#include "messages/bus/rpc_actions.hpp"

#include <algorithm>
#include <array>

namespace bus::rpc {

namespace {

template <action::control::kind Kind>
method read_control(object_reader& in, const limits&) {
  auto ref = in.text("ref");
  auto out = action::control{Kind};
  out.value = in.value("value");
  auto origin = in.below("origin");
  if (origin.is_there()) {
    auto category = origin.number_if("category");
    constexpr auto last_category = 8u;
    if (category && *category > last_category)
      origin.complain("category", "expected 0 to 8");
    if (category)
      out.origin_category = static_cast<std::int64_t>(*category);
    constexpr auto longest = std::size_t{64}; // IEC 61850-8-1, orIdent
    if (auto identity = origin.text_or("identity", ""); identity.size() > longest)
      origin.complain("identity", "expected at most 64 octets");
    else if (!identity.empty())
      out.origin_identity = std::move(identity);
  }
  in.take_problem(origin);
  out.test = in.flag_if("test").value_or(false);
  auto check = in.below("check");
  if (check.is_there()) {
    out.synchro_check = check.flag_if("synchro");
    out.interlock_check = check.flag_if("interlock");
  }
  in.take_problem(check);
  out.time = in.time_if("time");
  out.key = in.text_or("key", "");
  return action_request{std::move(ref), std::move(out)};
}

template <action::data_set::kind Kind>
method read_data_set(object_reader& in, const limits& x) {
  auto out = action::data_set{Kind};
  auto ref = in.text("ref");
  if (Kind == action::data_set::kind::create)
    out.members = in.texts("members", x.items);
  return action_request{std::move(ref), std::move(out)};
}

template <action::report::kind Kind>
method read_report(object_reader& in, const limits&) {
  auto out = action::report{Kind};
  auto ref = in.text("ref");
  if (Kind == action::report::kind::enable)
    out.options = in.value_if("options");
  return action_request{std::move(ref), std::move(out)};
}

template <action::setting::kind Kind>
method read_setting(object_reader& in, const limits&) {
  using kind = action::setting::kind;
  auto out = action::setting{Kind};
  auto ref = in.text("ref");
  if (Kind == kind::select_active || Kind == kind::select_edit)
    out.group = in.number("group");
  if (Kind == kind::write)
    out.value = in.value("value");
  return action_request{std::move(ref), std::move(out)};
}

template <action::file::kind Kind>
method read_file(object_reader& in, const limits&) {
  auto out = action::file{Kind};
  auto ref = in.text("ref");
  out.path =
    Kind == action::file::kind::list ? in.text_or("path", "") : in.text("path");
  return action_request{std::move(ref), std::move(out)};
}

method read_log(object_reader& in, const limits& x) {
  auto ref = in.text("ref");
  auto out = action::log{in.time_if("from"), in.time_if("to")};
  out.after = in.value_if("after");
  out.limit =
    std::min<std::uint64_t>(in.number_if("limit").value_or(out.limit), x.items);
  return action_request{std::move(ref), std::move(out)};
}

/// IEC 60870-5-101, 7.2.6.22 and 7.2.6.23: groups 1 to 16, of counters 1 to 4.
std::uint8_t read_group(object_reader& in, bool counters) {
  auto group = in.number_if("group");
  auto last = counters ? 4u : 16u;
  if (group && (*group < 1 || *group > last))
    in.complain("group", counters ? "expected 1 to 4" : "expected 1 to 16");
  return static_cast<std::uint8_t>(group.value_or(0));
}

action::interrogation::freeze read_freeze(object_reader& in, bool counters) {
  using freeze = action::interrogation::freeze;
  constexpr auto words =
    std::array{std::pair{"read", freeze::read}, std::pair{"freeze", freeze::freeze},
               std::pair{"freeze_and_reset", freeze::freeze_and_reset},
               std::pair{"reset", freeze::reset}};
  auto x = in.take("freeze");
  if (!x)
    return freeze::read;
  if (!counters)
    in.complain("freeze", "with counters only");
  for (auto& [word, meaning] : words)
    if (*x == word)
      return meaning;
  in.complain("freeze", "expected read, freeze, freeze_and_reset or reset");
  return freeze::read;
}

method read_interrogation(object_reader& in, const limits&) {
  auto ref = in.text("connection") + ':';
  auto out = action::interrogation{};
  auto kind = in.text_or("kind", "general");
  out.counters = kind == "counters";
  if (!out.counters && kind != "general")
    in.complain("kind", "expected general or counters");
  out.group = read_group(in, out.counters);
  if (auto address = in.number_if("common_address")) {
    constexpr auto of_all = 65'535u; // what a request without one means
    if (*address < 1 || *address >= of_all)
      in.complain("common_address", "expected 1 to 65534");
    out.common_address = static_cast<std::uint16_t>(*address);
  }
  out.how = read_freeze(in, out.counters);
  return action_request{std::move(ref), std::move(out)};
}

method read_reply(object_reader& in, const limits&) {
  auto out = action::reply{};
  auto id = in.text("id");
  if (auto colon = id.find(':'); colon != id.npos)
    out.id = id.substr(colon + 1);
  out.accept = in.flag("accept");
  out.add_cause = in.text_or("add_cause", "");
  return action_request{std::move(id), std::move(out)};
}

method read_end(object_reader& in, const limits&) {
  auto ref = in.text("ref");
  auto out = action::end{in.flag_if("success").value_or(true)};
  out.add_cause = in.text_or("add_cause", "");
  return action_request{std::move(ref), std::move(out)};
}

struct known_action {
  std::string_view name;
  read_method read;
};

using control_kind = action::control::kind;
using set_kind = action::data_set::kind;
using report_kind = action::report::kind;
using setting_kind = action::setting::kind;
using file_kind = action::file::kind;

constexpr auto known = std::array<known_action, 21>{{
  {"select", read_control<control_kind::select>},
  {"operate", read_control<control_kind::operate>},
  {"cancel", read_control<control_kind::cancel>},
  {"dataset.create", read_data_set<set_kind::create>},
  {"dataset.delete", read_data_set<set_kind::remove>},
  {"dataset.list", read_data_set<set_kind::list>},
  {"report.enable", read_report<report_kind::enable>},
  {"report.disable", read_report<report_kind::disable>},
  {"report.interrogate", read_report<report_kind::interrogate>},
  {"setting.read", read_setting<setting_kind::read>},
  {"setting.select_active", read_setting<setting_kind::select_active>},
  {"setting.select_edit", read_setting<setting_kind::select_edit>},
  {"setting.write", read_setting<setting_kind::write>},
  {"setting.confirm", read_setting<setting_kind::confirm>},
  {"file.list", read_file<file_kind::list>},
  {"file.get", read_file<file_kind::get>},
  {"file.delete", read_file<file_kind::remove>},
  {"log.read", read_log},
  {"interrogate", read_interrogation},
  {"command.reply", read_reply},
  {"command.end", read_end},
}};

} // namespace

read_method find_action(std::string_view method_name) {
  auto found = std::ranges::find(known, method_name, &known_action::name);
  return found == known.end() ? nullptr : found->read;
}

} // namespace bus::rpc
