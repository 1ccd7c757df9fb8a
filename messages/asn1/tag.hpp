#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace bus::asn1 {

enum class tag_class : std::uint8_t { universal, application, context, private_use };

/// Class and number of a tag, numbers up to 2^29 - 1 (X.690, 8.1.2).
struct tag {
  std::uint32_t packed = 0; ///< class in the two highest bits, number below

  constexpr tag() = default;

  constexpr tag(tag_class of, std::uint32_t number)
    : packed{static_cast<std::uint32_t>(of) << 30 | number} {}

  constexpr tag_class of() const { return static_cast<tag_class>(packed >> 30); }
  constexpr std::uint32_t number() const { return packed & 0x3fffffff; }

  constexpr auto operator<=>(const tag&) const = default;
};

constexpr tag universal(std::uint32_t x) {
  return {tag_class::universal, x};
}

constexpr tag application(std::uint32_t x) {
  return {tag_class::application, x};
}

constexpr tag context(std::uint32_t x) {
  return {tag_class::context, x};
}

constexpr tag private_use(std::uint32_t x) {
  return {tag_class::private_use, x};
}

/// `"[APPLICATION 3]"`, `"[UNIVERSAL 16]"`, `"[3]"`.
std::string to_string(tag x);

} // namespace bus::asn1
