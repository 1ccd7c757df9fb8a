#pragma once

#include "messages/result.hpp"

#include <spdlog/spdlog.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace bus {

/// The seed's hat://logging.yaml#. Levels are its words, `"INFO"`.
struct logging_settings {
  std::string file = {}; ///< empty: stderr
  std::string default_level = "INFO";
  std::map<std::string, std::string> levels = {}; ///< by logger name, see logger()
  double file_size = 10'240;                      ///< KB; 0: no limit
  std::size_t file_count = 5;                     ///< 0: the file never rotates
};

/// The seed's logging_local_setup: from here on, all loggers write to the file
/// (rotated: NAME.1.EXT is the youngest of the old ones) or to stderr. Called
/// once, before other threads; loggers made earlier are forgotten.
result<void> set_up_logging(const logging_settings& x);

/// The logger of a name like `"connection.ied1"`, made on first use. Its level
/// is that of the longest configured name it begins with, whole words between
/// dots counted, else the default. Any thread may call it.
std::shared_ptr<spdlog::logger> logger(const std::string& name);

/// The seed's word for a level as spdlog's; NOTSET lets everything through.
spdlog::level::level_enum to_level(std::string_view word);

} // namespace bus
