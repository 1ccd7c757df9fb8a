#include "services/configuration/association_loader.hpp"

#include "services/configuration/wording.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <filesystem>

namespace bus::configuration {

namespace {

using rapidjson::Value;

/// What presentation and ACSE put around an MMS PDU, at most.
constexpr auto largest_wrapping = std::size_t{4096};

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

/// After read_mms().
void read_xmppsp(const section& x, mms::association_settings& out) {
  auto& to = out.xmpp();
  to.encoding =
    xmppsp::encoding_of(x.text("encoding")).value_or(xmppsp::encoding::base64);
  to.max_element = x.integer("max_element", to.max_element);
  to.max_user_data =
    std::max(to.max_user_data, out.local.max_pdu_size + largest_wrapping);
  out.step_timeout = x.seconds("connect_timeout", out.step_timeout);
}

/// Selectors that are not set are those that most servers have.
void read_selectors_of_both(const section& x, mms::association_settings& out) {
  auto short_one = bytes{0, 1}, long_one = bytes{0, 0, 0, 1};
  auto [cotp, cosp, copp] = std::tuple{x["cotp"], x["cosp"], x["copp"]};
  out.copp.own_psel = selector(copp, "src_psel", 4).value_or(long_one);
  out.copp.peer_psel = selector(copp, "dst_psel", 4).value_or(long_one);
  if (x.has("xmpp"))
    return;
  auto& to = out.osi();
  to.cotp.own_tsel = selector(cotp, "src_tsel", 2).value_or(short_one);
  to.cotp.peer_tsel = selector(cotp, "dst_tsel", 2).value_or(short_one);
  to.cosp.own_ssel = selector(cosp, "src_ssel", 2).value_or(short_one);
  to.cosp.peer_ssel = selector(cosp, "dst_ssel", 2).value_or(short_one);
}

/// A server that has no selectors takes all.
void read_own_selectors(const section& x, mms::association_settings& out) {
  out.copp.own_psel = selector(x["copp"], "src_psel", 4);
  if (x.has("xmpp"))
    return;
  out.osi().cotp.own_tsel = selector(x["cotp"], "src_tsel", 2);
  out.osi().cosp.own_ssel = selector(x["cosp"], "src_ssel", 2);
}

std::shared_ptr<mms::association_settings> make_calling(const section& x) {
  auto out = std::make_shared<mms::association_settings>();
  out->acse.own.ap_title = asn1::object_identifier{1u, 1u, 999u};
  out->acse.own.ae_qualifier = 12;
  out->acse.peer.ap_title = asn1::object_identifier{1u, 1u, 999u, 1u};
  out->acse.peer.ae_qualifier = 12;
  read_selectors_of_both(x, *out);
  return out;
}

std::shared_ptr<mms::association_settings> make_called(const section& x) {
  auto out = std::make_shared<mms::association_settings>();
  read_own_selectors(x, *out);
  return out;
}

/// What both have: MMS, and what carries it.
void read_rest(const section& x, mms::association_settings& out) {
  read_mms(x["mms"], out);
  if (x.has("xmpp"))
    read_xmppsp(x["xmppsp"], out);
}

void put(const Value* x, std::string& out) {
  auto text = rapidjson::StringBuffer{};
  auto json = rapidjson::Writer<rapidjson::StringBuffer>{text};
  if (x)
    x->Accept(json);
  out.append(text.GetString()) += '\n';
}

/// All that an association's settings come from, as it is written. Whom xmppsp calls
/// is not one of them.
std::string layers_of(const section& x) {
  auto out = std::string{x.has("xmpp") ? "xmpp\n" : "tcp\n"};
  for (auto* key : {"cotp", "cosp", "copp", "mms"})
    put(x.find(key), out);
  for (auto* key : {"encoding", "connect_timeout", "max_element"})
    put(x["xmppsp"].find(key), out);
  return out;
}

/// As JIDs compare (RFC 7622, 3.2 to 3.4), as far as ASCII goes: the resource alone
/// heeds case.
std::string folded(std::string jid) {
  for (auto& c : jid) {
    if (c == '/')
      break;
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  }
  return jid;
}

std::string in_line(int x) {
  return " in line " + std::to_string(x);
}

} // namespace

void association_loader::tell(const Value& at, const trail& path, std::string text) {
  wrong_.add(file_.at(at), path.to_string(), std::move(text));
}

association_loader::association association_loader::calling(const section& x,
                                                            const trail& path) {
  auto out = association{carrier(x, path), {}};
  if (auto* to = std::get_if<xmpp_settings>(&out.carrier))
    to->peer = folded(x["xmppsp"].text("server_id"));
  auto& known = calling_[layers_of(x)]; // a thousand devices are called the same way
  if (!known) {
    auto made = make_calling(x);
    read_rest(x, *made);
    known = std::move(made);
  }
  out.settings = known;
  return out;
}

association_loader::association association_loader::called(const section& x,
                                                           const trail& path) {
  auto made = make_called(x);
  read_rest(x, *made);
  auto out = association{carrier(x, path), std::move(made)};
  auto* to = std::get_if<xmpp_settings>(&out.carrier);
  if (!to)
    return out;
  for (auto& one : x["xmppsp"].list("clients").GetArray())
    if (one.IsString())
      to->allowed.push_back(folded({one.GetString(), one.GetStringLength()}));
  if (x.flag("enabled", true))
    check_server(x["xmpp"], trail{path, "xmpp"}, to->account);
  return out;
}

carrier_settings association_loader::carrier(const section& x, const trail& path) {
  check_sections(x, path);
  if (!x.has("xmpp") || !no_xmpp_.empty())
    return tcp_settings{x["tcp"].text("host"),
                        x["tcp"].integer("port", std::uint16_t{102})};
  auto here = trail{path, "xmpp"};
  auto out = xmpp_settings{account(x["xmpp"], here)};
  if (x.flag("enabled", true))
    check_account(x["xmpp"], here, out.account);
  return out;
}

xmpp_account association_loader::account(const section& x, const trail& path) {
  auto out = xmpp_account{};
  out.host = x.text("host");
  out.port = x.integer("port", out.port);
  out.jid = folded(x.text("jid"));
  out.password = x.text("password");
  out.tls = x.text("tls", "required") == "required";
  if (auto file = x.text("ca_file"); !file.empty()) {
    out.ca_file = (std::filesystem::path{from_.folder} / file).string();
    check_authorities(x, path);
  }
  return out;
}

/// What may stand beside what.
void association_loader::check_sections(const section& x, const trail& path) {
  auto has_tcp = x.has("tcp"), has_xmpp = x.has("xmpp");
  if (has_xmpp && !no_xmpp_.empty())
    return tell(*x.find("xmpp"), trail{path, "xmpp"}, no_xmpp_ + ", expected tcp");
  if (has_tcp && has_xmpp)
    return tell(*x.find("xmpp"), path,
                "tcp and xmpp are both here, expected one of them");
  // A key that is misspelt has been told, and by the seed's schema what is missing.
  auto tell_missing = [&](const char* text) {
    if (x.value() && !wrong_.touches(path))
      tell(*x.value(), path, text);
  };
  if (!has_tcp && !has_xmpp)
    return tell_missing(no_xmpp_.empty()
                          ? "tcp and xmpp are missing, expected one of them"
                          : "tcp is missing, expected a mapping");
  if (has_xmpp && !x.has("xmppsp"))
    tell_missing("xmppsp is missing, expected a mapping");
  check_layers(x, path, has_xmpp);
}

void association_loader::check_layers(const section& x, const trail& path,
                                      bool over_xmpp) {
  auto mine = std::string{over_xmpp ? "xmpp" : "tcp"};
  auto other = std::string{over_xmpp ? "tcp" : "xmpp"};
  for (auto* key : {"cotp", "cosp", "xmppsp"})
    if (x.has(key) && over_xmpp != (key == std::string_view{"xmppsp"}))
      tell(*x.find(key), trail{path, key},
           "goes with " + other + ", not with " + mine + ", expected " + other
             + " or no " + key);
  auto copp = trail{path, "copp"};
  auto session = trail{copp, "session_protocol"};
  auto expected = std::string{over_xmpp ? "xmppsp" : "cosp"};
  auto* chosen = x["copp"].find("session_protocol");
  if (chosen && x["copp"].text("session_protocol") != expected
      && !wrong_.touches(session))
    tell(*chosen, session,
         shown(*chosen) + " does not go with " + mine + ", expected " + expected);
  auto* step = x["mms"].find("step_timeout");
  auto mms = trail{path, "mms"};
  if (step && x["xmppsp"].has("connect_timeout"))
    tell(*step, trail{mms, "step_timeout"},
         "stands beside connect_timeout in xmppsp, expected one of the two");
}

void association_loader::check_authorities(const section& x, const trail& path) {
  auto file = x.text("ca_file");
  auto text =
    from_.file ? from_.file(file) : result<std::string>{fail(errc::not_found, file)};
  auto here = trail{path, "ca_file"};
  if (!text)
    tell(*x.find("ca_file"), here,
         in_quotes(file) + " cannot be read (" + text.error().cause
           + "), expected a file");
  else if (text->find("-----BEGIN ") == text->npos)
    tell(*x.find("ca_file"), here,
         in_quotes(file) + " holds no certificate, expected PEM");
}

/// An account has one stream, whoever uses it.
void association_loader::check_account(const section& x, const trail& path,
                                       const xmpp_account& account) {
  if (wrong_.touches(path))
    return;
  auto name =
    folded(account.jid) + ' ' + account.host + ' ' + std::to_string(account.port);
  auto [at, fresh] =
    accounts_.emplace(name, known_account{account, file_.at(*x.value()).line});
  auto& [known, line] = at->second;
  auto check = [&, line = line](const char* key, bool same) {
    auto* there = x.find(key);
    if (!same)
      tell(there ? *there : *x.value(), trail{path, key},
           "is another one than that of the same account" + in_line(line)
             + ", expected the same");
  };
  check("password", account.password == known.password);
  check("tls", account.tls == known.tls);
  check("ca_file", account.ca_file == known.ca_file);
}

/// Who calls a JID does not say which server is meant.
void association_loader::check_server(const section& x, const trail& path,
                                      const xmpp_account& account) {
  if (wrong_.touches(path))
    return;
  auto* at = x.find("jid");
  auto [known, fresh] = servers_.emplace(folded(account.jid), file_.at(*at).line);
  if (!fresh)
    tell(*at, trail{path, "jid"},
         in_quotes(x.text("jid")) + " is the JID of another server"
           + in_line(known->second) + ", expected different JIDs");
}

} // namespace bus::configuration
