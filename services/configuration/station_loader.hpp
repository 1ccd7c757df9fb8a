#pragma once

#include "actors/log/logging.hpp"
#include "actors/supervisor/station.hpp"
#include "services/configuration/environment.hpp"
#include "services/configuration/mistake.hpp"

namespace bus::configuration {

struct station_file {
  station_settings station = {};
  logging_settings logging = {};
  /// What stands in the file and cannot be told as it might be expected.
  std::vector<std::string> notices = {};
};

/// Reads a station's configuration, or tells everything that is wrong with it.
/// `file` stands in the mistakes only.
tl::expected<station_file, mistakes>
load_station(const std::string& text, const std::string& file, const environment& from);

/// The same from a file, with the process's variables. Secrets' relative paths
/// start at the file's folder. `xmpp`: whether the program speaks it, has_xmpp().
tl::expected<station_file, mistakes> load_station_file(const std::string& path,
                                                       bool xmpp);

} // namespace bus::configuration
