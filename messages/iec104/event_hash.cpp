#include "messages/iec104/event_hash.hpp"

#include <algorithm>

namespace bus::iec104 {

namespace {

/// Each bit of `x` changes about half of the bits that come out (the last step of
/// splitmix64).
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

std::uint64_t number_of(byte_view octets) {
  auto out = std::uint64_t{0};
  for (auto octet : octets)
    out = out << 8 | octet;
  return out;
}

} // namespace

event_hash::event_hash(byte_view octets, const asdu& x)
  : asdu_{x},
    objects_{octets.subspan(asdu_head_size + (x.sequence ? object_address_size : 0))},
    size_{objects_.size() / x.objects.size()} {}

std::uint64_t event_hash::of(std::size_t object) const {
  auto& head = asdu_.head;
  auto out = std::uint64_t{asdu_.objects[object].address}
             | std::uint64_t{head.common_address} << 24
             | std::uint64_t{static_cast<std::uint8_t>(head.type)} << 40
             | std::uint64_t{head.test} << 48;
  for (auto rest = content_of(object); !rest.empty();) {
    auto next = rest.first(std::min<std::size_t>(rest.size(), 8));
    rest = rest.subspan(next.size());
    out = mix(out) ^ number_of(next);
  }
  return mix(out);
}

byte_view event_hash::content_of(std::size_t object) const {
  auto whole = objects_.subspan(object * size_, size_);
  return asdu_.sequence ? whole : whole.subspan(object_address_size);
}

} // namespace bus::iec104
