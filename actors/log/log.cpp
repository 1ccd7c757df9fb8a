#include "actors/log/log.hpp"

#include "actors/log/logger.hpp"

namespace bus::log {

namespace {

spdlog::level::level_enum to_spdlog(level x) {
  switch (x) {
  case level::debug: return spdlog::level::debug;
  case level::info: return spdlog::level::info;
  case level::warning: return spdlog::level::warn;
  case level::error: return spdlog::level::err;
  case level::critical: return spdlog::level::critical;
  }
  return spdlog::level::off;
}

} // namespace

bool on(level x, std::string_view logger) {
  return bus::logger(std::string{logger})->should_log(to_spdlog(x));
}

void write(level x, std::string_view logger, const std::string& text) {
  bus::logger(std::string{logger})->log(to_spdlog(x), text);
}

} // namespace bus::log
