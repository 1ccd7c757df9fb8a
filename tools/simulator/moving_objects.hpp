#pragma once

#include "messages/iec104/station.hpp"
#include "tools/simulator/settings.hpp"

namespace bus::simulator {

/// The information objects of an IEC 60870-5-104 station that move by themselves: what
/// they are at a time, in the form that their types want.
class moving_objects {
public:
  struct change {
    std::string path; ///< `<common address>/<object address>`
    bus::value value;
  };

  /// Fails where there is no such point, or where it is nothing that moves.
  static result<moving_objects> make(const iec104::station_description& station,
                                     const std::vector<iec104_wave>& which);

  /// All of them, at the start.
  std::vector<change> at_first() const;

  /// Those that do not stay constant.
  std::vector<change> at(duration since_start) const;

private:
  enum class form : std::uint8_t { truth, position, step, whole, real };

  /// In raw units; a float's has no bounds.
  struct bounds {
    double least = 0, most = 0;
  };

  struct one {
    std::string path;
    simulator::wave wave;
    form as = form::real;
    bounds raw = {};
    double scale = 1, offset = 0;
    std::uint64_t seed = 0;
  };

  static std::optional<std::pair<form, bounds>> form_of(iec104::type_id type);
  static change change_of(const one& x, duration since_start);

  std::vector<one> all_;
};

} // namespace bus::simulator
