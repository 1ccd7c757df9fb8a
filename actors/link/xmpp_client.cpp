#include "actors/link/xmpp_client.hpp"

#include "actors/link/tls_client.hpp"
#include "actors/link/xml_nesting.hpp"
#include "messages/fifo.hpp"
#include "messages/xmppsp/types.hpp"

#include <gloox/client.h>
#include <gloox/connectionbase.h>
#include <gloox/connectiondatahandler.h>
#include <gloox/connectionlistener.h>
#include <gloox/error.h>
#include <gloox/jid.h>
#include <gloox/tag.h>
#include <gloox/tlsbase.h>

#include <algorithm>

namespace bus {

namespace {

constexpr auto system_authorities = "/etc/ssl/certs/ca-certificates.crt";
constexpr auto deepest =
  200u; ///< elements within each other; PDUs have their own limit
constexpr auto our_ping = std::string_view{"ping-"}; ///< in front of the ids

/// gloox's connection: what it sends is kept, what it reads is given to it.
class octets_only : public gloox::ConnectionBase {
public:
  octets_only(gloox::ConnectionDataHandler* above, bytes& out)
    : ConnectionBase{above},
      out_{out} {}

  gloox::ConnectionError connect() override {
    m_state = gloox::StateConnected;
    m_handler->handleConnect(this);
    return gloox::ConnNoError;
  }

  bool send(const std::string& data) override {
    out_.insert(out_.end(), data.begin(), data.end());
    return true;
  }

  void feed(const std::string& data) {
    if (m_state == gloox::StateConnected)
      m_handler->handleReceivedData(this, data);
  }

  void disconnect() override { m_state = gloox::StateDisconnected; }
  gloox::ConnectionError recv(int) override { return gloox::ConnNoError; }
  gloox::ConnectionError receive() override { return gloox::ConnNoError; }
  void getStatistics(long& in, long& out) override { in = out = 0; }
  ConnectionBase* newInstance() const override {
    return new octets_only{m_handler, out_};
  }

private:
  bytes& out_;
};

void append_escaped(std::string& out, std::string_view x) {
  for (auto one : x)
    switch (one) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '\'': out += "&apos;"; break;
    default: out += one;
    }
}

/// The condition of a stanza's error: `service-unavailable`.
std::string condition_of(const gloox::Tag& stanza) {
  auto* wrong = stanza.findChild("error");
  if (!wrong)
    return "error";
  for (auto* one : wrong->children())
    if (one->xmlns() == gloox::XMLNS_XMPP_STANZAS && one->name() != "text")
      return one->name();
  return "error";
}

/// gloox's encryption: what comes is decrypted, what goes encrypted. gloox's own
/// neither frees its credentials nor takes authorities from setCACerts().
class encryption : public gloox::TLSBase {
public:
  encryption(gloox::TLSHandler* above, const std::string& host, std::string authorities)
    : TLSBase{above, host},
      authorities_{std::move(authorities)} {}

  bool init(const std::string&, const std::string&, const gloox::StringList&) override {
    return true;
  }

  bool handshake() override {
    auto made = tls_client::make(m_server, authorities_);
    if (!made)
      return give_up(std::move(made.error()));
    tls_ = std::move(*made);
    return go_on();
  }

  bool encrypt(const std::string& data) override {
    if (!tls_)
      return false;
    if (auto written = tls_->write(data); !written)
      return give_up(std::move(written.error()));
    flush();
    return true;
  }

  int decrypt(const std::string& data) override {
    if (!tls_)
      return 0;
    tls_->receive({reinterpret_cast<const std::uint8_t*>(data.data()), data.size()});
    if (!m_secure && !go_on())
      return 0;
    while (m_secure && tls_) { // its end may come from within
      auto text = tls_->read();
      if (!text)
        return give_up(std::move(text.error()));
      if (text->empty())
        break;
      m_handler->handleDecryptedData(this, *text);
    }
    if (tls_)
      flush();
    return static_cast<int>(data.size());
  }

  /// The connection is over. It may be within decrypt(): what is read is kept.
  void cleanup() override { m_secure = false; }

  bool hasChannelBinding() const override { return !channelBinding().empty(); }
  const std::string channelBinding() const override {
    return tls_ ? tls_->channel_binding() : std::string{};
  }

  void setCACerts(const gloox::StringList&) override {}
  void setClientCert(const std::string&, const std::string&) override {}

  std::optional<error> trouble; ///< why there is no encryption, or no longer

private:
  bool go_on() {
    auto done = tls_->handshake();
    flush();
    if (!done)
      return give_up(std::move(done.error()));
    if (!*done)
      return true;
    m_secure = true;
    m_handler->handleHandshakeResult(this, true, m_certInfo);
    return true;
  }

