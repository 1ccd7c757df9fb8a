#pragma once

#include "tools/asn1_interpreter/walk.hpp"

#include <rapidjson/document.h>

namespace bus::asn1_interpreter {

/// The tree of a JSON text, UTF-8, nested no deeper than values may be. Numbers are
/// 64-bit integers where they fit, else the nearest double. What is wrong is thrown
/// as a refusal.
rapidjson::Document parse_json(std::string_view text, const walk& at);

} // namespace bus::asn1_interpreter
