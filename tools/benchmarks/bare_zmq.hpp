#pragma once

#include "tools/benchmarks/child.hpp"

namespace bus::benchmarks {

// What ZeroMQ does without us, with the socket options of our frontend. Work
// for children: each says its endpoint and never returns.

/// Sends two frames, topic and body, as fast as one subscriber takes them.
void publish_bare(channel& to, std::size_t body_size);

/// Sends each request back as it came.
void echo_bare(channel& to);

} // namespace bus::benchmarks
