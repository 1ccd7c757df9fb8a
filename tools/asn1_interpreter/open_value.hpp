#pragma once

#include "tools/asn1_interpreter/value.hpp"
#include "tools/asn1_interpreter/walk.hpp"

namespace bus::asn1_interpreter {

/// The one BER element that an open value is, or the one XML element without what
/// stands around it; refused where it is something else.
byte_view element_of(const entity& x, const walk& at);

} // namespace bus::asn1_interpreter
