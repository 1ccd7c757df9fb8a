#pragma once

#include "tools/asn1_interpreter/types.hpp"

namespace bus::asn1_interpreter {

/// Whether an encoding of the type may begin with that tag: a CHOICE without one
/// begins like its alternatives, an open type with any.
bool may_begin(const type& x, asn1c::tag with);

/// The component or alternative that begins with that tag; those that begin with
/// any stand last. Their number where there is none.
std::size_t find_by_tag(const components& in, asn1c::tag with);

/// By which a component is ordered in a canonical SET in XML (X.693, 9.6): of a
/// CHOICE without a tag the smallest in its root, none of an open type.
std::optional<asn1c::tag> smallest_tag(const type& x);

} // namespace bus::asn1_interpreter
