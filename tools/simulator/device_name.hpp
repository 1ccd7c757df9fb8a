#pragma once

#include "messages/result.hpp"

#include <string>
#include <utility>

namespace bus::simulator {

/// A symbolic link that names a pseudo terminal like a serial line, as long as
/// this lives.
class device_name {
public:
  device_name() = default;

  /// A link that a former simulator left behind is replaced in one step;
  /// anything else in the place is left alone and fails.
  static result<device_name> make(std::string path, std::string terminal);

  device_name(device_name&& x) noexcept
    : path_{std::exchange(x.path_, {})},
      terminal_{std::move(x.terminal_)} {}
  device_name& operator=(device_name&& x) noexcept {
    std::swap(path_, x.path_);
    std::swap(terminal_, x.terminal_);
    return *this;
  }
  ~device_name(); ///< removes the link, unless it leads elsewhere by now

private:
  std::string path_;
  std::string terminal_;
};

} // namespace bus::simulator
