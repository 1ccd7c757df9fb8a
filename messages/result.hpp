#pragma once

#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace bus {

/// Why an operation failed, as far as a caller acts on it. The second group
/// are the bus protocol's own error kinds (schemas/bus/README.md).
enum class errc {
  truncated,    ///< more bytes are needed
  malformed,    ///< the bytes break their protocol
  out_of_state, ///< the call does not fit the session's state

  not_found,
  not_connected,
  timeout,
  access_denied,
  type_mismatch,
  rejected, ///< by the device; `cause` is the device's own word
  busy,
  invalid_value,
  gone,
  unsupported,
};

/// What went wrong, where (`"modbus.mbap.length"`), and the device's own word.
struct error {
  errc code = errc::malformed;
  std::string where;
  std::string cause = {};

  bool operator==(const error&) const = default;
};

/// Becomes std::expected when the project moves to C++23.
template <class T>
using result = tl::expected<T, error>;

inline auto fail(errc code, std::string where, std::string cause = {}) {
  return tl::make_unexpected(error{code, std::move(where), std::move(cause)});
}

/// The bus protocol's word for a kind of error: `"not-connected"`.
std::string_view name(errc code);

/// One line for a log or a person: kind, place and cause.
std::string to_string(const error& x);

} // namespace bus
