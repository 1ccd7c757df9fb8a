#pragma once

#include "messages/bus/point.hpp"
#include "messages/iec61850/reference.hpp"

namespace bus::iec61850 {

/// Names of one logical device, as MMS lists them.
struct device_names {
  std::vector<std::string> variables;
  std::vector<std::string> data_sets; ///< `LN$name`
  std::vector<std::string> logs;      ///< `LN$name`
};

/// One level below a reference in its logical device: logical nodes, objects, data
/// sets and control blocks, attributes by their constraints. References are without
/// the connection's name. Fails with not_found where there is no such thing.
result<std::vector<browse_item>> level_below(const device_names& all,
                                             const reference& at);

/// The functional constraints that an object has.
std::vector<std::string> constraints_of(const device_names& all, const reference& at);

} // namespace bus::iec61850
