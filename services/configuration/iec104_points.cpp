#include "services/configuration/iec104_points.hpp"

#include "services/configuration/iec104_types.hpp"
#include "services/configuration/wording.hpp"

#include <algorithm>

namespace bus::configuration {

namespace {

using iec104::type_id;
using rapidjson::Value;

std::optional<type_id> type_at(const section& x, std::string_view key) {
  auto found = iec104::to_type_id(x.text(key));
  return found ? std::optional{*found} : std::nullopt;
}

std::optional<iec104::address> address_at(const section& x, std::string_view key) {
  auto out = iec104::to_address(x.text(key));
  auto is_of_point = out && out->object > 0 && out->common < iec104::broadcast_address;
  return is_of_point ? std::optional{*out} : std::nullopt;
}

std::string quoted(type_id x) {
  return in_quotes(iec104::name(x));
}

template <class Point>
bool is_number(const Point& x) {
  return (x.type && has_number(*x.type)) || (x.command && has_number(*x.command));
}

std::string shown_by(type_id command) {
  auto name = iec104::name(command);
  return name.starts_with("C_SC") || name.starts_with("C_DC") ? "M_SP or M_DP"
         : name.starts_with("C_RC")                           ? "M_ST"
         : name.starts_with("C_SE")                           ? "M_ME"
                                                              : "M_BO";
}

constexpr auto needs_command = "nothing is commanded here, expected the key command";

} // namespace

/// At the key, or where it is missing at the point.
void iec104_points::tell(const section& x, std::string_view key, const trail& path,
                         std::string text) {
  auto at = x.find(key);
  wrong_.add(file_.at(at ? *at : *x.find("address")),
             at ? trail{path, key}.to_string() : path.to_string(), std::move(text));
}

std::optional<iec104::address>
iec104_points::address(const section& x, std::string_view key, const trail& path) {
  auto out = address_at(x, key);
  if (!out)
    tell(x, key, path,
         in_quotes(x.text(key))
           + " is no point's address, expected 1 to 65534, /, and 1 to 16777215");
  return out;
}

/// What both kinds of points have.
template <class Point>
Point iec104_points::point(const section& x, const trail& path) {
  auto out = Point{};
  out.type = type_at(x, "type");
  out.command = type_at(x, "command");
  out.select = x.flag("select", out.select);
  out.scale = x.number("scale", out.scale);
  out.offset = x.number("offset", out.offset);
  auto is_wrong = wrong_.touches(path);
  auto at = is_wrong ? address_at(x, "address") : address(x, "address", path);
  if (!at)
    return out;
  out.at = *at;
  auto line = file_.at(*x.find("address")).line;
  auto [known, fresh] = known_.emplace(*at, known_point{line, out.type, is_wrong});
  if (is_wrong)
    return out;
  if (!fresh)
    tell(x, "address", path,
         in_quotes(to_string(*at)) + " is the address of another one in line "
           + std::to_string(known->second.line) + ", expected different addresses");
  if (!out.type && !out.command)
    tell(x, "", path, "type and command are missing, expected one of them, or both");
  check_scale(x, path, out);
  check_select(x, path, out);
  return out;
}

template <class Point>
void iec104_points::check_scale(const section& x, const trail& path, const Point& of) {
  if (of.scale == 0)
    tell(x, "scale", path, "0 makes all values the same, expected another number");
  constexpr auto text =
    "goes with numbers only, expected none, or a type such as M_ME_NC_1 or C_SE_NC_1";
  if (of.scale != 1 && of.scale != 0 && !is_number(of))
    tell(x, "scale", path, text);
  if (of.offset != 0 && !is_number(of))
    tell(x, "offset", path, text);
}

template <class Point>
void iec104_points::check_select(const section& x, const trail& path, const Point& of) {
  if (!of.select)
    return;
  if (!of.command)
    tell(x, "select", path, needs_command);
  else if (!has_select(*of.command))
    tell(x, "select", path,
         quoted(*of.command) + " cannot select, expected no select, or C_SC to C_SE");
}

// ---- of connections ---------------------------------------------------------

std::vector<iec104::client_point>
iec104_points::of_client(const Value& list, const trail& path,
                         const std::vector<std::uint16_t>& common_addresses) {
  auto out = std::vector<iec104::client_point>{};
  for (auto& one : list.GetArray()) {
    auto x = section{&one};
    auto here = trail{path, out.size()};
    auto made = point<iec104::client_point>(x, here);
    read_command(x, here, made);
    check_common_address(x, here, common_addresses);
    out.push_back(made);
  }
  return out;
}

void iec104_points::read_command(const section& x, const trail& path,
                                 iec104::client_point& to) {
  auto is_param = to.command && is_parameter(*to.command);
  to.terminates = x.flag("terminates", !is_param);
  auto is_activation = to.command == type_id::p_ac_na_1; // QPA 3: of this object
  to.qualifier = x.integer("qualifier", is_activation ? std::uint8_t{3} : to.qualifier);
  if (wrong_.touches(path))
    return;
  for (auto* key : {"terminates", "qualifier"})
    if (x.has(key) && !to.command)
      tell(x, key, path, needs_command);
  if (!to.command)
    return;
  if (is_param && to.terminates)
    tell(x, "terminates", path,
         quoted(*to.command) + " is not terminated, expected false");
  check_qualifier(x, path, *to.command);
}

void iec104_points::check_qualifier(const section& x, const trail& path,
                                    type_id command) {
  auto most = largest_qualifier(command);
  auto given = x.find("qualifier");
  if (!given) {
    if (is_parameter(command) && command != type_id::p_ac_na_1)
      tell(x, "", path,
           "qualifier is missing, expected 1 (threshold), 2 (filter), 3 (low limit) "
           "or 4 (high limit)");
    return;
  }
  if (!most)
    tell(x, "qualifier", path, quoted(command) + " has no qualifier, expected none");
  else if (given->GetInt() > *most)
    tell(x, "qualifier", path,
         shown(*given) + " is too large for " + quoted(command) + ", expected at most "
           + std::to_string(*most));
}

void iec104_points::check_common_address(const section& x, const trail& path,
                                         const std::vector<std::uint16_t>& all) {
  if (wrong_.touches(path))
    return;
  auto common = iec104::to_address(x.text("address"))->common;
  if (std::ranges::find(all, common) != all.end())
    return;
  auto known = words{};
  for (auto one : all)
    known.push_back(std::to_string(one));
  tell(x, "address", path,
       std::to_string(common) + " is not in iec104.common_addresses, expected "
         + one_of(known));
}

// ---- of servers -------------------------------------------------------------

std::vector<iec104::served_point> iec104_points::of_server(const Value& list,
                                                           const trail& path) {
  auto out = std::vector<iec104::served_point>{};
  for (auto& one : list.GetArray()) {
    auto here = trail{path, out.size()};
    out.push_back(point<iec104::served_point>(section{&one}, here));
    read_told(section{&one}, here, out.back());
  }
  for (auto i = std::size_t{0}; i < out.size(); ++i)
    read_feedback(section{&list.GetArray()[static_cast<rapidjson::SizeType>(i)]},
                  trail{path, i}, out[i]);
  return out;
}

void iec104_points::read_told(const section& x, const trail& path,
                              iec104::served_point& to) {
  to.spontaneous = x.flag("spontaneous", to.spontaneous);
  to.cycle = x.seconds("cycle", to.cycle);
  to.deadband = x.number("deadband", to.deadband);
  if (wrong_.touches(path))
    return;
  if (to.type) {
    read_groups(x, path, to);
    return check_told(x, path, to);
  }
  for (auto* key : {"groups", "spontaneous", "cycle", "deadband"})
    if (x.has(key))
      tell(x, key, path, "nothing is told of this point, expected the key type");
}

void iec104_points::check_told(const section& x, const trail& path,
                               const iec104::served_point& of) {
  if (of.deadband > 0 && !has_number(*of.type))
    tell(x, "deadband", path,
         "goes with numbers only, expected none, or a type such as M_ME_NC_1");
  if (!is_protection_event(*of.type))
    return;
  for (auto* key : {"groups", "cycle"})
    if (x.has(key))
      tell(x, key, path,
           quoted(*of.type) + " is told when it happens, and only then, expected no "
             + key);
}

void iec104_points::read_groups(const section& x, const trail& path,
                                iec104::served_point& to) {
  auto all = trail{path, "groups"};
  auto number = std::size_t{0};
  for (auto& one : x.list("groups").GetArray()) {
    auto here = trail{all, number++};
    auto bit = static_cast<std::uint16_t>(1u << (one.GetUint() - 1));
    if (to.groups & bit)
      wrong_.add(file_.at(one), here.to_string(),
                 shown(one) + " stands twice, expected it once");
    else if (one.GetUint() > 4 && is_total(*to.type))
      wrong_.add(file_.at(one), here.to_string(),
                 shown(one) + " is no group of integrated totals, expected 1 to 4");
    to.groups |= bit;
  }
}

void iec104_points::read_feedback(const section& x, const trail& path,
                                  iec104::served_point& to) {
  if (!x.has("feedback") || wrong_.touches(path))
    return;
  if (!to.command)
    return tell(x, "feedback", path, needs_command);
  if (is_parameter(*to.command))
    return tell(x, "feedback", path,
                quoted(*to.command) + " is shown by no point, expected no feedback");
  to.feedback = address(x, "feedback", path);
  if (!to.feedback)
    return;
  auto text = in_quotes(to_string(*to.feedback));
  auto found = known_.find(*to.feedback);
  if (found == known_.end())
    return tell(x, "feedback", path,
                text + " is no point of this server, expected the address of one");
  auto type = found->second.type;
  if (!found->second.is_wrong && (!type || !shows(*type, *to.command)))
    tell(x, "feedback", path,
         text + (type ? " is told as " + quoted(*type) : std::string{" is not told"})
           + ", expected a type that shows " + quoted(*to.command) + ": "
           + shown_by(*to.command));
}

// ---- files ------------------------------------------------------------------

std::vector<iec104_file>
iec104_points::files(const Value& list, const trail& path,
                     const std::vector<iec104::served_point>& points) {
  auto out = std::vector<iec104_file>{};
  auto known = std::map<iec104::file_name, int>{};
  for (auto& one : list.GetArray()) {
    auto here = trail{path, out.size()};
    auto x = section{&one};
    auto& to = out.emplace_back(iec104_file{{}, x.text("path")});
    to.name.name = x.integer("name", to.name.name);
    auto at = wrong_.touches(here) ? std::nullopt : address(x, "address", here);
    if (!at)
      continue;
    to.name.at = *at;
    auto [before, fresh] = known.emplace(to.name, file_.at(*x.find("address")).line);
    if (!fresh)
      tell(x, "address", here,
           in_quotes(to_string(to.name)) + " is the name of another one in line "
             + std::to_string(before->second) + ", expected different names");
    auto is_here = [&](auto& point) { return point.at.common == at->common; };
    if (std::ranges::none_of(points, is_here))
      tell(x, "address", here,
           "no point has the common address " + std::to_string(at->common)
             + ", expected one of the points'");
  }
  return out;
}

} // namespace bus::configuration
