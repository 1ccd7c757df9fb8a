#pragma once

#include "messages/result.hpp"

#include <string>

namespace bus::cli {

/// What the program ends with.
enum exit_code : int {
  done = 0,
  failed = 1,      ///< the operation, or one of several
  misused = 2,     ///< wrong usage or configuration
  unreachable = 3, ///< no connection to the bus
};

/// Why a command cannot go on, in words for a person.
struct trouble {
  exit_code code = failed;
  std::string text;
};

template <class T>
using outcome = tl::expected<T, trouble>;

inline auto give_up(exit_code code, std::string text) {
  return tl::make_unexpected(trouble{code, std::move(text)});
}

} // namespace bus::cli
