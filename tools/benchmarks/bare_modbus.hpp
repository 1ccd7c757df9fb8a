#pragma once

#include "tools/benchmarks/child.hpp"
#include "tools/benchmarks/scoreboard.hpp"

namespace bus::benchmarks {

// What libmodbus does without us. Throws where a device does not answer.

/// Reads holding registers 0 to quantity - 1 again and again.
[[noreturn]] void poll_bare(std::uint16_t port, std::uint16_t quantity, counter& polls);

/// Connects, reads one register, and closes: so long it takes.
duration read_once(std::uint16_t port);

} // namespace bus::benchmarks
