#pragma once

#include "actors/interfaces.hpp"

namespace bus {

/// Blocks while it looks a name up, so it is spawned detached.
resolver_actor::behavior_type resolver();

} // namespace bus
