#include "messages/mms/xmpp_transport.hpp"
#include "messages/xmppsp/codec.hpp"

#include <algorithm>
#include <cstdlib>

using namespace bus;
using namespace bus::xmppsp;

namespace {

bool same(const element& x, const element& y) {
  return x.kind == y.kind && x.from == y.from && x.to == y.to && x.seq == y.seq
         && x.more == y.more && std::ranges::equal(x.user_data, y.user_data)
         && x.version == y.version && x.prefers == y.prefers && x.reason == y.reason
         && x.by_user == y.by_user;
}

/// What was read is written so that the same is read of it, in both encodings.
void read_and_write(std::string_view xml) {
  std::ignore = peek(xml);
  auto scratch = bytes{};
  auto x = decode(xml, scratch);
  if (!x)
    return;
  for (auto as : {encoding::base64, encoding::xml}) {
    if (x->more && as == encoding::xml)
      continue;
    x->encoding = as;
    auto text = encode(*x);
    auto scratch_again = bytes{};
    auto again = decode(text, scratch_again);
    auto routed = peek(text);
    // Twice as long in digits as it was: the only reason not to be read.
    if (!again && text.size() > largest_element)
      continue;
    if (!again || !same(*x, *again) || !routed || routed->from != x->from)
      std::abort();
  }
}

settings plain() {
  auto out = settings{};
  out.make_id = [] { return std::string{"a"}; };
  out.max_user_data = 10'000;
  out.max_element = 1'024;
  return out;
}

/// Elements to one end, each on a line, in the order of the input.
void feed_session(role who, bool connected, std::string_view lines) {
  static const auto shared = plain();
  auto uut = session{who, shared};
  constexpr auto told = std::uint8_t{0x61};
  auto user_data = byte_view{&told, 1};
  if (who == role::initiator && !uut.connect(user_data))
    std::abort();
  if (connected) {
    auto kind = who == role::initiator ? element_kind::accept : element_kind::connect;
    auto first = element{kind, "b", who == role::initiator ? "a" : ""};
    if (!uut.receive(encode(first)))
      std::abort();
    if (who == role::responder && !uut.accept(user_data))
      std::abort();
  }
  while (!lines.empty()) {
    auto size = std::min(lines.find('\n'), lines.size());
    auto event = uut.receive(lines.substr(0, size));
    lines.remove_prefix(std::min(size + 1, lines.size()));
    if (event && std::holds_alternative<connect_indication>(*event))
      std::ignore = uut.accept(user_data);
    if (event && std::holds_alternative<data_indication>(*event))
      std::ignore = uut.send(std::get<data_indication>(*event).user_data);
    if (event && std::holds_alternative<finish_indication>(*event))
      std::ignore = uut.finished(user_data);
    for (auto& one : uut.take_output()) {
      auto scratch = bytes{};
      if (!decode(one, scratch)) // all that it says can be read
        std::abort();
    }
  }
}

/// The same octets as frames of a transport, cut anyhow.
void feed_transport(byte_view in) {
  static const auto shared = plain();
  auto uut = mms::xmpp_transport{mms::role::responder, shared};
  while (!in.empty()) {
    auto part = in.first(std::min<std::size_t>(in.size(), 7));
    in = in.subspan(part.size());
    uut.feed(part);
    while (true) {
      auto event = uut.next();
      if (!event)
        return;
      if (!*event)
        break;
      if (std::holds_alternative<cosp::connect_indication>(**event))
        std::ignore = uut.accept({});
    }
  }
}

} // namespace

/// First octet: what is to be done with the rest.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  auto text = std::string_view{reinterpret_cast<const char*>(data + 1), size - 1};
  switch (data[0] % 8) {
  case 0: feed_session(role::initiator, false, text); break;
  case 1: feed_session(role::responder, false, text); break;
  case 2: feed_session(role::initiator, true, text); break;
  case 3: feed_session(role::responder, true, text); break;
  case 4: feed_transport({data + 1, size - 1}); break;
  default: read_and_write(text);
  }
  return 0;
}
