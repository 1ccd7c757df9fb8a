#include "tools/benchmarks/bare_gloox.hpp"

#include <gloox/client.h>
#include <gloox/connectionlistener.h>
#include <gloox/connectiontcpclient.h>
#include <gloox/message.h>
#include <gloox/messagehandler.h>
#include <gloox/tlsdefault.h>

#include <stdexcept>

namespace bus::benchmarks {

namespace {

class talker : gloox::MessageHandler, gloox::ConnectionListener {
public:
  explicit talker(const xmpp_account& x)
    : client_{gloox::JID{x.jid}, x.password, x.port} {
    client_.disableRoster();
    client_.registerConnectionListener(this);
    client_.registerMessageHandler(this);
    client_.setCompression(false);
    client_.setSASLMechanisms(gloox::SaslMechScramSha1 | gloox::SaslMechScramSha1Plus);
    client_.setTls(gloox::TLSRequired);
    auto* tls = new gloox::TLSDefault{&client_, client_.server()};
    tls->init("", "", {});
    tls->setCACerts({x.ca_file});
    client_.setEncryptionImpl(tls);
    client_.setConnectionImpl(
      new gloox::ConnectionTCPClient{&client_, client_.logInstance(), x.host, x.port});
    if (!client_.connect(false))
      throw std::runtime_error{"gloox does not connect to " + x.host};
    while (!online_)
      receive();
  }

  void receive() {
    if (client_.recv(-1) != gloox::ConnNoError)
      throw std::runtime_error{"the XMPP server ended the stream"};
  }

  void send(const gloox::JID& to, const std::string& body) {
    client_.send(gloox::Message{gloox::Message::Normal, to, body});
  }

  std::function<void(const gloox::Message&)> on_message = [](auto&) {};

private:
  void handleMessage(const gloox::Message& x, gloox::MessageSession*) override {
    on_message(x);
  }

  void onConnect() override { online_ = true; }
  void onDisconnect(gloox::ConnectionError) override {}
  bool onTLSConnect(const gloox::CertInfo& x) override {
    return x.status == gloox::CertOk;
  }

  gloox::Client client_;
  bool online_ = false;
};

} // namespace

void echo_messages(channel& to, const xmpp_account& x) {
  auto it = talker{x};
  it.on_message = [&](auto& message) { it.send(message.from(), message.body()); };
  to.say("online");
  while (true)
    it.receive();
}

void count_messages(channel& to, const xmpp_account& x, counter& done) {
  auto it = talker{x};
  it.on_message = [&](auto&) { done.add(1); };
  to.say("online");
  while (true)
    it.receive();
}

std::vector<double> message_round_trips(const xmpp_account& x, const std::string& peer,
                                        std::size_t octets, duration time) {
  auto it = talker{x};
  auto answered = false;
  it.on_message = [&](auto&) { answered = true; };
  auto to = gloox::JID{peer};
  auto body = std::string(octets, 'x');
  auto out = std::vector<double>{};
  auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
    auto begin = std::chrono::steady_clock::now();
    it.send(to, body);
    for (answered = false; !answered;)
      it.receive();
    out.push_back(std::chrono::duration<double, std::milli>(
                    std::chrono::steady_clock::now() - begin)
                    .count());
  }
  return out;
}

void flood_messages(const xmpp_account& x, const std::string& peer,
                    std::size_t octets) {
  auto it = talker{x};
  auto to = gloox::JID{peer};
  auto body = std::string(octets, 'x');
  while (true)
    it.send(to, body);
}

} // namespace bus::benchmarks
