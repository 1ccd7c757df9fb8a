#include "services/configuration/mms_loader.hpp"

#include "messages/mms/type.hpp"
#include "services/configuration/wording.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace bus::configuration {

namespace {

using rapidjson::Value;

/// A number in so many octets, or hexadecimal digits (the seed's selectors).
std::optional<bytes> selector(const section& x, std::string_view key,
                              std::size_t octets) {
  auto value = x.find(key);
  if (!value)
    return std::nullopt;
  auto out = bytes{};
  if (value->IsUint64()) {
    for (auto i = octets; i-- > 0;)
      out.push_back(static_cast<std::uint8_t>(value->GetUint64() >> 8 * i));
    return out;
  }
  auto digits = x.text(key);
  for (auto i = std::size_t{0}; i + 1 < digits.size(); i += 2)
    out.push_back(
      static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  return out;
}

void read_mms(const section& x, mms::association_settings& out) {
  auto& local = out.local;
  local.max_pdu_size = x.integer("max_pdu_size", local.max_pdu_size);
  local.max_outstanding_calling =
    x.integer("max_outstanding", local.max_outstanding_calling);
  local.max_outstanding_called = local.max_outstanding_calling;
  out.step_timeout = x.seconds("step_timeout", out.step_timeout);
  if (x.has("password"))
    out.acse.passwords = {x.text("password")};
}

/// Selectors that are not set are those that most servers have.
std::shared_ptr<const mms::association_settings> make_calling(const section& x) {
  auto out = std::make_shared<mms::association_settings>();
  auto short_one = bytes{0, 1}, long_one = bytes{0, 0, 0, 1};
  auto [cotp, cosp, copp] = std::tuple{x["cotp"], x["cosp"], x["copp"]};
  out->osi().cotp.own_tsel = selector(cotp, "src_tsel", 2).value_or(short_one);
  out->osi().cotp.peer_tsel = selector(cotp, "dst_tsel", 2).value_or(short_one);
  out->osi().cosp.own_ssel = selector(cosp, "src_ssel", 2).value_or(short_one);
  out->osi().cosp.peer_ssel = selector(cosp, "dst_ssel", 2).value_or(short_one);
  out->copp.own_psel = selector(copp, "src_psel", 4).value_or(long_one);
  out->copp.peer_psel = selector(copp, "dst_psel", 4).value_or(long_one);
  out->acse.own.ap_title = asn1::object_identifier{1u, 1u, 999u};
  out->acse.own.ae_qualifier = 12;
  out->acse.peer.ap_title = asn1::object_identifier{1u, 1u, 999u, 1u};
  out->acse.peer.ae_qualifier = 12;
  read_mms(x["mms"], *out);
  return out;
}

/// The layers' sections as they are written: what calling() reads.
std::string layers_of(const section& x) {
  auto out = rapidjson::StringBuffer{};
  for (auto* key : {"cotp", "cosp", "copp", "mms"}) {
    auto json = rapidjson::Writer<rapidjson::StringBuffer>{out};
    if (auto found = x.find(key))
      found->Accept(json);
    out.Put('\n');
  }
  return out.GetString();
}

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

tcp_settings mms_loader::tcp(const section& x) {
  return {x.text("host"), x.integer("port", std::uint16_t{102})};
}

std::shared_ptr<const mms::association_settings> mms_loader::calling(const section& x) {
  auto& known = calling_[layers_of(x)]; // a thousand devices are called the same way
  if (!known)
    known = make_calling(x);
  return known;
}

/// A server that has no selectors takes all.
std::shared_ptr<const mms::association_settings> mms_loader::called(const section& x) {
  auto out = std::make_shared<mms::association_settings>();
  out->osi().cotp.own_tsel = selector(x["cotp"], "src_tsel", 2);
  out->osi().cosp.own_ssel = selector(x["cosp"], "src_ssel", 2);
  out->copp.own_psel = selector(x["copp"], "src_psel", 4);
  read_mms(x["mms"], *out);
  return out;
}

void mms_loader::tell(const value_of& at, const trail& path, std::string text) {
  wrong_.add(file_.at(at), path.to_string(), std::move(text));
}

mms_settings mms_loader::connection(const section& x) {
  auto out = mms_settings{};
  out.tcp = tcp(x["tcp"]);
  out.association = calling(x);
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
  out.tcp = tcp(x["tcp"]);
  out.mms().name = x.text("name");
  out.mms().association = called(x);
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
