#pragma once

#include "messages/iec61850/report_control.hpp"

namespace bus::iec61850 {

// Entries of a report's buffer as they are kept on disk: their length in 4 octets,
// then their id, time, and items with values in BER.

/// What a file begins with: entries of another data set are not for the block.
struct buffer_header {
  std::string block;    ///< path of the control block
  std::string data_set; ///< `LD/LN$name`
  std::uint32_t members = 0;

  bool operator==(const buffer_header&) const = default;
};

void append_header(const buffer_header& x, bytes& to);
void append_entry(const buffered_entry& x, bytes& to);

struct read_buffer {
  buffer_header header;
  std::deque<buffered_entry> entries;
  std::size_t size = 0; ///< octets that were read; what is behind was not finished
};

/// Reads a file as far as it is whole: one that was being written ends anywhere.
/// Fails where its header is not there.
result<read_buffer> read_entries(byte_view in);

} // namespace bus::iec61850
