#pragma once

#include "messages/modbus/framing.hpp"

namespace bus::modbus {

/// Octets of the RTU frame that begins at `in`, address and checksum included,
/// as far as its function code tells (MODBUS over Serial Line V1.02, 2.5.1):
/// 0 when no frame begins so, over in.size() when more octets are needed.
std::size_t frame_size(byte_view in, role who);

} // namespace bus::modbus
