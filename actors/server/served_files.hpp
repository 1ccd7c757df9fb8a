#pragma once

#include "actors/iec104_settings.hpp"

namespace bus {

/// Files of this machine as a station's, each at its place; one that is not there is
/// not in the directory. Calls block, as those of folder().
iec104::file_source served_files(const std::vector<iec104_file>& all);

} // namespace bus
