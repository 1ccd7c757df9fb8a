#include "messages/copp/types.hpp"

namespace bus::copp {

std::string_view name(provider_reason x) {
  constexpr std::string_view names[] = {
    "reason-not-specified",           "temporary-congestion",
    "local-limit-exceeded",           "called-presentation-address-unknown",
    "protocol-version-not-supported", "default-context-not-supported",
    "user-data-not-readable",         "no-PSAP-available"};
  auto at = static_cast<std::size_t>(x);
  return at < std::size(names) ? names[at] : names[0];
}

std::string_view name(abort_reason x) {
  constexpr std::string_view names[] = {"reason-not-specified",
                                        "unrecognized-ppdu",
                                        "unexpected-ppdu",
                                        "unexpected-session-service-primitive",
                                        "unrecognized-ppdu-parameter",
                                        "unexpected-ppdu-parameter",
                                        "invalid-ppdu-parameter-value"};
  auto at = static_cast<std::size_t>(x);
  return at < std::size(names) ? names[at] : names[0];
}

} // namespace bus::copp
