#pragma once

#include "messages/bytes.hpp"

#include <filesystem>
#include <vector>

namespace bus::test {

/// What one frame adds to a TCP stream: in order, without gaps and repeats. A
/// segment that comes too early counts with the frame that fills the gap.
struct tcp_piece {
  unsigned frame;      ///< from 1, as Wireshark counts
  unsigned connection; ///< from 0, within the file
  bool from_client;
  bytes octets;
};

/// The octets sent to and from the MMS ports 102 and 10102, in a classic pcap
/// file of IPv4 over Ethernet, loopback or nothing. Throws if the file cannot
/// be read; what is cut off or of another kind is left out.
std::vector<tcp_piece> tcp_pieces(const std::filesystem::path& pcap);

/// A whole file; throws if it cannot be read.
bytes read_octets(const std::filesystem::path& path);

} // namespace bus::test
