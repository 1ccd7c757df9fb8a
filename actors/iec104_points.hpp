#pragma once

#include "messages/bus/point.hpp"
#include "messages/iec104/address.hpp"

namespace bus {

/// What stands below a station (0/0), or below one of its common addresses.
result<std::vector<browse_item>> browse_station(const point_table& x,
                                                const iec104::address& at);

} // namespace bus
