#include "messages/modbus/framing.hpp"

#include <algorithm>
#include <cstdlib>

using namespace bus;
using namespace bus::modbus;

namespace {

/// Takes all frames; each error must drop something or end the stream.
void drain(deframer& x, framing how, std::size_t received) {
  for (std::size_t i = 0; i <= 2 * received + 2; ++i) {
    auto next = x.next();
    if ((next && !*next) || (!next && how == framing::mbap))
      return;
    if (next && encode(how, **next).size() > 600)
      std::abort();
  }
  std::abort();
}

} // namespace

/// First octet: framing, role and how the rest is cut into reads.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  auto how = static_cast<framing>(data[0] % 3);
  auto uut = deframer{how, data[0] & 4 ? role::client : role::server};
  auto step = std::size_t{1} + (data[0] >> 3);
  auto now = time_point{};
  for (std::size_t at = 1; at < size; at += step) {
    auto part = byte_view{data + at, std::min(step, size - at)};
    now += std::chrono::milliseconds{part[0]};
    uut.receive(part, now);
    drain(uut, how, size);
  }
  return 0;
}
