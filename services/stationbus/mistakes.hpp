#pragma once

#include "services/configuration/mistake.hpp"
#include "tools/cli/trouble.hpp"

namespace bus {

/// Tells all mistakes of a file on stderr; what then is left to say.
tl::unexpected<cli::trouble> refused(const configuration::mistakes& x);

} // namespace bus
