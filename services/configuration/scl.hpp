#pragma once

#include "messages/iec61850/server.hpp"

#include <string>
#include <vector>

namespace bus::configuration::scl {

/// A server's model out of a file of the system configuration language
/// (IEC 61850-6): logical nodes by their types, data sets, report, log and setting
/// controls, values. Its notices say what stands in the file and is not served:
/// `line 12: GSEControl gcb1 ...`.
struct model {
  iec61850::server_description objects;
};

/// Everything that is wrong: `station.cid:12: ...`, what was expected.
using problems = std::vector<std::string>;

/// Of the IED and the access point of that name; where they are empty, of the only
/// IED and its first access point with a server. `name` stands in the problems.
tl::expected<model, problems> parse(const std::string& text, const std::string& name,
                                    const std::string& ied,
                                    const std::string& access_point);

} // namespace bus::configuration::scl
