#include "actors/log/logging.hpp"

#include "actors/log/logger.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <cmath>
#include <mutex>

namespace bus {

namespace {

constexpr auto line_format = "%Y-%m-%dT%H:%M:%S.%eZ %l [%n] %v";
constexpr double largest_size = 1e15;
constexpr std::size_t most_files = 100'000;

struct logging_state {
  std::mutex lock;
  logging_settings settings;
  spdlog::sink_ptr sink;
};

logging_state& state() {
  static auto it = logging_state{};
  return it;
}

spdlog::sink_ptr make_sink(const logging_settings& x) {
  if (x.file.empty())
    return std::make_shared<spdlog::sinks::stderr_sink_mt>();
  auto octets = std::round(std::clamp(x.file_size * 1024, 0., largest_size));
  if (octets < 1 || x.file_count == 0)
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(x.file);
  // spdlog counts the rotated files only.
  auto old_files = std::min(x.file_count, most_files) - 1;
  return std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
    x.file, static_cast<std::size_t>(octets), old_files);
}

// NOTSET says nothing of a logger's own, as in the seed's Python.
spdlog::level::level_enum level_of(std::string_view name, const logging_settings& x) {
  for (auto end = name.size(); end != name.npos; end = name.rfind('.', end - 1)) {
    auto found = x.levels.find(std::string{name.substr(0, end)});
    if (found != x.levels.end() && found->second != "NOTSET")
      return to_level(found->second);
    if (end == 0)
      break;
  }
  return to_level(x.default_level);
}

std::shared_ptr<spdlog::logger> make_logger(const std::string& name,
                                            logging_state& from) {
  if (!from.sink)
    from.sink = make_sink({});
  auto out = std::make_shared<spdlog::logger>(name, from.sink);
  out->set_level(level_of(name, from.settings));
  out->set_formatter(std::make_unique<spdlog::pattern_formatter>(
    line_format, spdlog::pattern_time_type::utc));
  out->flush_on(spdlog::level::info);
  return out;
}

} // namespace

result<void> set_up_logging(const logging_settings& x) {
  auto guard = std::lock_guard{state().lock};
  try {
    auto sink = make_sink(x);
    spdlog::drop_all();
    state().settings = x;
    state().sink = sink;
    spdlog::set_default_logger(make_logger("stationbus", state()));
  } catch (const std::exception& wrong) {
    return fail(errc::access_denied, "logging.file", wrong.what());
  }
  return {};
}

std::shared_ptr<spdlog::logger> logger(const std::string& name) {
  auto guard = std::lock_guard{state().lock};
  if (auto known = spdlog::get(name))
    return known;
  auto out = make_logger(name, state());
  spdlog::register_logger(out);
  return out;
}

spdlog::level::level_enum to_level(std::string_view word) {
  using namespace spdlog::level;
  return word == "CRITICAL"  ? critical
         : word == "ERROR"   ? err
         : word == "WARNING" ? warn
         : word == "INFO"    ? info
         : word == "DEBUG"   ? debug
                             : trace;
}

} // namespace bus
