#pragma once

#include <caf/allowed_unsafe_message_type.hpp>

#include <string>

namespace bus {

/// The device has done a step of a command.
struct command_stepped {
  std::string id;
  std::string step;
};

} // namespace bus

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::command_stepped)
