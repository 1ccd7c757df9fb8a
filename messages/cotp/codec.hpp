#pragma once

#include "messages/cotp/types.hpp"
#include "messages/result.hpp"

namespace bus::cotp {

/// A DT's payload stands in place. Parameters that are not known are skipped, as
/// 13.2.3 wants it of a request.
result<tpdu> decode(byte_view in);

bytes encode(const connect_request& x);
bytes encode(const connect_confirm& x);
bytes encode(const disconnect_request& x);
bytes encode(const error_tpdu& x);

} // namespace bus::cotp
