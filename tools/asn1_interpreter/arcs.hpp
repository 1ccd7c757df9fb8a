#pragma once

#include "tools/asn1_interpreter/value.hpp"

#include <tl/expected.hpp>

namespace bus::asn1_interpreter {

/// The contents octets of an OBJECT IDENTIFIER (X.690, 8.19); none where it has
/// less than two arcs or the first ones are none that X.660 allows.
std::optional<bytes> oid_contents(const asn1::object_identifier& x);
tl::expected<asn1::object_identifier, std::string> parse_oid_contents(byte_view x);

/// Of a RELATIVE-OID (X.690, 8.20), which has one arc at least.
std::optional<bytes> relative_oid_contents(const relative_oid& x);
tl::expected<relative_oid, std::string> parse_relative_oid_contents(byte_view x);

/// Numbers with dots.
std::optional<relative_oid> parse_relative_oid(std::string_view text);
std::string to_string(const relative_oid& x);

} // namespace bus::asn1_interpreter
