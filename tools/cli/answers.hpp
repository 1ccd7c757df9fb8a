#pragma once

#include "tools/cli/json_access.hpp"
#include "tools/cli/text_table.hpp"

namespace bus::cli {

// Results of the bus's methods as tables.

/// `"station-7: stationbus 0.1.0, up 3 h 12 min, epoch k3f9a2"`
std::string status_line(const json_value& status);

text_table connection_table(const json_value& status);
text_table point_table_of(const json_value& list);
text_table item_table(const json_value& browsed);

/// Of `read` and `snapshot`; entries with an error are left out.
text_table sample_table(json_value::ConstArray samples);

/// References that were written; entries with an error are left out.
text_table written_table(const json_value& written);

/// `"pv1:x: rejected by the device: ..."` for each entry with an error.
std::vector<std::string> errors_in(const json_value& list);

/// One kept message: its number, time, topic and what it tells.
std::vector<cell> message_row(const json_value& message);

} // namespace bus::cli