  bool give_up(error why) {
    if (trouble)
      return false;
    why.where = "xmpp." + why.where;
    trouble = std::move(why);
    m_handler->handleHandshakeResult(this, false, m_certInfo);
    return false;
  }

  void flush() {
    if (auto out = tls_->take_output(); !out.empty())
      m_handler->handleEncryptedData(this, {out.begin(), out.end()});
  }

  std::string authorities_;
  std::unique_ptr<tls_client> tls_;
};

} // namespace

bool has_xmpp() {
  return true;
}

/// gloox's client: it does the handshakes, we read and write the stanzas.
class xmpp_client::stream : public gloox::Client, gloox::ConnectionListener {
public:
  explicit stream(const xmpp_account& x)
    : Client{gloox::JID{x.jid}, x.password, x.port} {
    disableRoster();
    registerConnectionListener(this);
    setTls(x.tls ? gloox::TLSRequired : gloox::TLSDisabled);
    setCompression(false);
    // With SCRAM alone gloox says another binding flag than it signs.
    setSASLMechanisms(gloox::SaslMechScramSha1 | gloox::SaslMechScramSha1Plus);
    if (x.tls) {
      encryption_ = new encryption{this, server(),
                                   x.ca_file.empty() ? system_authorities : x.ca_file};
      setEncryptionImpl(encryption_); // its owner
    }
    octets_ = new octets_only{this, out};
    setConnectionImpl(octets_); // its owner
  }

  ~stream() override { removeConnectionListener(this); }

  /// Tag by tag until there is encryption: what stands behind `<proceed/>` is no XML.
  void receive(byte_view octets) {
    auto text =
      std::string_view{reinterpret_cast<const char*>(octets.data()), octets.size()};
    while (encryption_ && !encryption_->isSecure() && !text.empty()) {
      auto size = std::min(text.find('>'), text.size() - 1) + 1;
      octets_->feed(std::string{text.substr(0, size)});
      text.remove_prefix(size);
    }
    if (!text.empty() && (encryption_ || is_flat(text)))
      octets_->feed(std::string{text});
  }

  // Of gloox::TLSHandler.
  void handleDecryptedData(const gloox::TLSBase* by, const std::string& text) override {
    if (is_flat(text))
      Client::handleDecryptedData(by, text);
  }

  void write(const std::string& stanza) { ClientBase::send(stanza); }

  // Of gloox::ClientBase: everything that comes.
  void handleTag(gloox::Tag* tag) override {
    if (tag && !authed() && tag->name() == "features" && may_log_in()
        && !offers_scram(*tag))
      return end(why(gloox::ConnNoSupportedAuth));
    if (tag && is_online_ && take(*tag))
      return;
    Client::handleTag(tag);
  }

  bytes out;
  fifo<xmpp_event> events;

private:
  /// gloox works elements off by calling itself for each that is within another.
  bool is_flat(std::string_view text) {
    if (nesting_.feed(text, deepest))
      return true;
    end({errc::malformed, "xmpp", "a stanza is nested too deeply"});
    return false;
  }

  void end(error why) {
    is_online_ = false;
    events.push_back(xmpp_over{std::move(why)});
  }

  bool may_log_in() const { return !encryption_ || encryption_->isSecure(); }

  /// Else gloox would say the password by older means.
  static bool offers_scram(const gloox::Tag& features) {
    auto* list = features.findChild("mechanisms");
    if (!list)
      return false;
    return std::ranges::any_of(list->children(), [](auto* one) {
      return one->cdata() == "SCRAM-SHA-1" || one->cdata() == "SCRAM-SHA-1-PLUS";
    });
  }

  bool take(const gloox::Tag& x) {
    if (x.name() == "message")
      return take_message(x);
    auto& type = x.findAttribute("type");
    if (x.name() == "presence" && (type == "unavailable" || type == "error")) {
      auto cause = type == "error" ? condition_of(x) : std::string{"it went offline"};
      events.push_back(xmpp_unreachable{x.findAttribute("from"), std::move(cause)});
      return true;
    }
    auto& id = x.findAttribute("id");
    if (x.name() != "iq" || !std::string_view{id}.starts_with(our_ping)
        || (type != "result" && type != "error"))
      return false;
    auto ours = id.substr(our_ping.size());
    if (type == "result" || has_answered(x))
      events.push_back(xmpp_pong{x.findAttribute("from"), std::move(ours)});
    else
      events.push_back(
        xmpp_unreachable{x.findAttribute("from"), condition_of(x), std::move(ours)});
    return true;
  }

  /// A client that knows no pings is there all the same, and says so itself.
  static bool has_answered(const gloox::Tag& x) {
    return condition_of(x) == "feature-not-implemented";
  }

