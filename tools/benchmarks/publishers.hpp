#pragma once

#include "tools/benchmarks/child.hpp"
#include "tools/benchmarks/scoreboard.hpp"

namespace bus::benchmarks {

// Work for children that publish through our actors. Each says its endpoint and
// never returns. So much is under way at most between it and the subscriber
// that nothing is dropped: what the subscriber counts in `board` is credit.

/// In the encoder's place: gives the frontend so many ready frames a message.
void publish_frames(channel& to, const scoreboard& board, std::size_t body_size,
                    std::size_t frames_a_message);

/// In a connection's place: gives the data model batches of ten points, which
/// the encoder encodes and the frontend sends.
void publish_points(channel& to, const scoreboard& board);

} // namespace bus::benchmarks
