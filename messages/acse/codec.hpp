#pragma once

#include "messages/acse/types.hpp"
#include "messages/result.hpp"

namespace bus::acse {

result<bytes> encode(const apdu& x);

/// User data in several EXTERNALs, or in octets that are not one encoding, is
/// malformed: MMS has one.
result<apdu> decode(byte_view in);

} // namespace bus::acse
