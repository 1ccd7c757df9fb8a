#pragma once

#include <rapidjson/document.h>

#include <optional>
#include <string_view>

namespace bus::configuration {

/// A plain scalar by YAML 1.2's core schema (10.3.2): null, boolean, integer,
/// number, else a string. Integers past 64 bits become numbers. Nothing, if it
/// is a number that no double holds: .inf, .nan, 1e999.
std::optional<rapidjson::Value> to_scalar(std::string_view text,
                                          rapidjson::Document::AllocatorType& memory);

/// A string that keeps its text.
rapidjson::Value to_string_value(std::string_view text,
                                 rapidjson::Document::AllocatorType& memory);

} // namespace bus::configuration
