#pragma once

#include "messages/mms/data.hpp"

namespace bus::mms {

/// Whether a value is of exactly this type: what a peer writes must be (ISO
/// 9506-2, 14.7). Sizes that are negative in a type are the largest there may be. A
/// type that is only named is fit by nothing.
bool fits(const data& x, const type_description& type);

/// Zero, or empty, in each part; strings of a fixed size are filled with spaces or
/// zeros, of bits there are as many as may be. What is more than 2^20 values or 16
/// MiB is left out: it does not fit its type then.
data initial(const type_description& type);

/// A type without parts: `boolean`, `int8` to `int64`, `uint8` to `uint64`,
/// `float32`, `float64`, `bit-string(13)`, `octet-string(-64)`,
/// `visible-string(-255)`, `mms-string(-255)`, `utc-time`, `binary-time`,
/// `binary-time(4)`, `generalized-time`, `bcd(8)`, `obj-id`. Negative sizes are
/// the largest there may be. The cause of a failure lists them.
result<type_description> parse_type(std::string_view text);

/// As parse_type() reads it; `array` and `structure` for types with parts.
std::string to_text(const type_description& x);

type_description make_array(std::uint32_t count, type_description of);
type_description
make_structure(std::vector<std::pair<std::string, type_description>> components);

/// Null where it is only named.
const type_description* described(const type_specification& x);

/// Where a component stands; none where it is no structure that has it.
std::optional<std::size_t> component_index(const type_description& structure,
                                           std::string_view name);

/// The type of a component; null where there is none, or it is only named.
const type_description* component(const type_description& structure,
                                  std::string_view name);

/// A type as the bus tells it: a text, an object of components, or
/// `{"array": count, "of": type}`.
value describe(const type_description& x);

} // namespace bus::mms
