#pragma once

#include "messages/mms/vmd.hpp"
#include "tools/simulator/settings.hpp"

namespace bus::simulator {

/// The variables of an MMS device that move by themselves: what they are at a time,
/// in the form that their types want.
class moving_variables {
public:
  struct change {
    std::string path; ///< `<domain>/<item>`
    bus::value value;
  };

  /// Fails with the name of what is no variable, or no number.
  static result<moving_variables> make(const mms::vmd_description& device,
                                       std::vector<moving_variable> which);

  /// All of them, and in front of each the time `t` that belongs to it: that of the
  /// nearest structure around it which has one.
  std::vector<change> at(duration since_start, const utc_time& now) const;

private:
  enum class form { real, whole, truth };

  struct one {
    moving_variable which;
    form as;
    std::string time; ///< the path of its `t`; empty where there is none
    std::uint64_t seed;
  };

  std::vector<one> all_;
};

} // namespace bus::simulator
