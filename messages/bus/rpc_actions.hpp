#pragma once

#include "messages/bus/rpc_params.hpp"

namespace bus::rpc {

using read_method = method (*)(object_reader& in, const limits& x);

/// Reads the params of a method that one connection is asked for, `operate`,
/// `dataset.create` and so on; null where it is none of these.
read_method find_action(std::string_view method_name);

} // namespace bus::rpc
