#include "messages/cosp/types.hpp"

namespace bus::cosp {

std::string_view name(reason x) {
  switch (x) {
  case reason::rejected:
  case reason::rejected_with_data: return "rejected-by-called-user";
  case reason::temporary_congestion: return "temporary-congestion";
  case reason::ssap_unknown: return "session-selector-unknown";
  case reason::user_not_attached: return "user-not-attached";
  case reason::provider_congestion: return "congestion";
  case reason::versions_not_supported: return "protocol-versions-not-supported";
  case reason::rejected_by_provider: return "rejected-by-provider";
  }
  return "rejected";
}

} // namespace bus::cosp
