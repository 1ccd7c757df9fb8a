#pragma once

#include "messages/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Characters of the strings: UTF-8 in memory, for the strings of 8-bit
/// characters the octets of the wire.
namespace bus::asn1 {

/// The next code point of UTF-8 and how many octets it takes; none where it is
/// no UTF-8 (also for surrogates and overlong forms).
struct code_point {
  char32_t is = 0;
  std::size_t octets = 0;
};
std::optional<code_point> next_code_point(std::string_view x);

void append_utf8(std::string& to, char32_t x);

bool is_utf8(std::string_view x);

/// Octets as code points 0 to 255, and back; none where one is beyond.
std::string utf8_of_latin1(std::string_view x);
std::optional<std::string> latin1_of_utf8(std::string_view x);

/// BMPString: UTF-16, most significant octet first (X.690, 8.23.8).
std::optional<bytes> utf16_of_utf8(std::string_view x);
std::optional<std::string> utf8_of_utf16(byte_view x);

/// UniversalString: UTF-32, most significant octet first (X.690, 8.23.7).
std::optional<bytes> utf32_of_utf8(std::string_view x);
std::optional<std::string> utf8_of_utf32(byte_view x);

/// Whether it is a UTCTime (X.680, 47) or GeneralizedTime (X.680, 46).
bool is_utc_time(std::string_view x);
bool is_generalized_time(std::string_view x);

} // namespace bus::asn1
