#include "actors/link/resolver.hpp"

#include "actors/link/sockets.hpp"

#include <caf/all.hpp>

namespace bus {

resolver_actor::behavior_type resolver() {
  return {[](const resolve& x) { return resolved{look_up(x.host)}; }};
}

} // namespace bus
