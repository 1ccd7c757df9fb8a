#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bus {

using bytes = std::vector<std::uint8_t>;
using byte_view = std::span<const std::uint8_t>;

/// Reads big-endian fields. Past the end it yields zeros and stays failed, so
/// a decoder reads every field first and checks once.
class reader {
public:
  explicit reader(byte_view in)
    : next_{in.data()},
      end_{in.data() + in.size()} {}

  std::uint8_t u8() { return take(1) ? next_[-1] : std::uint8_t{0}; }

  std::uint16_t u16() {
    return take(2) ? static_cast<std::uint16_t>(next_[-2] << 8 | next_[-1])
                   : std::uint16_t{0};
  }

  /// The next `size` octets, in place.
  byte_view view(std::size_t size) {
    return take(size) ? byte_view{next_ - size, size} : byte_view{};
  }

  byte_view rest() { return view(left()); }

  std::size_t left() const { return static_cast<std::size_t>(end_ - next_); }

  explicit operator bool() const { return ok_; }

private:
  bool take(std::size_t size) {
    ok_ = ok_ && size <= left();
    next_ += ok_ ? size : 0;
    return ok_;
  }

  const std::uint8_t* next_;
  const std::uint8_t* end_;
  bool ok_ = true;
};

/// Appends big-endian fields to a buffer.
class writer {
public:
  explicit writer(bytes& out)
    : out_{out} {}

  writer& u8(std::uint8_t x) {
    out_.push_back(x);
    return *this;
  }

  writer& u16(std::uint16_t x) {
    return u8(static_cast<std::uint8_t>(x >> 8)).u8(static_cast<std::uint8_t>(x));
  }

  writer& put(byte_view x) {
    out_.insert(out_.end(), x.begin(), x.end());
    return *this;
  }

private:
  bytes& out_;
};

inline byte_view as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Shortest big-endian form of an unsigned integer: 0 is one octet `00`
/// (the seed's uint_to_bebytes).
bytes uint_to_bebytes(std::uint64_t x);

/// The unsigned integer in big-endian octets, leading zeros allowed; empty
/// input is 0. Octets that do not fit 64 bits are the caller's mistake:
/// see bebytes_fit.
std::uint64_t bebytes_to_uint(byte_view x);

/// Whether bebytes_to_uint keeps the whole number.
bool bebytes_fit(byte_view x);

/// Lower-case hexadecimal digits without spaces: `"0a0b"`.
std::string to_hex(byte_view x);

} // namespace bus
