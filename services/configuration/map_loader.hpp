#pragma once

#include "services/configuration/document.hpp"
#include "services/configuration/map_points.hpp"
#include "services/configuration/section.hpp"

namespace bus::configuration {

/// Maps between the points of a station, whose connections, servers and other gateways
/// are there already.
class map_loader {
public:
  map_loader(const document& file, mistake_list& wrong, station_settings& of)
    : file_{file},
      wrong_{wrong},
      points_{of} {}

  map_settings read(const section& x, const trail& path);

  /// What the ends of rules cannot tell.
  std::vector<std::string> take_notices() { return std::exchange(notices_, {}); }

private:
  map_settings::value_rule value(const section& x, const trail& path);
  map_settings::command_rule command(const section& x, const trail& path);
  bool read_action(const section& x, const trail& path, const map_point& of);
  void check_kinds(const section& x, const trail& path, const map_point& from,
                   const map_point& to);
  void check_owner(const section& x, const char* key, const trail& path,
                   const std::string& ref, bool is_command);
  std::optional<map_point> end(const section& x, const char* key, const trail& path,
                               const map_points::outcome& found);
  void note(const std::string& map);
  void tell(const section& x, const char* key, const trail& path, std::string text);

  const document& file_;
  mistake_list& wrong_;
  map_points points_;
  std::map<std::string, int> fed_, commanded_;              ///< lines, by reference
  std::map<std::string, std::vector<std::string>> lacking_; ///< references, by lack
  std::vector<std::string> notices_;
};

} // namespace bus::configuration
