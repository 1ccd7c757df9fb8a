#include "messages/result.hpp"

namespace bus {

std::string_view name(errc code) {
  switch (code) {
  case errc::truncated: return "truncated";
  case errc::malformed: return "malformed";
  case errc::out_of_state: return "out-of-state";
  case errc::not_found: return "not-found";
  case errc::not_connected: return "not-connected";
  case errc::timeout: return "timeout";
  case errc::access_denied: return "access-denied";
  case errc::type_mismatch: return "type-mismatch";
  case errc::rejected: return "rejected";
  case errc::busy: return "busy";
  case errc::invalid_value: return "invalid-value";
  case errc::gone: return "gone";
  case errc::unsupported: return "unsupported";
  }
  return "unknown";
}

std::string to_string(const error& x) {
  auto out = std::string{name(x.code)};
  if (!x.where.empty())
    out += " at " + x.where;
  if (!x.cause.empty())
    out += ": " + x.cause;
  return out;
}

} // namespace bus
