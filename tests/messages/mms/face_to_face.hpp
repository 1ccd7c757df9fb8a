#pragma once

#include "messages/copp/codec.hpp"
#include "messages/mms/association.hpp"
#include "messages/mms/data.hpp"

#include <functional>
#include <memory>
#include <ostream>

namespace bus::test {

/// What carries an association, and in which encoding.
enum class carrier : std::uint8_t { osi, xmpp_base64, xmpp_xml };

inline constexpr carrier carriers[] = {carrier::osi, carrier::xmpp_base64,
                                       carrier::xmpp_xml};

inline std::ostream& operator<<(std::ostream& to, carrier x) {
  return to << (x == carrier::osi           ? "OSI"
                : x == carrier::xmpp_base64 ? "XMPP in base64"
                                            : "XMPP in XML");
}

/// Two ends of an association without a connection between them: what one has to
/// say is handed to the other.
class face_to_face {
public:
  mms::association_settings client_settings, server_settings;
  std::unique_ptr<mms::association> client, server;
  std::vector<mms::pdu> client_pdus, server_pdus; ///< what each received
  std::optional<mms::closed> client_end, server_end;
  std::function<void(mms::association&)> accept = [](auto& end) {
    std::ignore = end.accept();
  };
  std::size_t chunk = 0; ///< octets handed over at once; 0: all there are
  time_point now{};

  explicit face_to_face(carrier by = carrier::osi) {
    if (by == carrier::osi)
      return;
    for (auto* end : {&client_settings, &server_settings})
      end->xmpp().encoding =
        by == carrier::xmpp_xml ? xmppsp::encoding::xml : xmppsp::encoding::base64;
  }

  void make() {
    client = std::make_unique<mms::association>(mms::role::initiator, client_settings);
    server = std::make_unique<mms::association>(mms::role::responder, server_settings);
  }

  void associate() {
    make();
    server->listen(now);
    std::ignore = client->connect(now);
    exchange();
  }

  /// Until neither has anything to say.
  void exchange() {
    while (client->has_output() || server->has_output()) {
      hand_over(*client, *server, server_pdus, server_end);
      hand_over(*server, *client, client_pdus, client_end);
    }
  }

  /// An MMS PDU that need not be one, in a DT of its own.
  void send_octets(mms::association& from, byte_view octets) {
    auto& to = &from == client.get() ? *server : *client;
    auto user_data = copp::encode_user_data({3, octets});
    auto over_osi =
      std::holds_alternative<mms::osi_transport::settings>(client_settings.transport);
    auto frame = over_osi ? osi_frame(user_data) : xmpp_frame(from, user_data);
    to.receive(frame, now);
    take(to, &to == server.get() ? server_pdus : client_pdus,
         &to == server.get() ? server_end : client_end);
  }

private:
  static bytes osi_frame(const bytes& user_data) {
    auto tsdu = bytes{1, 0, 1, 0};
    tsdu.insert(tsdu.end(), user_data.begin(), user_data.end());
    auto frame = bytes{3, 0, 0, 0, 2, 0xf0, 0x80};
    frame.insert(frame.end(), tsdu.begin(), tsdu.end());
    frame[2] = static_cast<std::uint8_t>(frame.size() >> 8);
    frame[3] = static_cast<std::uint8_t>(frame.size());
    return frame;
  }

  /// In the place of what `from` would say next, so that the numbers are right.
  static bytes xmpp_frame(mms::association& from, const bytes& user_data) {
    std::ignore = from.send(mms::pdu::make<mms::pdu::conclude_request_pdu>());
    auto said = xmppsp::deframer{};
    said.feed(from.take_output());
    auto scratch = bytes{};
    auto element = said.next().and_then(
      [&](auto text) { return xmppsp::decode(text.value_or(""), scratch); });
    auto frame = bytes{};
    if (element) {
      element->user_data = user_data;
      xmppsp::append_frame(xmppsp::encode(*element), frame);
    }
    return frame;
  }

  void hand_over(mms::association& from, mms::association& to,
                 std::vector<mms::pdu>& pdus, std::optional<mms::closed>& end) {
    auto octets = from.take_output();
    for (auto rest = byte_view{octets}; !rest.empty();) {
      auto size = chunk > 0 ? std::min(chunk, rest.size()) : rest.size();
      to.receive(rest.first(size), now);
      take(to, pdus, end);
      rest = rest.subspan(size);
    }
  }

  void take(mms::association& to, std::vector<mms::pdu>& pdus,
            std::optional<mms::closed>& end) {
    while (auto event = to.next_event()) {
      if (auto* came = std::get_if<mms::pdu_received>(&*event))
        pdus.push_back(std::move(came->what));
      else if (std::holds_alternative<mms::associate_indication>(*event))
        accept(to);
      else if (auto* over = std::get_if<mms::closed>(&*event))
        end = std::move(*over);
    }
  }
};

} // namespace bus::test
