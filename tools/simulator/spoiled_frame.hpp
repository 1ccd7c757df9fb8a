#pragma once

#include "tools/simulator/settings.hpp"

#include <random>

namespace bus::simulator {

/// An answer's frame as a fault leaves it. With wrong_length the last octet of
/// the PDU is missing, while what announces its length (a byte count, MBAP's
/// length) still counts it. What a framing does not have cannot be wrong.
bytes spoiled_frame(fault::kind what, modbus::framing how, modbus::adu answer,
                    std::minstd_rand& dice);

} // namespace bus::simulator
