#pragma once

#include "messages/bytes.hpp"
#include "messages/iec104/asdu.hpp"

namespace bus::iec104 {

// ASDUs with the sizes that IEC 104 fixes: cause 2 octets, common address 2, object
// address 3.

/// Fails with invalid_value where a value does not fit its field, an element or a
/// time is not the type's, a sequence's addresses do not follow one another, or all
/// of it is longer than an ASDU may be.
result<bytes> encode(const asdu& x);

/// Fails with unsupported when the type is not known; its head is then to be had
/// from decode_head(). A cause without meaning is kept as it is. Reserved bits
/// beside a value or its quality are not looked at, those of times are kept.
result<asdu> decode(byte_view in);

result<asdu_head> decode_head(byte_view in);

/// The same ASDU, whatever is in it, with another cause: what a station answers to
/// what it does not know (causes 44 to 47) or does not do (a negative confirmation).
result<bytes> mirror(byte_view in, cause why, bool negative = true);
asdu mirror(asdu x, cause why, bool negative = true);

/// Whether the objects' addresses are a sequence (SQ).
bool follow_one_another(const std::vector<information_object>& x);

/// How many objects of a type fit one ASDU; 0 of a type that is not known.
std::size_t capacity(type_id type, bool sequence);

/// An object as a type has it: its element and time, all zero.
result<information_object> make_object(type_id type);

} // namespace bus::iec104
