#include "services/configuration/map_points.hpp"

#include "messages/iec61850/reference.hpp"
#include "messages/mms/browse.hpp"
#include "services/configuration/iec104_types.hpp"
#include "services/configuration/iec61850_loader.hpp"
#include "services/configuration/wording.hpp"

#include <algorithm>
#include <tuple>

namespace bus::configuration {

namespace {

constexpr auto most_names = std::size_t{8}; ///< in one mistake

std::string name_in(const std::string& ref) {
  return ref.substr(0, ref.find(':'));
}

std::string path_in(const std::string& ref) {
  return ref.substr(ref.find(':') + 1);
}

std::string whole(const std::string& ref, const std::string& path) {
  return name_in(ref) + ':' + path;
}

tl::unexpected<std::string> no(const std::string& ref, const std::string& text) {
  return tl::make_unexpected(in_quotes(ref) + ' ' + text);
}

map_point written(std::string ref, value_kind kind) {
  auto out = map_point{std::move(ref), std::move(kind)};
  out.may_write = true;
  return out;
}

value_kind kind_of_type(iec104::type_id x) {
  auto out = kind_of(value_of(x));
  if (out.word == "integer" && iec104::name(x).starts_with("C_RC"))
    out.word = "regulating-step";
  out.takes_whole = out.word == "bit-string" || out.members == "posVal, transInd";
  return out;
}

/// Of a reference of IEC 61850 that names data.
std::optional<iec61850::reference> data_in(const std::string& path) {
  auto out = iec61850::parse_reference(path);
  auto is_data = out && !out->is_own && !out->names.empty() && !out->constraint.empty()
                 && !iec61850::is_block_constraint(out->constraint)
                 && out->constraint != "CO";
  return is_data ? std::optional{std::move(*out)} : std::nullopt;
}

/// Of a reference of IEC 61850 that names an object.
std::optional<iec61850::reference> object_in(const std::string& path) {
  auto out = iec61850::parse_reference(path);
  auto is_object =
    out && !out->is_own && !out->names.empty() && out->constraint.empty();
  return is_object ? std::optional{std::move(*out)} : std::nullopt;
}

bool is_position(const std::string& name) {
  return name == "stVal" || name == "subVal";
}

/// By its ctlModel, where it has one.
bool is_status_only(const mms::vmd& of, iec61850::reference object) {
  object.constraint = "CF";
  object.names.emplace_back("ctlModel");
  auto place = of.find(object.logical_device, object.item());
  return place && to_number(mms::to_value(of.value(*place))).value_or(1) == 0;
}

words names_of(const std::vector<modbus::point>& x) {
  auto out = words{};
  for (auto& one : x)
    out.push_back(one.name);
  return out;
}

/// What numbers a served point holds, scaled.
std::pair<double, double> range_of(const iec104::served_point& x) {
  using enum iec104::type_id;
  auto none = conversion{};
  auto range = [&]() -> std::pair<double, double> {
    switch (iec104::without_time(*x.type)) {
    case m_st_na_1: return {-64, 63};
    case m_me_na_1:
    case m_me_nd_1: return {-1, 32'767.0 / 32'768};
    case m_me_nb_1: return {-32'768, 32'767};
    case m_it_na_1: return {-2'147'483'648.0, 2'147'483'647.0};
    default: return {none.least, none.most};
    }
  }();
  auto least = range.first * x.scale + x.offset;
  auto most = range.second * x.scale + x.offset;
  return {std::min(least, most), std::max(least, most)};
}

template <class Points>
auto find_point(const Points& points, const std::string& path) {
  auto at = iec104::to_address(path);
  return std::ranges::find_if(points, [&](auto& one) { return at && one.at == *at; });
}

} // namespace

// ---- by name ----------------------------------------------------------------

connection_settings* map_points::connection(const std::string& ref) const {
  auto found =
    std::ranges::find(of_.connections, name_in(ref), &connection_settings::name);
  return found == of_.connections.end() ? nullptr : &*found;
}

server_settings* map_points::server(const std::string& ref) const {
  auto found = std::ranges::find(of_.servers, name_in(ref), &server_settings::name);
  return found == of_.servers.end() ? nullptr : &*found;
}

tl::unexpected<std::string> map_points::unknown(const std::string& ref,
                                                bool is_of_server) const {
  auto names = words{};
  if (!is_of_server)
    for (auto& one : of_.connections)
      names.push_back(one.name);
  for (auto& one : of_.servers)
    names.push_back(one.name());
  auto few = !names.empty() && names.size() <= most_names;
  return no(name_in(ref),
            std::string{is_of_server ? "is no server" : "is no connection or server"}
              + " of this file, expected " + (few ? one_of(names) : "the name of one")
              + did_you_mean(name_in(ref), names));
}

const mms::vmd* map_points::objects(const std::string& server,
                                    const mms::vmd_description& of) {
  auto found = objects_.find(server);
  if (found == objects_.end())
    found = objects_.emplace(server, mms::vmd::make(of)).first;
  return found->second ? &*found->second : nullptr;
}

map_points::outcome map_points::value_source(const std::string& ref) {
  if (auto* of = connection(ref))
    return std::visit([&](auto& x) { return source(x, ref); }, of->protocol);
  if (auto* of = server(ref))
    return std::visit([&](auto& x) { return served(x, ref, true); }, of->objects);
  return unknown(ref, false);
}

map_points::outcome map_points::value_target(const std::string& ref) {
  if (auto* of = server(ref))
    return std::visit([&](auto& x) { return served(x, ref, false); }, of->objects);
  return unknown(ref, true);
}

map_points::outcome map_points::command_source(const std::string& ref) {
  if (auto* of = server(ref))
    return std::visit([&](auto& x) { return commanded(x, ref); }, of->objects);
  return unknown(ref, true);
}

map_points::outcome map_points::command_target(const std::string& ref) {
  if (auto* of = connection(ref))
    return std::visit([&](auto& x) { return target(x, ref); }, of->protocol);
  if (auto* of = server(ref))
    return std::visit([&](auto& x) { return served(x, ref, false); }, of->objects);
  return unknown(ref, false);
}

std::string map_points::owner_of(const std::string& ref, bool is_command) const {
  auto name = name_in(ref), path = path_in(ref);
  auto device = path.substr(0, path.find('/'));
  for (auto& one : of_.bridges)
    if (one.server == name && one.logical_devices.contains(device))
      return one.name;
  auto is_same = [&](const translation& x) {
    return x.to_server != is_command && (is_command ? x.object : x.attribute) == path;
  };
  for (auto& one : of_.gateways)
    if (one.server == name && std::ranges::any_of(one.translations, is_same))
      return one.name;
  return {};
}

// ---- connections that tell values -------------------------------------------

map_points::outcome map_points::source(modbus_settings& of, const std::string& ref) {
  auto path = path_in(ref);
  auto known = std::ranges::find(of.points, path, &modbus::point::name);
  if (known != of.points.end())
    return map_point{ref, kind_of(*known)};
  auto raw = modbus::parse_raw(path);
  if (!raw)
    return target(of, ref); // tells what was expected
  of.points.push_back(*raw);
  of.units.emplace_back();
  return map_point{ref, kind_of(*raw)};
}

map_points::outcome map_points::source(mms_settings& of, const std::string& ref) {
  auto path = path_in(ref);
  if (!mms::name_of(path))
    return no(ref, "names no variable, expected DOMAIN/ITEM");
  auto out = map_point{ref};
  auto is_read = [&](auto& poll) {
    return std::ranges::find(poll.paths, path) != poll.paths.end();
  };
  if (std::ranges::none_of(of.polls, is_read))
    out.lacks = "is in no poll of its connection: nothing tells it";
  return out;
}

map_points::outcome map_points::source(iec61850_settings& of, const std::string& ref) {
  auto data = data_in(path_in(ref));
  if (!data)
    return no(ref, "names no data, expected LD/LN.DO.DA[FC]");
  auto out = map_point{whole(ref, to_string(*data))};
  if (of.client.reports.empty() && of.client.polls.empty())
    out.lacks = "is of a connection without reports and polls: nothing tells it";
  return out;
}

/// Also points that are not configured are told.
map_points::outcome map_points::source(iec104_settings& of, const std::string& ref) {
  auto at = iec104::to_address(path_in(ref));
  if (!at || at->object == 0)
    return no(ref, "names no point, expected an address such as 1/100");
  auto& stations = of.client.client.common_addresses;
  if (std::ranges::find(stations, at->common) == stations.end())
    return no(ref, "has a common address that the connection has not, expected one of "
                   "its iec104.common_addresses");
  auto out = map_point{whole(ref, to_string(*at))};
  auto& points = of.client.client.points;
  auto known = find_point(points, path_in(ref));
  if (known != points.end() && known->type)
    out.kind = kind_of_type(*known->type);
  return out;
}

// ---- connections that are commanded -----------------------------------------

map_points::outcome map_points::target(modbus_settings& of, const std::string& ref) {
  auto path = path_in(ref);
  auto known = std::ranges::find(of.points, path, &modbus::point::name);
  auto raw = modbus::parse_raw(path);
  if (known == of.points.end() && !raw)
    return no(ref, "is no point of its connection, expected one of its points, or a "
                   "place such as holding/100"
                     + did_you_mean(path, names_of(of.points)));
  auto& point = known == of.points.end() ? *raw : *known;
  if (!point.writable)
    return no(ref, "cannot be written, expected a point that is writable: true");
  return written(ref, kind_of(point));
}

map_points::outcome map_points::target(mms_settings&, const std::string& ref) {
  if (!mms::name_of(path_in(ref)))
    return no(ref, "names no variable, expected DOMAIN/ITEM");
  return written(ref, {});
}

map_points::outcome map_points::target(iec61850_settings&, const std::string& ref) {
  if (auto data = data_in(path_in(ref)))
    return written(whole(ref, to_string(*data)), {});
  auto object = object_in(path_in(ref));
  if (!object)
    return no(ref, "names nothing to operate or write, expected LD/LN.DO, or "
                   "LD/LN.DO.DA[FC]");
  auto out = map_point{whole(ref, to_string(*object))};
  out.may_operate = out.operates = true;
  return out;
}

map_points::outcome map_points::target(iec104_settings& of, const std::string& ref) {
  auto& points = of.client.client.points;
  auto known = find_point(points, path_in(ref));
  if (known == points.end() || !known->command)
    return no(ref, "is not commanded, expected a point of its connection with the key "
                   "command");
  auto out = map_point{whole(ref, to_string(known->at)), kind_of_type(*known->command)};
  out.may_write = is_written(*known->command);
  out.may_operate = true;
  out.operates = !is_parameter(*known->command);
  return out;
}

// ---- servers ----------------------------------------------------------------

map_points::outcome map_points::served(mms_server_settings& of, const std::string& ref,
                                       bool is_told) {
  auto path = path_in(ref);
  auto name = mms::name_of(path);
  auto* all = objects(of.name, *of.vmd);
  auto place = name && all ? all->find(*name) : std::nullopt;
  if (!place)
    return no(ref, "is no variable of the server, expected DOMAIN/ITEM of one");
  auto& node = all->variables(place->scope).nodes()[place->node];
  if (is_told && !node.is_leaf)
    return no(ref, "is a structure, expected one of its components");
  auto out = written(ref, kind_of(*node.type, !is_told));
  out.target = map_target::mms;
  out.lacks = "takes neither quality nor time";
  return out;
}

map_points::outcome map_points::served(iec61850_server_settings& of,
                                       const std::string& ref, bool is_told) {
  auto data = data_in(path_in(ref));
  auto* all = objects(of.name, of.objects->objects);
  auto place =
    data && all ? all->find(data->logical_device, data->item()) : std::nullopt;
  if (!place)
    return no(ref, "is no attribute of the server, expected LD/LN.DO.DA[FC] of one");
  auto& node = all->variables(place->scope).nodes()[place->node];
  if (is_told && !node.is_leaf)
    return no(ref, "is a structure, expected one of its attributes");
  auto out = written(whole(ref, to_string(*data)),
                     kind_of(*node.type, is_position(data->names.back())));
  out.target = map_target::iec61850;
  auto [quality, time] = quality_and_time(*all, data->logical_device, data->item());
  for (auto [beside, to] : {std::pair{&quality, &out.quality}, {&time, &out.time}})
    if (!beside->empty())
      *to = whole(ref, *beside);
  if (out.quality.empty() || out.time.empty())
    out.lacks = out.quality.empty() && out.time.empty() ? "has no q and no t beside it"
                : out.quality.empty()                   ? "has no q beside it"
                                                        : "has no t beside it";
  return out;
}

map_points::outcome map_points::served(iec104_server_settings& of,
                                       const std::string& ref, bool) {
  auto& points = of.station->points;
  auto known = find_point(points, path_in(ref));
  if (known == points.end() || !known->type)
    return no(ref, "is no point that the server tells, expected the address of one "
                   "with the key type");
  auto out = written(whole(ref, to_string(known->at)), kind_of_type(*known->type));
  auto type = *known->type;
  std::tie(out.least, out.most) = range_of(*known);
  auto has_time = iec104::without_time(type) != type || is_protection_event(type);
  auto has_quality = type != iec104::type_id::m_me_nd_1;
  if (!has_time)
    out.lacks = std::string{has_quality ? "is told without time"
                                        : "is told without quality and time"}
                + ", as " + std::string{iec104::name(type)};
  return out;
}

map_points::outcome map_points::commanded(mms_server_settings&,
                                          const std::string& ref) {
  return no(ref, "is of an MMS server, which has no commands, expected a point of an "
                 "IEC 60870-5-104 server or an object of an IEC 61850 server");
}

constexpr auto follows = "is of a server that accepts commands by itself "
                         "(commands.decide: follow), expected ask";

map_points::outcome map_points::commanded(iec61850_server_settings& of,
                                          const std::string& ref) {
  auto object = object_in(path_in(ref));
  auto* all = objects(of.name, of.objects->objects);
  auto item = object ? *object : iec61850::reference{};
  item.constraint = "CO";
  for (auto* name : {"Oper", "ctlVal"})
    item.names.emplace_back(name);
  auto place =
    object && all ? all->find(item.logical_device, item.item()) : std::nullopt;
  if (!place)
    return no(ref, "is no object of the server that can be controlled, expected "
                   "LD/LN.DO of one with Oper");
  if (is_status_only(*all, *object))
    return no(ref, "is status-only (ctlModel), expected an object that is controlled");
  if (of.how.commands == iec61850::command_policy::follow)
    return no(ref, follows);
  auto& node = all->variables(place->scope).nodes()[place->node];
  auto out = map_point{whole(ref, to_string(*object)), kind_of(*node.type, false)};
  // A step of a tap changer, an analogue value with one of two members.
  if (out.kind.word == "bit-string" || out.kind.word == "structure")
    out.kind = {};
  return out;
}

map_points::outcome map_points::commanded(iec104_server_settings& of,
                                          const std::string& ref) {
  auto& points = of.station->points;
  auto known = find_point(points, path_in(ref));
  if (known == points.end() || !known->command)
    return no(ref, "is no point that the server's clients command, expected the "
                   "address of one with the key command");
  if (of.how.commands == iec104::command_policy::follow)
    return no(ref, follows);
  return map_point{whole(ref, to_string(known->at)), kind_of_type(*known->command)};
}

} // namespace bus::configuration
