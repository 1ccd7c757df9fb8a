#pragma once

#include "messages/bytes.hpp"
#include "tools/asn1c/kinds.hpp"

#include <optional>

namespace bus::asn1_interpreter {

/// The character string types and times whose characters are octets; in memory
/// they are as on the wire. The others are UTF-8 in memory.
bool has_octet_characters(asn1c::type_kind x);

/// Between a text in memory and its octets on the wire (X.690, 8.23); none where
/// either is broken. UTF8String is passed as it is.
std::optional<std::string> from_wire(asn1c::type_kind of, byte_view x);
std::optional<bytes> to_wire(asn1c::type_kind of, std::string_view x);

/// Between a text in memory and UTF-8 for XML and JSON, octets taken for
/// ISO 8859-1; none where the text is not valid.
std::optional<std::string> to_utf8(asn1c::type_kind of, std::string_view x);
std::optional<std::string> from_utf8(asn1c::type_kind of, std::string_view x);

/// How many characters a text in memory has.
std::size_t count_characters(asn1c::type_kind of, std::string_view x);

/// YYMMDDhhmm[ss](Z|+hhmm|-hhmm) (X.680, 47.3).
bool is_utc_time(std::string_view x);

/// YYYYMMDDhh[mm[ss]][.f][Z|+hhmm|-hhmm], also with a comma (X.680, 46.3).
bool is_generalized_time(std::string_view x);

} // namespace bus::asn1_interpreter
