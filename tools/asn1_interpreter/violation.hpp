#pragma once

#include "tools/asn1_interpreter/types.hpp"

namespace bus::asn1_interpreter {

/// What the type's constraints and, of times, its form do not allow of a value;
/// none where all is well. What is extensible is not limited. Only the value
/// itself is looked at, not its parts.
std::optional<std::string> violation(const type& of, const value& x);

} // namespace bus::asn1_interpreter
