#pragma once

#include "asn1/mms.hpp"
#include "messages/bus/value.hpp"

namespace bus::mms {

using asn1::mms::access_result;
using asn1::mms::alternate_access;
using asn1::mms::data;
using asn1::mms::type_description;
using asn1::mms::type_specification;

/// Why a variable was not read or written (ISO 9506-2, 14.4.3).
enum class data_access_error : std::uint8_t {
  object_invalidated,
  hardware_fault,
  temporarily_unavailable,
  object_access_denied,
  object_undefined,
  invalid_address,
  type_unsupported,
  type_inconsistent,
  object_attribute_inconsistent,
  object_access_unsupported,
  object_non_existent,
  object_value_invalid,
};

/// `"object-non-existent"`
std::string_view name(data_access_error x);

access_result failure(data_access_error x);

// Floating point (ISO 9506-2, 14.4.2.5): the exponent's width, then IEEE 754.

data make_float32(float x);
data make_float64(double x);
std::optional<float> to_float32(const data& x);

/// Of either width.
std::optional<double> to_double(const data& x);

// UTC time (IEC 61850-8-1, 8.1.3.6): seconds, fraction, quality; 8 octets.

/// Times before 1970 are its first second, times behind 2106 the last that there is.
data make_utc_time(const utc_time& x);
std::optional<utc_time> to_utc_time(const data& x);

/// TimeOfDay (ISO 9506-2, 7.5.4): 4 octets, or 6 with the day.
struct binary_time {
  std::uint32_t milliseconds = 0;         ///< since midnight
  std::optional<std::uint16_t> days = {}; ///< since 1984-01-01
  bool operator==(const binary_time&) const = default;
};

asn1::octet_string write_binary_time(const binary_time& x);
std::optional<binary_time> read_binary_time(byte_view octets);
data make_binary_time(const binary_time& x);

/// Days before 1984 are its first, days behind 2163 the last that there is.
binary_time to_binary_time(const utc_time& x);

/// Without a day, of 1984-01-01.
utc_time to_utc(const binary_time& x);

/// The bus's value. A structure's members are named by the type, else `"0"`,
/// `"1"`, ... Whole numbers beyond 64 bits are their digits; octets that are no
/// float or time of a known size stay octets.
value to_value(const data& x, const type_description* type = nullptr);

/// A value of the bus in the type's form. Numbers may be of any kind, or digits,
/// where nothing is lost but the places that a float does not have; bits, octets and
/// times may be text. A structure has all members of the type, in any order, and no
/// others.
///
/// The cause of a failure says where, and what was expected: errc::type_mismatch for
/// another kind of value, errc::invalid_value for one out of range or size,
/// errc::unsupported for a type that only has a name or an unknown width.
result<data> to_data(const value& x, const type_description& type);

} // namespace bus::mms
