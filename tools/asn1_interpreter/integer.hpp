#pragma once

#include "messages/bytes.hpp"
#include "tools/asn1c/kinds.hpp"

#include <optional>

namespace bus::asn1_interpreter {

/// A whole number of any size: big-endian two's complement octets, no more than
/// it takes (X.690, 8.3).
class integer {
public:
  /// Beyond so many octets there is no decimal text: its cost is quadratic.
  static constexpr auto longest_text = std::size_t{10'000};

  integer() = default;
  integer(std::int64_t x);

  static integer of(asn1c::wide_int x);
  /// From one octet or more; redundant ones are left out.
  static integer of_octets(byte_view x);
  /// From decimal digits, with a `-` for numbers below 0; zeros may not lead.
  static std::optional<integer> parse(std::string_view text);

  const bytes& octets() const { return octets_; }
  bool is_negative() const { return octets_.front() >= 0x80; }

  std::optional<std::int64_t> to_int64() const;
  std::optional<asn1c::wide_int> to_wide() const;
  std::optional<std::string> to_text() const;

  bool operator==(const integer&) const = default;

private:
  bytes octets_ = {0};
};

} // namespace bus::asn1_interpreter
