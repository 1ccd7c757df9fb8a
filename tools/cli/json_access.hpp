#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bus::cli {

// What a bus answers is from outside: nothing here fails on a shape that was
// not expected, a member of another type counts as left out.

using json_value = rapidjson::Value;
using json_document = rapidjson::Document;

/// Null where `x` is no object or has no such member.
const json_value* find(const json_value& x, const char* name);

std::string_view text_in(const json_value& x, const char* name);
std::uint64_t number_in(const json_value& x, const char* name);

/// The items of a list, else an empty list.
json_value::ConstArray list_in(const json_value& x, const char* name);
json_value::ConstArray items_of(const json_value& x);

std::optional<json_document> parse_json(std::string_view text);

std::string to_json(const json_value& x);          ///< in one line
std::string to_indented_json(const json_value& x); ///< for people

/// A JSON string with its quotes.
std::string json_string(std::string_view text);

} // namespace bus::cli
