#include "services/configuration/iec61850_loader.hpp"

#include "messages/iec61850/reference.hpp"
#include "services/configuration/scl.hpp"
#include "services/configuration/seed_model.hpp"
#include "services/configuration/wording.hpp"

#include <cmath>

namespace bus::configuration {

namespace {

using rapidjson::Value;

std::optional<std::uint32_t> milliseconds(const section& x, std::string_view key) {
  if (!x.has(key))
    return std::nullopt;
  return static_cast<std::uint32_t>(std::lround(x.number(key, 0) * 1000));
}

std::string path_of_reference(const std::string& text) {
  auto parsed = iec61850::parse_reference(text);
  return parsed ? parsed->path() : text;
}

} // namespace

void iec61850_loader::tell(const Value& at, const trail& path, std::string text) {
  wrong_.add(file_.at(at), path.to_string(), std::move(text));
}

iec61850_settings iec61850_loader::connection(const section& x, const trail& path,
                                              const std::string& station,
                                              const std::string& state) {
  auto out = iec61850_settings{};
  auto [carrier, association] = associations_.calling(x, path);
  out.carrier = std::move(carrier);
  out.association = std::move(association);
  auto& to = out.client;
  to.name = x.text("name");
  to.state = state;
  auto of = x["iec61850"];
  to.status_timeout = of.seconds("status_timeout", to.status_timeout);
  to.category = of["origin"].integer("category", to.category);
  to.identity = of["origin"].text("identity", station.substr(0, 64));
  to.first_retry = x["reconnect"].seconds("first", to.first_retry);
  to.longest_retry = x["reconnect"].seconds("longest", to.longest_retry);
  auto reports = trail{path, "reports"};
  for (auto& one : x.list("reports").GetArray())
    to.reports.push_back(report(section{&one}, trail{reports, to.reports.size()}));
  auto polls = trail{path, "polls"};
  for (auto& one : x.list("polls").GetArray()) {
    auto here = trail{polls, to.polls.size()};
    auto refs = trail{here, "refs"};
    auto& poll = to.polls.emplace_back();
    poll.interval = section{&one}.seconds("interval", poll.interval);
    for (auto& ref : section{&one}.list("refs").GetArray()) {
      if (!ref.IsString())
        continue;
      auto parsed = iec61850::parse_reference(ref.GetString());
      if (!parsed || parsed->constraint.empty())
        tell(ref, trail{refs, poll.refs.size()},
             in_quotes(ref.GetString()) + " names no data, expected LD/LN.DO.DA[FC]");
      poll.refs.emplace_back(ref.GetString());
    }
  }
  return out;
}

iec61850::subscription_settings iec61850_loader::report(const section& x,
                                                        const trail& path) {
  auto out = iec61850::subscription_settings{};
  out.block = path_of_reference(x.text("rcb"));
  if (x.has("data_set"))
    out.data_set = path_of_reference(x.text("data_set"));
  out.integrity = milliseconds(x, "integrity");
  out.buffer_time = milliseconds(x, "buffer_time");
  if (x.has("conf_rev"))
    out.conf_rev = x.integer("conf_rev", std::uint32_t{0});
  out.purge = x.flag("purge", out.purge);
  out.reserve = x.integer("reserve", out.reserve);
  if (x.has("triggers")) {
    out.triggers = asn1::bit_string{iec61850::trigger::size};
    for (auto& one : x.list("triggers").GetArray())
      if (auto bit =
            one.IsString() ? iec61850::to_trigger(one.GetString()) : std::nullopt)
        out.triggers.set(*bit);
  }
  if (out.integrity && *out.integrity > 0)
    out.triggers.set(iec61850::trigger::integrity);
  auto at = x.find("triggers");
  if (at && out.triggers.test(iec61850::trigger::integrity) && !out.integrity
      && !wrong_.touches(path))
    tell(*at, trail{path, "triggers"},
         "integrity has no period, expected the key integrity, in seconds");
  return out;
}

server_settings iec61850_loader::server(const section& x, const trail& path,
                                        const std::string& state) {
  auto out = server_settings{};
  out.enabled = x.flag("enabled", out.enabled);
  auto [carrier, association] = associations_.called(x, path);
  out.carrier = std::move(carrier);
  auto& to = out.objects.emplace<iec61850_server_settings>();
  to.name = x.text("name");
  to.association = std::move(association);
  to.max_peers = x["mms"].integer("max_peers", to.max_peers);
  to.files = x.text("files");
  to.state = state;
  to.how.report_buffer = x.integer("report_buffer", to.how.report_buffer);
  auto commands = x["commands"];
  if (commands.text("decide", "ask") == "follow")
    to.how.commands = iec61850::command_policy::follow;
  to.how.travel = commands.seconds("travel", to.how.travel);
  to.how.decision_timeout = commands.seconds("timeout", to.how.decision_timeout);
  to.how.oper_timeout = commands.seconds("operate_timeout", to.how.oper_timeout);
  to.objects = objects(x, path);
  return out;
}

std::shared_ptr<iec61850_loader::description>
iec61850_loader::objects(const section& x, const trail& path) {
  auto has_scl = x.has("scl"), has_seed = x.has("iec61850");
  auto out = std::make_shared<description>();
  if (has_scl == has_seed) {
    auto at = x.find(has_scl ? "scl" : "name");
    if (at && !wrong_.touches(path))
      tell(*at, path,
           has_scl ? "iec61850 and scl are both here, expected one of them"
                   : "iec61850 and scl are missing, expected one of them");
    return out;
  }
  if (has_scl)
    out = from_scl(x["scl"], trail{path, "scl"});
  else
    out = from_seed(x["iec61850"], trail{path, "iec61850"});
  if (wrong_.touches(path))
    return out;
  auto made = iec61850::server::make(*out, {}, {});
  auto* where = has_scl ? x["scl"].find("file") : x.find("iec61850");
  if (!made)
    tell(*where, trail{path, has_scl ? "scl" : "iec61850"},
         made.error().where + ": " + made.error().cause
           + ", expected what fits the objects");
  return out;
}

std::shared_ptr<iec61850_loader::description>
iec61850_loader::from_scl(const section& x, const trail& path) {
  auto file = x.text("file");
  auto text =
    from_.file ? from_.file(file) : result<std::string>{fail(errc::not_found, file)};
  auto* at = x.find("file");
  if (!text) {
    if (at)
      tell(*at, trail{path, "file"},
           in_quotes(file) + " cannot be read (" + text.error().cause
             + "), expected a file");
    return std::make_shared<description>();
  }
  auto model = scl::parse(*text, file, x.text("ied"), x.text("access_point"));
  if (!model) {
    if (at)
      for (auto& one : model.error())
        tell(*at, trail{path, "file"}, one);
    return std::make_shared<description>();
  }
  return std::make_shared<description>(std::move(model->objects));
}

std::shared_ptr<iec61850_loader::description>
iec61850_loader::from_seed(const section& x, const trail& path) {
  auto tell_it = [this](const Value& at, const trail& where, std::string text) {
    tell(at, where, std::move(text));
  };
  return std::make_shared<description>(read_seed_model(x, path, tell_it));
}

// ---- gateways ---------------------------------------------------------------

namespace {

translated_type type_of(const std::string& word) {
  return word == "bool"    ? translated_type::boolean
         : word == "int8"  ? translated_type::int8
         : word == "int32" ? translated_type::int32
                           : translated_type::float32;
}

modbus::table table_of(const std::string& word) {
  return word == "COIL"             ? modbus::table::coil
         : word == "DISCRETE_INPUT" ? modbus::table::discrete_input
         : word == "INPUT_REGISTER" ? modbus::table::input_register
                                    : modbus::table::holding_register;
}

/// The domain of a logical device: by its own name, or behind the IED's.
std::string domain_of(const iec61850::server_description& of,
                      const std::string& device) {
  for (auto& one : of.objects.domains)
    if (one.name == device)
      return device;
  for (auto& one : of.objects.domains)
    if (one.name.starts_with(of.ied_name) && one.name.ends_with(device))
      return one.name;
  return {};
}

} // namespace

std::pair<std::string, std::string> quality_and_time(const mms::vmd& objects,
                                                     const std::string& domain,
                                                     const std::string& item) {
  auto out = std::pair<std::string, std::string>{};
  auto node = item.substr(0, item.find('$'));
  for (auto above = item; above != node; above = above.substr(0, above.rfind('$')))
    for (auto [attribute, into] :
         {std::pair{"$q", &out.first}, std::pair{"$t", &out.second}})
      if (into->empty() && above != item && objects.find(domain, above + attribute))
        *into = iec61850::to_reference(domain + '/' + above + attribute);
  return out;
}

std::vector<translation>
iec61850_loader::translations(const Value& list, const trail& path,
                              const iec61850::server_description& of) {
  auto out = std::vector<translation>{};
  auto objects = mms::vmd::make(of.objects);
  auto all = trail{path, "translations"};
  for (auto& one : list.GetArray()) {
    auto here = trail{all, out.size()};
    auto x = section{&one};
    auto& to = out.emplace_back();
    to.to_server = x.text("direction") == "modbus_to_iec61850";
    to.type = type_of(x.text("iec61850_type"));
    auto table = table_of(x.text("modbus_type"));
    auto point = point_of(table, x.integer("modbus_address", std::uint16_t{0}),
                          x.integer("modbus_quantity", std::uint16_t{1}), to.type);
    if (wrong_.touches(path) || !objects)
      continue;
    if (!point)
      tell(*x.find("modbus_quantity"), here, point.error().cause);
    else
      to.point = std::move(*point);
    if (!to.to_server && !to.point.writable)
      tell(*x.find("modbus_type"), here,
           "the table cannot be written, expected COIL or HOLDING_REGISTER");
    auto domain = domain_of(of, x.text("iec61850_logical_device"));
    auto names = std::vector<std::string>{};
    for (auto& name : x.list("iec61850_address").GetArray())
      if (name.IsString())
        names.emplace_back(name.GetString());
    auto item = std::string{};
    for (auto& name : names)
      item += (item.empty() ? "" : "$") + name;
    if (domain.empty() || names.size() < 3 || !objects->find(domain, item)) {
      tell(*x.find("iec61850_address"), here,
           in_quotes(x.text("iec61850_logical_device") + '/' + item)
             + " is not in the server, expected a logical device and LN, FC, DO, DA");
      continue;
    }
    to.attribute = iec61850::to_reference(domain + '/' + item);
    if (names[1] == "CO") {
      if (to.to_server)
        tell(*x.find("direction"), here,
             "a command comes from the server's clients, "
             "expected iec61850_to_modbus");
      to.object = domain + '/' + names[0] + '.' + names[2];
      continue;
    }
    std::tie(to.quality, to.time) = quality_and_time(*objects, domain, item);
  }
  return out;
}

} // namespace bus::configuration
