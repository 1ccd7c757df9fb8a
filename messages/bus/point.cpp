#include "messages/bus/point.hpp"

namespace bus {

std::string_view name(connection_state x) {
  switch (x) {
  case connection_state::connecting: return "connecting";
  case connection_state::connected: return "connected";
  case connection_state::disconnected: return "disconnected";
  case connection_state::failed: return "failed";
  case connection_state::disabled: return "disabled";
  }
  return "failed";
}

} // namespace bus
