#pragma once

#include <optional>
#include <string_view>

namespace bus::asn1 {

/// The element that stands for a control character in XML, `"nul"`; empty for
/// others, and for those that XML can hold (X.680, 11.15.5).
std::string_view control_name(char x);

/// The character of such an element.
std::optional<char> control_character(std::string_view name);

} // namespace bus::asn1
