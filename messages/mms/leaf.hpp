#pragma once

#include "messages/mms/data.hpp"

namespace bus::mms {

/// to_data() for a type without parts.
result<data> to_leaf(const value& x, const type_description& type);

} // namespace bus::mms
