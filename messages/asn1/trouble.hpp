#pragma once

#include "messages/result.hpp"

#include <vector>

namespace bus::asn1 {

/// Why a codec stopped: the first reason, where it was found, and the names on
/// the way there, innermost first. Without a reason all is well.
struct trouble {
  errc code = errc::malformed;
  std::string what;
  std::size_t at = 0; ///< octets or characters before it
  std::vector<std::string_view> path;

  explicit operator bool() const { return !what.empty(); }

  /// Keeps what was told before.
  bool tell(errc why, std::string reason, std::size_t where = 0) {
    if (what.empty()) {
      code = why;
      what = std::move(reason);
      at = where;
    }
    return false;
  }
};

/// `where` is the path with dots, `cause` the reason; with what `at` counts,
/// `"octet"`, also the place.
error to_error(const trouble& x, std::string_view counted = {});

} // namespace bus::asn1
