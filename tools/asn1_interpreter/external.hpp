#pragma once

#include "tools/asn1_interpreter/value.hpp"
#include "tools/asn1_interpreter/walk.hpp"

namespace bus::asn1_interpreter {

/// EXTERNAL as programs have it (the seed's table 2) out of the SEQUENCE that
/// stands on the wire (X.690, 8.18).
named_values to_external(named_values written);

/// And back; refused where `data` is missing or nothing of the kind.
named_values from_external(const named_values& x, const walk& at);

} // namespace bus::asn1_interpreter
