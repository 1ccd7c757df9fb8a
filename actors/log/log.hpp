#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bus::log {

/// The levels of hat://logging.yaml#.
enum class level : std::uint8_t { debug, info, warning, error, critical };

/// Whether a text for this logger would be written: ask before composing a
/// costly one. Loggers are named after the actor: `"connection.ied1"`.
bool on(level x, std::string_view logger);

void write(level x, std::string_view logger, const std::string& text);

inline void debug(std::string_view logger, const std::string& text) {
  write(level::debug, logger, text);
}

inline void info(std::string_view logger, const std::string& text) {
  write(level::info, logger, text);
}

inline void warning(std::string_view logger, const std::string& text) {
  write(level::warning, logger, text);
}

inline void error(std::string_view logger, const std::string& text) {
  write(level::error, logger, text);
}

} // namespace bus::log
