#pragma once

#include "messages/bytes.hpp"

#include <optional>

namespace bus::asn1_interpreter {

/// Takes the next code point off the front; none where the octets are no UTF-8
/// (RFC 3629: neither overlong forms nor surrogates), and nothing is taken then.
std::optional<char32_t> take_code_point(std::string_view& from);

void append_code_point(std::string& to, char32_t x);

bool is_utf8(std::string_view x);

/// How many code points; octets that continue none are not counted.
std::size_t count_code_points(std::string_view x);

/// Each octet a code point (ISO 8859-1), and back; none where a code point is
/// above 255 or the text is no UTF-8.
std::string latin1_to_utf8(std::string_view x);
std::optional<std::string> utf8_to_latin1(std::string_view x);

/// Big-endian UTF-16, surrogates in pairs only; none where it is broken.
std::optional<std::string> utf16_to_utf8(byte_view x);
std::optional<bytes> utf8_to_utf16(std::string_view x);

/// Big-endian UTF-32.
std::optional<std::string> utf32_to_utf8(byte_view x);
std::optional<bytes> utf8_to_utf32(std::string_view x);

} // namespace bus::asn1_interpreter
