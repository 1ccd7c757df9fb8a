#pragma once

#include <string_view>

namespace bus::configuration {

/// Whether a ZeroMQ endpoint is well formed beyond its schema: tcp has a host
/// and a port (or `*` for any free one).
bool is_endpoint(std::string_view x);

/// Whether only this machine reaches the endpoint: tcp on 127.x.x.x, localhost
/// or [::1], ipc, inproc.
bool is_local(std::string_view x);

} // namespace bus::configuration
