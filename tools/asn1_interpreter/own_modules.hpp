#pragma once

#include "tools/asn1c/source.hpp"

namespace bus::asn1_interpreter {

/// The project's own modules, schemas/asn1/*.asn. Written by embed_modules.cmake.
const std::vector<asn1c::source>& own_modules();

} // namespace bus::asn1_interpreter
