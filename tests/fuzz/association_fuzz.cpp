#include "messages/mms/association.hpp"
#include "messages/mms/client.hpp"
#include "messages/mms/server.hpp"

#include <cstdlib>

using namespace bus;
using namespace bus::mms;

namespace {

const association_settings& plain() {
  static const auto out = association_settings{};
  return out;
}

/// What a peer sends after the octets at hand were taken: one end, with the MMS
/// session that lives on it.
struct driver {
  association uut;
  client asking{16};
  server answering{};
  time_point now = time_point{} + std::chrono::hours{1};

  void take() {
    while (auto event = uut.next_event()) {
      if (std::holds_alternative<associate_indication>(*event)) {
        if (uut.accept() && uut.is_open())
          answering.established(uut.agreed());
      } else if (auto* agreed = std::get_if<established>(&*event)) {
        asking.established(agreed->agreed);
      } else if (auto* came = std::get_if<pdu_received>(&*event)) {
        if (!asking.receive(came->what))
          if (auto asked = answering.receive(came->what))
            answering.respond(
              asked->invoke_id,
              response::make<response::status>(asn1::mms::status_response{0, 0, {}}));
      }
    }
    while (asking.next_event())
      ;
    for (auto& one : asking.take_output())
      std::ignore = uut.send(one);
    for (auto& one : answering.take_output())
      std::ignore = uut.send(one);
  }
};

/// A whole dialogue up to the association: its octets in front of the input, or the
/// fuzzer would have to invent them.
struct opening {
  bytes to_initiator, to_responder;
};

opening make_opening() {
  auto out = opening{};
  auto client_end = association{role::initiator, plain()};
  auto server_end = association{role::responder, plain()};
  server_end.listen({});
  std::ignore = client_end.connect({});
  for (auto i = 0; i < 3; ++i) {
    auto there = client_end.take_output();
    server_end.receive(there, {});
    while (auto event = server_end.next_event())
      if (std::holds_alternative<associate_indication>(*event))
        std::ignore = server_end.accept();
    auto back = server_end.take_output();
    client_end.receive(back, {});
    while (client_end.next_event())
      ;
    out.to_responder.insert(out.to_responder.end(), there.begin(), there.end());
    out.to_initiator.insert(out.to_initiator.end(), back.begin(), back.end());
  }
  if (!client_end.is_open() || !server_end.is_open())
    std::abort();
  return out;
}

} // namespace

/// First octet: the role, whether the association is there already, how many
/// octets come at once.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto begin = make_opening();
  if (size == 0)
    return 0;
  auto who = data[0] & 1 ? role::initiator : role::responder;
  auto x = driver{association{who, plain()}};
  if (who == role::responder)
    x.uut.listen(x.now);
  else if (!x.uut.connect(x.now))
    std::abort();
  if (data[0] & 2) {
    x.uut.receive(who == role::initiator ? begin.to_initiator : begin.to_responder,
                  x.now);
    x.take();
    if (!x.uut.is_open())
      std::abort();
    for (auto i = 0u; who == role::initiator && i < 4; ++i)
      x.asking.submit({i, request::make<request::status>(false), never}, x.now);
    x.take();
  }
  auto step = data[0] & 4 ? std::size_t{7} : size;
  for (auto rest = byte_view{data + 1, size - 1}; !rest.empty();) {
    auto part = rest.first(std::min(step, rest.size()));
    x.uut.receive(part, x.now);
    x.take();
    rest = rest.subspan(part.size());
  }
  x.now += std::chrono::minutes{1};
  x.uut.tick(x.now);
  x.take();
  return 0;
}
