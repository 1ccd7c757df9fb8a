#pragma once

#include "tools/asn1_interpreter/value.hpp"
#include "tools/asn1c/repository.hpp"

namespace bus::asn1_interpreter {

/// A value as JSON, guided by its type:
///
///     BOOLEAN, NULL          true, false, null
///     INTEGER                a number; beyond +-2^53 a text of digits
///     REAL                   a number, "NaN", "Infinity", "-Infinity"
///     BIT STRING             "0101"
///     OCTET STRING           {"hex": "0a0b"}
///     OBJECT IDENTIFIER      "1.0.9506"; RELATIVE-OID too
///     character strings      a text
///     ENUMERATED             the item's name, or its number where it has none
///     CHOICE                 {"alternative": value}
///     SEQUENCE, SET          {"component": value, ...}
///     SEQUENCE OF, SET OF    [value, ...]
///     open types             {"ber": "hex"} or {"xer": "text"}
///     EXTERNAL               {"direct_ref": "1.2", "indirect_ref": 3, "data": ...},
///                            with data as an open type, {"hex": ..} or "0101"
///
/// What does not fit its type is an error, told with the path.
result<std::string> to_json(const asn1c::repository& modules, std::string_view module,
                            std::string_view type, const value& x);

/// And back. An INTEGER may be a number or a text always; a component with a
/// DEFAULT that is left out is filled in.
result<value> from_json(const asn1c::repository& modules, std::string_view module,
                        std::string_view type, std::string_view text);

} // namespace bus::asn1_interpreter
