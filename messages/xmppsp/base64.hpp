#pragma once

#include "messages/bytes.hpp"

/// Base 64 (RFC 4648, 4), padded.
namespace bus::xmppsp {

/// Behind what is in `to`.
void append_base64(byte_view x, std::string& to);

/// Behind what is in `to`; false, and nothing to rely on, where a character is
/// none of the alphabet, padding is missing, or bits are set that stand for
/// nothing.
bool decode_base64(std::string_view x, bytes& to);

} // namespace bus::xmppsp
