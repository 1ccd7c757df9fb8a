#pragma once

#include <string_view>

namespace bus::configuration {

/// Whether a schema's pattern (ECMA 262) is found in the text. Texts of more
/// than 1024 octets match nothing. Patterns are kept: they come from schemas only.
bool matches(std::string_view text, std::string_view pattern);

} // namespace bus::configuration
