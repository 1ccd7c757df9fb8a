#include "messages/acse/types.hpp"

namespace bus::acse {

std::string_view name(diagnostic x) {
  constexpr std::string_view names[] = {
    "null",
    "no-reason-given",
    "application-context-name-not-supported",
    "calling-AP-title-not-recognized",
    "calling-AP-invocation-identifier-not-recognized",
    "calling-AE-qualifier-not-recognized",
    "calling-AE-invocation-identifier-not-recognized",
    "called-AP-title-not-recognized",
    "called-AP-invocation-identifier-not-recognized",
    "called-AE-qualifier-not-recognized",
    "called-AE-invocation-identifier-not-recognized",
    "authentication-mechanism-name-not-recognized",
    "authentication-mechanism-name-required",
    "authentication-failure",
    "authentication-required"};
  auto at = static_cast<std::size_t>(x);
  return at < std::size(names) ? names[at] : names[1];
}

} // namespace bus::acse
