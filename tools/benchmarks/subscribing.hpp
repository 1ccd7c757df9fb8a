#pragma once

#include "tools/benchmarks/scoreboard.hpp"

#include <string>
#include <zmq.hpp>

namespace bus::benchmarks {

zmq::socket_t subscribed(zmq::context_t& context, const std::string& endpoint,
                         const char* prefix);

/// Messages of two frames that another process receives in a second.
double reports_a_second(const settings& with, const std::string& endpoint,
                        const char* prefix);

} // namespace bus::benchmarks
