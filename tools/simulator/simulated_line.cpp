#include "tools/simulator/simulated_line.hpp"

#include <algorithm>

namespace bus::simulator {

namespace {

using modbus::framing;

constexpr std::uint8_t broadcast = 0; // MODBUS over Serial Line V1.02, 2.2

} // namespace

simulated_line::simulated_line(framing how, std::uint32_t seed,
                               request_observer on_request)
  : how_{how},
    dice_{seed},
    on_request_{std::move(on_request)} {}

result<void> simulated_line::add(simulated_device x, std::size_t number) {
  for (auto& known : devices_)
    if (known.device.unit() == x.unit())
      return fail(errc::invalid_value, "simulator.device_id",
                  std::to_string(x.unit()) + " is there twice");
  devices_.push_back({std::move(x), number});
  return {};
}

std::optional<action> simulated_line::serve(const modbus::adu& x, time_point now) {
  if (x.unit == broadcast && how_ != framing::mbap)
    return serve_all(x, now);
  auto found = std::find_if(devices_.begin(), devices_.end(),
                            [&](auto& y) { return y.device.unit() == x.unit; });
  if (found == devices_.end())
    return serve_nobody(x);
  observe(*found, now);
  return found->device.serve(x, how_, now, dice_);
}

std::optional<action> simulated_line::serve_all(const modbus::adu& x, time_point now) {
  for (auto& one : devices_) {
    observe(one, now);
    one.device.answer(x.pdu, now);
  }
  return std::nullopt;
}

std::optional<action> simulated_line::serve_nobody(const modbus::adu& x) const {
  if (how_ != framing::mbap)
    return std::nullopt;
  auto why = modbus::exception{
    x.pdu.front(), modbus::exception_code::gateway_target_failed_to_respond};
  auto pdu = modbus::encode_response(modbus::request{}, why);
  return action{modbus::encode(how_, {x.transaction, x.unit, std::move(pdu)})};
}

void simulated_line::observe(const entry& x, time_point now) const {
  if (on_request_)
    on_request_(x.number, now);
}

} // namespace bus::simulator
