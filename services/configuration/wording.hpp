#pragma once

#include <rapidjson/document.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bus::configuration {

// The words mistakes are told in.

using words = std::vector<std::string>;

/// In quotes, on one line, cut when long.
std::string in_quotes(std::string_view text);

/// A number in its shortest form.
std::string shown(double x);

/// A scalar as it is told: `5`, `"five"`, `true`; nothing for the rest.
std::string shown(const rapidjson::Value& x);

/// `"an integer"`, `"a list"`, ...
std::string kind(const rapidjson::Value& x);

/// A schema's type in the same words.
std::string kind(std::string_view type);

/// `"big"` or `"one of big, little"`.
std::string one_of(const words& x);

/// `"a string or a mapping"`.
std::string or_else(const words& x);

/// `" (did you mean poll_interval?)"`, or nothing when none is close.
std::string did_you_mean(std::string_view word, const words& known);

} // namespace bus::configuration
