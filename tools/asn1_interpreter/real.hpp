#pragma once

#include "messages/bytes.hpp"

#include <optional>
#include <tl/expected.hpp>

namespace bus::asn1_interpreter {

/// The contents octets of a REAL in the one form that DER allows: base 2, odd
/// mantissa (X.690, 8.5 and 11.3).
bytes real_contents(double x);

/// A REAL of any base and form, rounded to the nearest double; or what is wrong,
/// as a number that is too large or too small for one.
tl::expected<double, std::string> parse_real_contents(byte_view x);

/// Decimal digits with or without a fraction and an exponent; none where it is no
/// such text or no double can hold it.
std::optional<double> parse_decimal(std::string_view text);

/// `"1.5E0"`, `"-1.0E-3"`, `"0"`, `"-0"`: the fewest digits that read back the
/// same (X.693, 9.2). Of numbers only.
std::string decimal_text(double x);

} // namespace bus::asn1_interpreter