  bool take_message(const gloox::Tag& x) {
    auto& from = x.findAttribute("from");
    if (x.findAttribute("type") == "error") {
      events.push_back(xmpp_unreachable{from, condition_of(x)});
      return true;
    }
    for (auto* one : x.children())
      if (one->xmlns() == xmppsp::xml_namespace)
        events.push_back(xmpp_element{from, one->xml()});
    return true; // what else people write is nothing to us
  }

  /// gloox also says so to servers that skip what they should ask for.
  void onConnect() override {
    if (!may_log_in() || !authed() || !m_resourceBound)
      return end({errc::access_denied, "xmpp",
                  "the server skips TLS, or the account's password"});
    is_online_ = true;
    events.push_back(xmpp_online{jid().full()});
  }

  /// The certificate was judged in the handshake.
  bool onTLSConnect(const gloox::CertInfo&) override { return true; }

  void onResourceBindError(const gloox::Error*) override {
    end({errc::rejected, "xmpp.bind", "the server does not give us the resource"});
  }

  void onDisconnect(gloox::ConnectionError x) override {
    auto trouble = encryption_ ? encryption_->trouble : std::nullopt;
    end(trouble ? *trouble : why(x));
  }

  error why(gloox::ConnectionError x) {
    switch (x) {
    case gloox::ConnAuthenticationFailed:
      return {errc::access_denied, "xmpp.sasl", "the account or its password is wrong"};
    case gloox::ConnNoSupportedAuth:
      return {errc::unsupported, "xmpp.sasl", "the server does not offer SCRAM-SHA-1"};
    case gloox::ConnTlsNotAvailable:
      return {errc::access_denied, "xmpp.tls",
              "the server does not offer TLS, and it is required"};
    case gloox::ConnTlsFailed:
      return {errc::access_denied, "xmpp.tls", "the handshake failed"};
    case gloox::ConnParseError:
      return {errc::malformed, "xmpp", "the server does not send well-formed XML"};
    case gloox::ConnStreamError: return stream_error();
    case gloox::ConnUserDisconnected:
      return {errc::not_connected, "xmpp", "closed by the bus"};
    default: return {errc::not_connected, "xmpp", "closed by the server"};
    }
  }

  error stream_error() {
    auto cause = std::string{"the server ended the stream"};
    switch (streamError()) {
    case gloox::StreamErrorConflict:
      cause += ": another client took the resource";
      break;
    case gloox::StreamErrorPolicyViolation: cause += ": policy violation"; break;
    case gloox::StreamErrorSystemShutdown: cause += ": it shuts down"; break;
    case gloox::StreamErrorHostUnknown: cause += ": no host of the JID's domain"; break;
    case gloox::StreamErrorResourceConstraint: cause += ": it has no room"; break;
    default: break;
    }
    if (auto text = streamErrorText(); !text.empty())
      cause += " (" + text + ')';
    return {errc::not_connected, "xmpp", cause};
  }

  octets_only* octets_ = nullptr;
  bool is_online_ = false;
  encryption* encryption_ = nullptr;
  xml_nesting nesting_;
};

xmpp_client::xmpp_client(const xmpp_account& x)
  : stream_{std::make_unique<stream>(x)} {}

xmpp_client::~xmpp_client() = default;

void xmpp_client::start() {
  stream_->connect(false);
}

void xmpp_client::receive(byte_view octets) {
  stream_->receive(octets);
}

std::optional<xmpp_event> xmpp_client::next_event() {
  if (stream_->events.empty())
    return std::nullopt;
  auto out = std::optional{std::move(stream_->events.front())};
  stream_->events.pop_front();
  return out;
}

void xmpp_client::send(std::string_view to, std::string_view xml) {
  auto out = std::string{"<message to='"};
  out.reserve(to.size() + xml.size() + 32);
  append_escaped(out, to);
  out += "'>";
  out += xml;
  out += "</message>";
  stream_->write(out);
}

void xmpp_client::greet(std::string_view to) {
  auto out = std::string{"<presence to='"};
  append_escaped(out, to);
  stream_->write(out + "'/>");
}

void xmpp_client::ping(std::string_view to, std::string_view id) {
  auto out = std::string{"<iq type='get' id='"} + std::string{our_ping};
  append_escaped(out, id);
  if (!to.empty()) {
    out += "' to='";
    append_escaped(out, to);
  }
  stream_->write(out + "'><ping xmlns='urn:xmpp:ping'/></iq>");
}

void xmpp_client::close() {
  stream_->disconnect();
}

bytes xmpp_client::take_output() {
  return std::exchange(stream_->out, {});
}

} // namespace bus
