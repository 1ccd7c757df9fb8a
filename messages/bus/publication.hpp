#pragma once

#include "messages/bus/journal.hpp"

namespace bus {

/// What every published body begins with.
struct envelope {
  std::uint64_t seq = 0;
  std::string_view epoch; ///< one word for each start of the bus
  utc_time sent = {};
};

/// One message as the wire has it: two frames.
struct frame_pair {
  std::string topic;
  std::string body;
};

// Topics and bodies of the XPUB endpoint, appended to the caller's buffers.

void write_data_topic(std::string& out, const point_info& x); ///< `data/<ref>/`
void write_data_body(std::string& out, const envelope& e, const point_info& p,
                     const point_update& x);
void write_state_topic(std::string& out, const connection_status& x);
void write_state_body(std::string& out, const envelope& e, const connection_status& x);
void write_gap_body(std::string& out, const envelope& e, std::uint64_t from_seq,
                    std::uint64_t to_seq);

/// `report/<connection>:<LD/LN.FC.RCB>/`; the batch has a report.
void write_report_topic(std::string& out, const point_batch& x);
void write_report_body(std::string& out, const envelope& e, const point_batch& x);
void write_command_topic(std::string& out, const command& x);
void write_command_body(std::string& out, const envelope& e, const command& x);

constexpr auto gap_topic = std::string_view{"gap/"};

/// Topic and body of what was published, as replay tells it again.
frame_pair encode(const journal_entry& x, std::string_view epoch);

} // namespace bus
