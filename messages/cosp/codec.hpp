#pragma once

#include "messages/cosp/types.hpp"

namespace bus::cosp {

/// One TSDU: an SPDU, or a GT and the DT behind it. Parameters that are not known
/// are skipped; lengths are those of what surrounds them, or it is malformed.
result<spdu> decode(byte_view tsdu);

/// CN, AC and the others with a list of parameters. Data is data_header and the
/// data itself.
bytes encode(const spdu& x);

} // namespace bus::cosp
