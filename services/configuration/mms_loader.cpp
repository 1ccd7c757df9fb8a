#include "services/configuration/mms_loader.hpp"

#include "messages/mms/type.hpp"
#include "services/configuration/wording.hpp"

namespace bus::configuration {

namespace {

using rapidjson::Value;

std::vector<std::string> texts(const Value& list) {
  auto out = std::vector<std::string>{};
  if (list.IsArray())
    for (auto& one : list.GetArray())
      if (one.IsString())
        out.emplace_back(one.GetString(), one.GetStringLength());
  return out;
}

std::optional<value> scalar(const Value& x) {
  if (x.IsBool())
    return value{x.GetBool()};
  if (x.IsInt64())
    return value{x.GetInt64()};
  if (x.IsUint64())
    return value{x.GetUint64()};
  if (x.IsDouble())
    return value{x.GetDouble()};
  if (x.IsString())
    return value{std::string{x.GetString(), x.GetStringLength()}};
  return std::nullopt;
}

std::string_view name_of(Value::ConstMemberIterator::Reference x) {
  return {x.name.GetString(), x.name.GetStringLength()};
}

const Value& mapping(const section& x, std::string_view key) {
  static const auto none = Value{rapidjson::kObjectType};
  auto found = x.find(key);
  return found && found->IsObject() ? *found : none;
}

} // namespace

void mms_loader::tell(const value_of& at, const trail& path, std::string text) {
  wrong_.add(file_.at(at), path.to_string(), std::move(text));
}

mms_settings mms_loader::connection(const section& x, const trail& path) {
  auto out = mms_settings{};
  auto [carrier, association] = associations_.calling(x, path);
  out.carrier = std::move(carrier);
  out.association = std::move(association);
  out.reconnect.first = x["reconnect"].seconds("first", out.reconnect.first);
  out.reconnect.longest = x["reconnect"].seconds("longest", out.reconnect.longest);
  for (auto& one : x.list("polls").GetArray()) {
    auto poll = section{&one};
    out.polls.push_back(
      {texts(poll.list("refs")), poll.seconds("interval", std::chrono::seconds{1})});
  }
  return out;
}

server_settings mms_loader::server(const section& x, const trail& path) {
  auto out = server_settings{};
  out.enabled = x.flag("enabled", out.enabled);
  auto [carrier, association] = associations_.called(x, path);
  out.carrier = std::move(carrier);
  out.mms().name = x.text("name");
  out.mms().association = std::move(association);
  out.mms().max_peers = x["mms"].integer("max_peers", out.mms().max_peers);
  out.mms().files = x["vmd"].text("files");
  out.mms().vmd = vmd(x["vmd"], trail{path, "vmd"});
  return out;
}

std::shared_ptr<const mms::vmd_description> mms_loader::vmd(const section& x,
                                                            const trail& path) {
  auto out = std::make_shared<mms::vmd_description>();
  out->vendor = x.text("vendor", "stationbus");
  out->model = x.text("model");
  out->revision = x.text("revision");
  out->capabilities = texts(x.list("capabilities"));
  auto domains = trail{path, "domains"};
  for (auto& one : mapping(x, "domains").GetObject()) {
    auto name = std::string{name_of(one)};
    out->domains.push_back(domain(name, section{&one.value}, trail{domains, name}));
  }
  auto at = x.find("domains");
  if (!at || wrong_.touches(path))
    return out;
  if (auto made = mms::vmd::make(*out); !made)
    tell(*at, domains,
         made.error().where.substr(std::string_view{"mms.vmd."}.size()) + ": "
           + made.error().cause + ", expected what fits the variables");
  return out;
}

mms::vmd_description::domain mms_loader::domain(const std::string& name,
                                                const section& x, const trail& path) {
  auto out = mms::vmd_description::domain{name};
  auto variables = trail{path, "variables"};
  for (auto& one : mapping(x, "variables").GetObject()) {
    auto of = type(one.value, trail{variables, name_of(one)});
    if (of)
      out.variables.push_back({std::string{name_of(one)}, std::move(*of)});
  }
  auto values = trail{path, "values"};
  for (auto& one : mapping(x, "values").GetObject()) {
    auto to = scalar(one.value);
    if (to)
      out.values.emplace_back(name_of(one), std::move(*to));
    else
      tell(one.value, trail{values, name_of(one)}, "no plain value, expected one");
  }
  out.writable = texts(x.list("writable"));
  for (auto& one : mapping(x, "lists").GetObject())
    out.lists.emplace_back(name_of(one), texts(one.value));
  for (auto& one : mapping(x, "journals").GetObject())
    out.journals.emplace_back(name_of(one), texts(one.value));
  return out;
}

std::optional<mms::type_description> mms_loader::type(const value_of& x,
                                                      const trail& path) {
  if (x.IsObject())
    return structure(x, path);
  if (!x.IsString()) {
    tell(x, path, "no type, expected a text such as float32, or a mapping");
    return std::nullopt;
  }
  auto out = mms::parse_type({x.GetString(), x.GetStringLength()});
  if (out)
    return std::move(*out);
  tell(x, path, in_quotes(x.GetString()) + " is no type, " + out.error().cause);
  return std::nullopt;
}

/// `{array: 5, of: int32}` is an array.
std::optional<mms::type_description> mms_loader::structure(const value_of& x,
                                                           const trail& path) {
  auto fields = section{&x};
  if (x.MemberCount() == 2 && fields.has("array") && fields.has("of")) {
    auto of = type(*fields.find("of"), trail{path, "of"});
    auto count = fields.integer("array", std::uint32_t{0});
    if (count == 0 || count > 65'536) {
      tell(*fields.find("array"), trail{path, "array"},
           "no number of elements, expected 1 to 65536");
      return std::nullopt;
    }
    return of ? std::optional{mms::make_array(count, std::move(*of))} : std::nullopt;
  }
  auto parts = std::vector<std::pair<std::string, mms::type_description>>{};
  for (auto& one : x.GetObject()) {
    auto part = type(one.value, trail{path, name_of(one)});
    if (!part)
      return std::nullopt;
    parts.emplace_back(name_of(one), std::move(*part));
  }
  if (!parts.empty())
    return mms::make_structure(std::move(parts));
  tell(x, path, "an empty structure, expected components");
  return std::nullopt;
}

} // namespace bus::configuration
