#pragma once

#include "messages/time.hpp"

#include <cstdint>
#include <vector>

namespace bus::benchmarks {

/// Polls the devices from one thread without anything but epoll: `quantity`
/// registers of each at a fixed interval, spread as the bus spreads them.
[[noreturn]] void poll_by_epoll(const std::vector<std::uint16_t>& ports,
                                std::uint16_t quantity, duration interval);

} // namespace bus::benchmarks
