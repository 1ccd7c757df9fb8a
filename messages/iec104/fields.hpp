#pragma once

#include "messages/bytes.hpp"
#include "messages/iec104/asdu.hpp"

#include <type_traits>

namespace bus::iec104 {

// What stands where in an element is described once, in layout.hpp, for both ways:
// `take_fields` reads what is described, `put_fields` writes it.

/// `width` bits of an octet, from bit `shift` on; of a signed member, two's complement.
template <class T>
struct bit_field {
  T& at;
  unsigned shift;
  unsigned width;

  unsigned mask() const { return (1u << width) - 1; }

  void take(std::uint8_t octet) const {
    auto raw = static_cast<int>(octet >> shift & mask());
    if (std::is_signed_v<T> && raw >> (width - 1) != 0)
      raw -= 1 << width;
    at = static_cast<T>(raw);
  }

  /// The octet's part; more than `width` bits clear `fits`.
  unsigned put(bool& fits) const {
    auto raw = static_cast<int>(at);
    auto least = std::is_signed_v<T> ? -(1 << (width - 1)) : 0;
    fits = fits && raw >= least && raw < least + (1 << width);
    return (static_cast<unsigned>(raw) & mask()) << shift;
  }
};

template <class T>
bit_field<T> bits(T& at, unsigned shift, unsigned width = 1) {
  return {at, shift, width};
}

/// Those of a quality descriptor's bits which the element has.
struct quality_field {
  quality_descriptor& at;
  std::uint8_t mask;

  void take(std::uint8_t octet) const { at.bits = octet & mask; }

  unsigned put(bool& fits) const {
    fits = fits && (at.bits & ~mask) == 0;
    return at.bits & mask;
  }
};

/// Numbers are sent with the least significant octet first (IEC 60870-5-4, 6).
class take_fields {
public:
  explicit take_fields(byte_view in)
    : from_{in} {}

  template <class... Fields>
  void octet(const Fields&... fields) {
    auto x = from_.u8();
    (fields.take(x), ...);
  }

  template <class T>
  void number(T& x, std::size_t size = sizeof(T)) {
    auto raw = std::uint32_t{0};
    for (auto i = std::size_t{0}; i < size; ++i)
      raw |= std::uint32_t{from_.u8()} << 8 * i;
    if constexpr (std::is_floating_point_v<T>)
      x = std::bit_cast<float>(raw);
    else
      x = static_cast<T>(raw);
  }

  void counted(bytes& x) {
    auto content = from_.view(from_.u8());
    x.assign(content.begin(), content.end());
  }

  std::size_t left() const { return from_.left(); }
  explicit operator bool() const { return static_cast<bool>(from_); }

private:
  reader from_;
};

class put_fields {
public:
  template <class... Fields>
  void octet(const Fields&... fields) {
    out_.push_back(static_cast<std::uint8_t>((fields.put(fits_) | ...)));
  }

  template <class T>
  void number(const T& x, std::size_t size = sizeof(T)) {
    auto raw = std::uint32_t{};
    if constexpr (std::is_floating_point_v<T>)
      raw = std::bit_cast<std::uint32_t>(x);
    else
      raw = static_cast<std::uint32_t>(x);
    for (auto i = std::size_t{0}; i < size; ++i)
      out_.push_back(static_cast<std::uint8_t>(raw >> 8 * i));
    fits_ = fits_ && (size >= sizeof(T) || raw >> 8 * size == 0);
  }

  void counted(const bytes& x) {
    fits_ = fits_ && x.size() <= largest_asdu;
    out_.push_back(static_cast<std::uint8_t>(x.size()));
    out_.insert(out_.end(), x.begin(), x.end());
  }

  /// False once something did not fit its field.
  bool fits() const { return fits_; }
  std::size_t size() const { return out_.size(); }
  bytes take() { return std::move(out_); }

private:
  bytes out_;
  bool fits_ = true;
};

} // namespace bus::iec104
