#pragma once

#include "messages/result.hpp"

#include <map>
#include <string>

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

} // namespace bus
