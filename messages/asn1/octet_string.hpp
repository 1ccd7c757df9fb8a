#pragma once

#include "messages/bytes.hpp"

#include <array>
#include <cstring>

namespace bus::asn1 {

/// Copies few octets without a call; they may not overlap.
[[gnu::always_inline]] inline void
copy_octets(std::uint8_t* to, const std::uint8_t* from, std::size_t size) {
  auto ends = [&]<std::size_t Step>(std::integral_constant<std::size_t, Step>) {
    std::uint8_t head[Step], tail[Step];
    std::memcpy(head, from, Step);
    std::memcpy(tail, from + size - Step, Step);
    std::memcpy(to, head, Step);
    std::memcpy(to + size - Step, tail, Step);
  };
  if (size > 16)
    std::memcpy(to, from, size);
  else if (size >= 8)
    ends(std::integral_constant<std::size_t, 8>{});
  else if (size >= 4)
    ends(std::integral_constant<std::size_t, 4>{});
  else
    for (auto i = std::size_t{0}; i < size; ++i)
      to[i] = from[i];
}

/// Octets of any number; up to 20 of them are held in place, so the values of
/// most measurements need no allocation.
class octet_string {
public:
  octet_string() = default;
  octet_string(byte_view x) { assign(x); }
  octet_string(const bytes& x)
    : octet_string{byte_view{x}} {}

  octet_string(std::initializer_list<std::uint8_t> x)
    : octet_string{byte_view{x.begin(), x.size()}} {}

  octet_string(const octet_string& x)
    : octet_string{x.view()} {}

  octet_string(octet_string&& x) noexcept
    : size_{x.size_},
      inside_{x.inside_} {
    x.size_ = 0;
  }

  ~octet_string() { release(); }

  octet_string& operator=(const octet_string& x) {
    if (this != &x)
      assign(x.view());
    return *this;
  }

  octet_string& operator=(octet_string&& x) noexcept {
    if (this != &x) {
      release();
      size_ = x.size_;
      inside_ = x.inside_;
      x.size_ = 0;
    }
    return *this;
  }

  /// `x` may not be a part of this one.
  void assign(byte_view x) {
    if (is_inside() && x.size() <= room)
      size_ = static_cast<std::uint32_t>(x.size());
    else
      resize_for_overwrite(x.size());
    copy_octets(data(), x.data(), x.size());
  }

  /// assign() where nothing is to be allocated or freed, and `room` octets may be
  /// read behind those of `x`; false elsewhere. It copies them all, without a
  /// branch on the size.
  [[gnu::always_inline]] bool assign_inside(byte_view x, std::size_t readable) {
    if (x.size() > room || readable < room || !is_inside())
      return false;
    size_ = static_cast<std::uint32_t>(x.size());
    std::memcpy(inside_.data(), x.data(), room);
    return true;
  }

  /// Writes them to `to`, where they are held in place and `room` octets may be
  /// written; false elsewhere.
  [[gnu::always_inline]] bool copy_inside(std::uint8_t* to,
                                          std::size_t writable) const {
    if (writable < room || !is_inside())
      return false;
    std::memcpy(to, inside_.data(), room);
    return true;
  }

  /// Makes room for `size` octets, to be written through data(): what they hold
  /// before is not said.
  void resize_for_overwrite(std::size_t size);

  std::size_t size() const { return size_; }
  std::size_t octet_count() const { return size_; }
  bool empty() const { return size_ == 0; }
  const std::uint8_t* data() const { return is_inside() ? inside_.data() : outside(); }
  std::uint8_t* data() { return is_inside() ? inside_.data() : outside(); }
  byte_view view() const { return {data(), size_}; }
  operator byte_view() const { return view(); }
  std::uint8_t operator[](std::size_t at) const { return data()[at]; }

  friend bool operator==(const octet_string& x, const octet_string& y);

private:
  static constexpr std::size_t room = 20;

  bool is_inside() const { return size_ <= room; }
  std::uint8_t* outside() const;

  void release() {
    if (!is_inside())
      release_outside();
    size_ = 0;
  }

  void release_outside();

  alignas(8) std::uint32_t size_ = 0;
  std::array<std::uint8_t, room> inside_ = {}; ///< or, behind 4 octets, a pointer
};

} // namespace bus::asn1
