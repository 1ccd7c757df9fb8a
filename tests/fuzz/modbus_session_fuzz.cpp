#include "messages/modbus/session.hpp"

#include <algorithm>
#include <cstdlib>

using namespace bus;
using namespace bus::modbus;

namespace {

request ask_from(std::uint8_t x) {
  switch (x % 5) {
  case 0: return read_data{table::holding_register, 0, x};
  case 1: return read_data{table::coil, x, x};
  case 2: return write_register{x, x};
  case 3: return read_identification{1, 0};
  default: return read_data{table::queue, x, 1};
  }
}

/// Drives a session by the octets of `in` and counts what must balance.
struct driver {
  reader in;
  session uut;
  time_point now = time_point{} + std::chrono::hours{1};
  std::uint64_t submitted = 0;
  std::uint64_t completed = 0;

  void step() {
    auto what = in.u8();
    now += std::chrono::milliseconds{in.u8()};
    switch (what % 6) {
    case 0:
    case 1: submit(what); break;
    case 2: receive(); break;
    case 3: uut.tick(now); break;
    case 4: uut.opened(now); break;
    default: uut.closed({errc::not_connected, "line"});
    }
    uut.take_output();
    while (uut.next_event())
      ++completed;
  }

  void submit(std::uint8_t what) {
    ++submitted;
    uut.submit({submitted, in.u8(), ask_from(in.u8()),
                static_cast<priority>(what / 6 % 3), std::chrono::milliseconds{50}},
               now);
  }

  void receive() {
    if (!uut.receive(in.view(std::min<std::size_t>(in.u8(), in.left())), now))
      uut.closed({errc::malformed, "stream"});
  }
};

} // namespace

/// First octet: framing and how many may be under way.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  auto settings = session_settings{};
  settings.how = static_cast<framing>(data[0] % 3);
  settings.max_outstanding = data[0] / 3 % 4;
  settings.queue_limit = data[0] / 12;
  auto x = driver{reader{{data + 1, size - 1}}, session{settings}};
  x.uut.opened(x.now);
  while (x.in.left() > 0)
    x.step();
  x.uut.closed({errc::not_connected, "end"});
  while (x.uut.next_event())
    ++x.completed;
  if (x.completed != x.submitted)
    std::abort();
  return 0;
}
