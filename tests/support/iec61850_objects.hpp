#pragma once

#include "messages/iec61850/server.hpp"

namespace bus::test {

/// A small server's objects, in the logical device `LD`: report control blocks
/// `LLN0.BR.b01`, `LLN0.RP.u01` and `u02` over the data set `LLN0.ds`, controllable
/// objects `G.S0` to `G.S4`, one of each control model, whose values can be
/// substituted and blocked, and the setting `G.V` in three groups.
iec61850::server_description iec61850_objects();

} // namespace bus::test
