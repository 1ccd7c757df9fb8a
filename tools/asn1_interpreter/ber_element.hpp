#pragma once

#include "messages/bytes.hpp"
#include "tools/asn1_interpreter/walk.hpp"
#include "tools/asn1c/kinds.hpp"

#include <optional>

namespace bus::asn1_interpreter {

/// Identifier, length and contents (X.690, 8.1), where they stand.
struct ber_element {
  asn1c::tag is;
  bool constructed = false;
  byte_view contents; ///< without the end-of-contents octets
  byte_view whole;
  std::size_t at = 0; ///< octets of the input before it
};

/// Elements one behind the other. Lengths of all forms are read; what is no element
/// is refused with the octet where it stands.
class ber_elements {
public:
  /// All of an input, or from `at` on.
  ber_elements(byte_view in, const walk& on, std::size_t at = 0)
    : rest_{in},
      at_{at},
      on_{on} {}

  /// What is inside of an element; a primitive one is refused.
  static ber_elements in(const ber_element& x, const walk& on);

  bool ended() const { return rest_.empty(); }
  std::size_t at() const { return at_; }

  ber_element next();

  /// The only one there may be.
  ber_element only();

private:
  struct header {
    asn1c::tag is;
    bool constructed = false;
    std::size_t size = 0;                ///< of identifier and length
    std::optional<std::size_t> contents; ///< none: to the end-of-contents octets
  };

  void skip(std::size_t octets);
  header next_header() const;
  std::uint32_t long_tag_number(reader& from) const;
  std::optional<std::size_t> length(reader& from) const;
  std::size_t to_end_of_contents(const header& first) const;
  [[noreturn]] void refuse(std::string_view cause) const;
  [[noreturn]] void refuse_cut(std::size_t at, std::string_view cause) const;
  void check(const reader& x) const; ///< refuses what was cut off

  byte_view rest_;
  std::size_t at_;
  const walk& on_;
  errc cut_ = errc::truncated; ///< inside of an element more octets do not help
};

[[noreturn]] void refuse_octet(const walk& on, std::size_t at, std::string_view cause);

/// Appends an element; the length is definite and as short as can be.
void put_element(bytes& to, asn1c::tag is, bool constructed, byte_view contents);

} // namespace bus::asn1_interpreter
