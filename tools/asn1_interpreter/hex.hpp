#pragma once

#include "messages/bytes.hpp"

#include <optional>

namespace bus::asn1_interpreter {

/// Two digits for each octet, upper-case.
std::string to_upper_hex(byte_view x);

/// And back, of either case; none where it is none, or the number of digits is
/// odd. White space between them counts for nothing.
std::optional<bytes> parse_hex(std::string_view x);

} // namespace bus::asn1_interpreter
