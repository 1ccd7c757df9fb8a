#pragma once

#include "messages/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bus::asn1 {

/// The contents octets of a REAL in DER: binary with base 2 and an odd mantissa
/// (X.690, 11.3.1); 0 has none.
bytes real_octets(double x);

/// Binary with base 2, 8 and 16, decimal NR1 to NR3, and the special values
/// (X.690, 8.5); none where the octets are no REAL.
std::optional<double> real_of_octets(byte_view x);

/// Canonical XML: one digit before the point, at least one behind it, and an
/// exponent: `"1.5E0"`; `"0"`, `"-0"` (X.693, 9.2). Not for special values.
std::string real_text(double x);

/// Any decimal form; none where it is no number.
std::optional<double> real_of_text(std::string_view x);

} // namespace bus::asn1
