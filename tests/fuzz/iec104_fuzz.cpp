#include "messages/iec104/codec.hpp"
#include "messages/iec104/point.hpp"
#include "messages/iec104/session.hpp"
#include "messages/iec104/type_info.hpp"

#include <algorithm>
#include <cstdlib>

using namespace bus;
using namespace bus::iec104;

namespace {

/// What was read is written so that the same is read of it.
void read_and_write(byte_view in) {
  auto head = decode_head(in);
  auto mirrored = mirror(in, cause::unknown_type);
  auto x = decode(in);
  if (!x)
    return;
  auto octets = encode(*x);
  if (!head || *head != x->head || !mirrored || !octets || octets->size() != in.size())
    std::abort();
  auto again = decode(*octets);
  if (!again || *again != *x || encode(*again).value() != *octets
      || decode(*mirrored).value() != mirror(*x, cause::unknown_type))
    std::abort();
}

/// A monitored element is the same again after it was a value of the bus, but for what
/// the bus does not have: a total's number, which NaN it was.
void through_the_bus(byte_view in) {
  auto x = decode(in);
  if (!x)
    return;
  for (auto& object : x->objects) {
    auto told = to_value(object.element);
    if (!told)
      continue;
    auto how = to_quality(object.element);
    auto back = to_element(x->head.type, *told, how);
    if (!back) { // a command's step that is not permitted
      if (!std::holds_alternative<regulating_step>(object.element))
        std::abort();
      continue;
    }
    if (!same(to_value(*back).value(), *told) || to_quality(*back) != how)
      std::abort();
  }
}

/// Drives a session by the octets of `in` and checks what must hold at any time.
struct driver {
  reader in;
  role who;
  session_settings settings;
  session uut{who, settings};
  time_point now = time_point{} + std::chrono::hours{1};
  std::uint64_t sent = 0;
  std::uint64_t acknowledged_number = 0;
  bool is_open = true;

  void step() {
    auto what = in.u8();
    now += std::chrono::milliseconds{in.u8() * 64};
    switch (what % 10) {
    case 0:
    case 1:
    case 2: uut.receive(in.view(std::min<std::size_t>(in.u8(), in.left())), now); break;
    case 3: send(); break;
    case 4: uut.tick(now); break;
    case 5: std::ignore = uut.start(now); break;
    case 6: std::ignore = uut.stop(now); break;
    case 7: uut.taken(in.u8(), now); break;
    case 8: uut.deactivate(); break;
    default: reopen();
    }
    check_events();
    check_output();
  }

  void send() {
    const auto asdu = bytes(in.u8(), 1);
    auto number = uut.send(asdu, now);
    if (number && *number != ++sent)
      std::abort();
  }

  void reopen() {
    uut.line_closed({errc::not_connected, "line"});
    check_events();
    uut.opened(now);
    is_open = true;
  }

  void check_events() {
    while (auto next = uut.next_event()) {
      if (!is_open) // nothing after closed
        std::abort();
      if (auto* x = std::get_if<acknowledged>(&*next)) {
        if (x->number <= acknowledged_number || x->number > sent)
          std::abort();
        acknowledged_number = x->number;
      }
      if (auto* x = std::get_if<received>(&*next))
        read_and_write(x->asdu);
      is_open = !std::holds_alternative<closed>(*next);
    }
  }

  void check_output() {
    auto cut = deframer{};
    cut.receive(uut.take_output());
    while (auto next = cut.next().value()) {
    } // all that it says can be read
    if (uut.unacknowledged() > settings.k || uut.waiting() > settings.queue_limit
        || (is_open ? uut.deadline() == never : uut.deadline() != never))
      std::abort();
  }
};

void drive(role who, bool takes, byte_view in) {
  auto settings = session_settings{};
  settings.acknowledges_taken = takes;
  settings.k = 3;
  settings.w = 2;
  settings.queue_limit = 4;
  auto x = driver{reader{in}, who, settings};
  x.uut.opened(x.now);
  while (x.in.left() > 0)
    x.step();
}

/// A plain stream, as a peer that has started sends it.
void feed(role who, byte_view in) {
  auto uut = session{who};
  uut.opened({});
  std::ignore = uut.start({});
  uut.receive(in, {});
  while (auto next = uut.next_event())
    if (auto* x = std::get_if<received>(&*next))
      read_and_write(x->asdu);
}

} // namespace

/// First octet: what is to be done with the rest.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  auto in = byte_view{data + 1, size - 1};
  switch (data[0] % 8) {
  case 0: drive(role::controlling, data[0] & 8, in); break;
  case 1: drive(role::controlled, data[0] & 8, in); break;
  case 2: feed(role::controlling, in); break;
  case 3: feed(role::controlled, in); break;
  default: read_and_write(in); through_the_bus(in);
  }
  return 0;
}
