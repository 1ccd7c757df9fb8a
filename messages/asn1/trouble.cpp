#include "messages/asn1/trouble.hpp"

namespace bus::asn1 {

error to_error(const trouble& x, std::string_view counted) {
  auto where = std::string{};
  for (auto at = x.path.rbegin(); at != x.path.rend(); ++at) {
    where += where.empty() ? "" : ".";
    where += *at;
  }
  auto cause = x.what;
  if (!counted.empty())
    cause = "at " + std::string{counted} + ' ' + std::to_string(x.at) + ": " + cause;
  return {x.code, std::move(where), std::move(cause)};
}

} // namespace bus::asn1
