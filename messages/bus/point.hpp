#pragma once

#include "messages/bus/quality.hpp"
#include "messages/bus/value.hpp"
#include "messages/bus/word.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bus {

/// What is known of a value: the value, how good it is, and since when.
struct sample {
  bus::value value = {};
  bus::quality quality = bus::quality::make(validity::invalid, bus::quality::old_data);
  utc_time time = {};
};

/// A point that the bus knows, as `list` and `describe` tell it.
struct point_info {
  std::string ref; ///< whole: `"pv1:active_power"`
  word type;       ///< the bus's: `"float"`
  word unit = {};
  bool writable = false;
};

/// All points of one connection, in the connection's order; never changes once
/// made. A connection that learns new points makes a new table.
struct point_table {
  std::string connection;
  std::vector<point_info> points;
};

using point_table_ptr = std::shared_ptr<const point_table>;

struct point_update {
  std::uint32_t point = 0; ///< index into the table's points
  reasons why = 0;
  bus::sample sample = {};
};

/// What an IEC 61850 report says beside its entries.
struct report_head {
  std::string block; ///< reference without the connection, `LD/LN.BR.brcb01`
  std::string rpt_id;
  std::optional<std::uint64_t> seq_num = {};
  std::optional<utc_time> time_of_entry = {};
  std::optional<std::string> data_set = {}; ///< reference without the connection
  std::optional<bool> buf_ovfl = {};
  std::optional<bytes> entry_id = {};
  std::optional<std::uint64_t> conf_rev = {};
  bool duplicate = false;   ///< it may have been told before
  std::uint64_t missed = 0; ///< reports before it that did not come
};

/// What one poll or report brought: travels through the bus as one message.
struct point_batch {
  point_table_ptr table;
  std::vector<point_update> updates;
  std::shared_ptr<const report_head> report = {}; ///< the updates are its entries
};

using point_batch_ptr = std::shared_ptr<const point_batch>;

enum class connection_state : std::uint8_t {
  connecting,
  connected,
  disconnected,
  failed,
  disabled,
};

std::string_view name(connection_state x);

/// A connection's state as `state/` and `status` tell it.
struct connection_status {
  std::string connection;
  std::string protocol;
  connection_state state = connection_state::disabled;
  std::string cause = {};
  utc_time since = {};
};

/// One thing below a reference, as `browse` tells it.
struct browse_item {
  std::string ref;
  std::string kind; ///< connection, table, point, ...
  std::string type = {};
};

} // namespace bus
