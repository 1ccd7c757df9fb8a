#pragma once

#include <iosfwd>
#include <string_view>

namespace bus::cli {

/// Where a command prints, and what that can show.
struct console {
  std::ostream& out;     ///< results
  std::ostream& err;     ///< diagnostics
  bool terminal = false; ///< whether `out` is one that can move its cursor
  bool coloured = false;

  /// The process's own; heeds NO_COLOR and TERM=dumb.
  static console standard();

  /// One diagnostic, with the program's name before it.
  void complain(std::string_view text) const;
};

} // namespace bus::cli
