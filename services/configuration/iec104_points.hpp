#pragma once

#include "actors/supervisor/station.hpp"
#include "services/configuration/document.hpp"
#include "services/configuration/section.hpp"

#include <map>

namespace bus::configuration {

/// Points of one IEC 60870-5-104 connection or server, and what no schema can tell of
/// them: what goes with which type, addresses that stand twice or nowhere.
class iec104_points {
public:
  iec104_points(const document& file, mistake_list& wrong)
    : file_{file},
      wrong_{wrong} {}

  std::vector<iec104::client_point>
  of_client(const rapidjson::Value& list, const trail& path,
            const std::vector<std::uint16_t>& common_addresses);

  std::vector<iec104::served_point> of_server(const rapidjson::Value& list,
                                              const trail& path);

  /// Files of a server with these points: of one of their common addresses, and each
  /// name once at an address.
  std::vector<iec104_file> files(const rapidjson::Value& list, const trail& path,
                                 const std::vector<iec104::served_point>& points);

private:
  struct known_point {
    int line;
    std::optional<iec104::type_id> type;
    bool is_wrong = false; ///< has been told
  };

  template <class Point>
  Point point(const section& x, const trail& path);
  std::optional<iec104::address> address(const section& x, std::string_view key,
                                         const trail& path);
  template <class Point>
  void check_scale(const section& x, const trail& path, const Point& of);
  template <class Point>
  void check_select(const section& x, const trail& path, const Point& of);

  void read_command(const section& x, const trail& path, iec104::client_point& to);
  void check_qualifier(const section& x, const trail& path, iec104::type_id command);
  void check_common_address(const section& x, const trail& path,
                            const std::vector<std::uint16_t>& all);

  void read_told(const section& x, const trail& path, iec104::served_point& to);
  void check_told(const section& x, const trail& path, const iec104::served_point& of);
  void read_groups(const section& x, const trail& path, iec104::served_point& to);
  void read_feedback(const section& x, const trail& path, iec104::served_point& to);

  void tell(const section& x, std::string_view key, const trail& path,
            std::string text);

  const document& file_;
  mistake_list& wrong_;
  std::map<iec104::address, known_point> known_;
};

} // namespace bus::configuration
