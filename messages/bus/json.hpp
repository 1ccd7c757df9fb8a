#pragma once

#include "messages/bus/point.hpp"

#include <rapidjson/fwd.h>

#include <optional>
#include <string>

namespace bus::json {

// Writers append to a caller's buffer: encoding a change allocates nothing.

/// A JSON string with its quotes; octets that are no UTF-8 become U+FFFD.
void write_string(std::string& out, std::string_view text);
void write_number(std::string& out, std::int64_t x);
void write_number(std::string& out, std::uint64_t x);

/// The table "Values" of the bus protocol: 64-bit integers beyond +-2^53 are
/// strings, non-finite numbers `"NaN"`, `"Infinity"`, `"-Infinity"`; floats in
/// the shortest form that reads back the same.
void write(std::string& out, const value& x);
void write(std::string& out, const quality& x);
void write(std::string& out, const utc_time& x); ///< quoted
void write_reasons(std::string& out, reasons x);

/// What a word of a quality means; nothing where it is none.
std::optional<validity> to_validity(std::string_view word);
std::optional<std::uint16_t> to_detail(std::string_view word); ///< its bit

/// `"value":..,"quality":..,"time":..` (and `"time_quality"` where known),
/// without braces: the middle of many bodies.
void write_sample(std::string& out, const sample& x);

/// A value that a client wants written. Objects become structures except
/// `{"hex": ..}`, integers the narrowest of int64/uint64, other numbers double.
result<value> to_value(const rapidjson::Value& x);

/// The same of a text that is JSON as a whole; malformed where it is none.
result<value> parse(std::string_view text);

} // namespace bus::json
