#pragma once

#include "messages/iec104/codec.hpp"
#include "messages/iec104/layout.hpp"
#include "messages/iec104/type_info.hpp"

#include <random>

namespace bus::test {

/// Puts what fits into every field of a layout, so that whatever encode() takes is met.
class random_fields {
public:
  explicit random_fields(std::mt19937& from)
    : from_{from} {}

  template <class... Fields>
  void octet(const Fields&... fields) {
    (fields.take(static_cast<std::uint8_t>(from_())), ...);
  }

  template <class T>
  void number(T& x, std::size_t size = sizeof(T)) {
    auto raw = static_cast<std::uint32_t>(from_());
    raw &= 0xffff'ffffu >> (32 - 8 * size);
    if constexpr (std::is_floating_point_v<T>)
      x = std::bit_cast<float>(raw);
    else
      x = static_cast<T>(raw);
  }

  void counted(bytes& x) {
    x.resize(from_() % 200);
    for (auto& octet : x)
      octet = static_cast<std::uint8_t>(from_());
  }

private:
  std::mt19937& from_;
};

inline iec104::information_object
random_object(std::mt19937& from, iec104::type_id type, std::uint32_t address) {
  auto out = make_object(type).value();
  auto fields = random_fields{from};
  out.address = address;
  std::visit([&](auto& x) { layout(fields, x); }, out.element);
  std::visit(
    [&](auto& x) {
      if constexpr (!std::is_same_v<std::decay_t<decltype(x)>, std::monostate>)
        layout(fields, x);
    },
    out.time);
  return out;
}

/// Of any number of objects that fits.
inline iec104::asdu random_asdu(std::mt19937& from, iec104::type_id type,
                                bool sequence) {
  auto out = iec104::asdu{
    {type, static_cast<iec104::cause>(from() % 64), from() % 2 == 0, from() % 2 == 0,
     static_cast<std::uint8_t>(from()), static_cast<std::uint16_t>(from())}};
  out.sequence = sequence;
  auto number = 1 + from() % capacity(type, sequence);
  auto first =
    static_cast<std::uint32_t>(from() % (iec104::largest_object_address - number));
  for (auto i = std::uint32_t{0}; i < number; ++i) {
    auto any = static_cast<std::uint32_t>(from() % iec104::largest_object_address);
    out.objects.push_back(random_object(from, type, sequence ? first + i : any));
  }
  return out;
}

} // namespace bus::test
