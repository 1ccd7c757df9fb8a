#pragma once

#include "messages/iec104/client_settings.hpp"

#include <unordered_map>

namespace bus::iec104 {

/// The points of a station: what the configuration knows of them, and the last that
/// each told.
class client_points {
public:
  /// Of points with the same address the first one counts. At most `most` that are not
  /// configured are told.
  client_points(std::vector<client_point> configured, std::size_t most,
                iec104::zone clock);

  const client_point* find(const address& at) const;

  /// Appends what an object of a monitored type tells; false where that is nothing, or
  /// there are too many points.
  bool tell(const asdu_head& head, const information_object& x, const moment& now,
            std::vector<told_object>& to);

private:
  static constexpr auto not_configured = std::size_t(-1);

  struct known_point {
    std::size_t configured = not_configured;
    bool is_told = false;
    bus::quality quality = {};
    bus::value value = {};
  };

  known_point* point_at(const address& at);
  utc_time time_of(const time_tag& x, const moment& now) const;

  std::vector<client_point> configured_;
  std::size_t most_;
  iec104::zone zone_;
  std::unordered_map<address, known_point> all_;
};

/// An event's cause: spontaneous, or that of a command.
bool is_event(cause x);

} // namespace bus::iec104
