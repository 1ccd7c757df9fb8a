#pragma once

#include "tools/simulator/simulated_device.hpp"

#include <functional>

namespace bus::simulator {

/// Told of each request that reaches a device: the device's number, and when.
using request_observer = std::function<void(std::size_t, time_point)>;

/// The devices behind one address, told apart by their unit ids.
class simulated_line {
public:
  simulated_line(modbus::framing how, std::uint32_t seed,
                 request_observer on_request = {});

  modbus::framing how() const { return how_; }

  /// `number` is what the observer is told. Fails where the unit id is taken.
  result<void> add(simulated_device x, std::size_t number);

  /// A unit that does not exist stays silent on RTU and ASCII; with MBAP the
  /// line answers for it like a gateway. Unit 0 is a broadcast on RTU and
  /// ASCII: all carry it out, none answers.
  std::optional<action> serve(const modbus::adu& x, time_point now);

private:
  struct entry {
    simulated_device device;
    std::size_t number;
  };

  std::optional<action> serve_all(const modbus::adu& x, time_point now);
  std::optional<action> serve_nobody(const modbus::adu& x) const;
  void observe(const entry& x, time_point now) const;

  modbus::framing how_;
  std::minstd_rand dice_;
  request_observer on_request_;
  std::vector<entry> devices_;
};

} // namespace bus::simulator
