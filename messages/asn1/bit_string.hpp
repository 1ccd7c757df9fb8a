#pragma once

#include "messages/asn1/octet_string.hpp"

#include <string>
#include <string_view>

namespace bus::asn1 {

/// Bits, the first one is bit 0 and stands in the highest place of the first
/// octet (X.690, 8.6). How many there are is part of the value: 1 is not 10.
class bit_string {
public:
  bit_string() = default;

  /// `size` bits, none set.
  explicit bit_string(std::size_t size);

  /// `size` bits out of octets; what is left of the last octet does not count.
  bit_string(byte_view octets, std::size_t size);

  /// `"0110"`; other characters count as 0.
  explicit bit_string(std::string_view digits);

  /// The bits of `octets` without the last `unused`, 0 to 7, where nothing is to be
  /// allocated or freed; false elsewhere. As many octets as `readable` may be read
  /// from there.
  [[gnu::always_inline]] bool assign_inside(byte_view octets, unsigned unused,
                                            std::size_t readable) {
    if (unused > 7 || (unused > 0 && octets.empty())
        || !octets_.assign_inside(octets, readable))
      return false;
    size_ = static_cast<std::uint32_t>(octets.size() * 8 - unused);
    if (unused > 0) {
      auto& last = octets_.data()[octets.size() - 1];
      last = static_cast<std::uint8_t>(last & 0xff << unused);
    }
    return true;
  }

  std::size_t size() const { return size_; }

  /// False also behind the end: named bits that were not sent are not set.
  bool test(std::size_t bit) const {
    return bit < size_ && (octets_[bit / 8] >> (7 - bit % 8) & 1) != 0;
  }

  /// Within size().
  void set(std::size_t bit, bool to = true);

  /// The bits in octets, unused ones at the end are 0.
  byte_view octets() const { return octets_.view(); }

  std::size_t octet_count() const { return octets_.size(); }

  /// octet_string's, for its octets.
  [[gnu::always_inline]] bool copy_inside(std::uint8_t* to,
                                          std::size_t writable) const {
    return octets_.copy_inside(to, writable);
  }

  /// How many bits of the last octet are not used, 0 to 7.
  unsigned unused() const { return static_cast<unsigned>(octets_.size() * 8 - size_); }

  bool operator==(const bit_string&) const = default;

private:
  octet_string octets_;
  std::uint32_t size_ = 0;
};

/// `"0110"`, first bit first.
std::string to_string(const bit_string& x);

} // namespace bus::asn1
