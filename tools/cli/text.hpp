#pragma once

#include <string>
#include <string_view>

namespace bus::cli {

/// Text from outside, safe for a terminal: control characters as `\x1b`.
std::string printable(std::string_view text);

/// How wide UTF-8 text is: one column a code point.
std::size_t columns(std::string_view text);

/// Cut to `width` columns, the last of them an ellipsis where something is
/// missing.
std::string cut(std::string_view text, std::size_t width);

/// Cut or filled with spaces to exactly `width` columns.
std::string fit(std::string_view text, std::size_t width);
std::string fit_right(std::string_view text, std::size_t width);

enum class colour : std::uint8_t {
  none,
  red,
  green,
  yellow,
  magenta,
  dim,
  bold,
  inverse
};

/// The text in ANSI colour; as it is for `none`.
std::string paint(std::string text, colour x);

} // namespace bus::cli
