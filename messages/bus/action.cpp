#include "messages/bus/action.hpp"

namespace bus {

action_result not_for(std::string_view protocol) {
  return tl::make_unexpected(
    refusal{{errc::unsupported, "", std::string{protocol} + " has nothing like it"}});
}

} // namespace bus
