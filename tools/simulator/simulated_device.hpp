#pragma once

#include "messages/modbus/server.hpp"
#include "tools/simulator/imaged_point.hpp"
#include "tools/simulator/settings.hpp"

#include <optional>
#include <random>

namespace bus::simulator {

/// What a device does on a request.
struct action {
  bytes send = {}; ///< a frame, or what a fault made of it
  duration after = {};
  bool close = false; ///< ends the connection, sends nothing
};

/// One Modbus server whose points move by themselves. It does no I/O: values
/// are computed when a request reads them.
class simulated_device {
public:
  /// Fails where a point does not fit together (modbus::check).
  static result<simulated_device> make(const device_settings& x, time_point start,
                                       const std::string& revision);

  std::uint8_t unit() const { return unit_; }

  /// The action on a request to this unit; nothing where it stays silent. Of
  /// several faults at one time the first that the dice allow is met. Requests
  /// met by silence, disconnect or exception are not carried out.
  std::optional<action> serve(const modbus::adu& x, modbus::framing how, time_point now,
                              std::minstd_rand& dice);

  /// The answer of a device without faults.
  bytes answer(byte_view pdu, time_point now);

private:
  struct moving_point {
    imaged_point point;
    simulator::wave wave;
    std::uint64_t seed;
  };

  struct growing_queue {
    moving_point from;
    modbus::registers content = {};
  };

  simulated_device() = default;

  void add(const simulated_point& x, std::uint64_t seed);
  const fault* met_fault(time_point now, std::minstd_rand& dice) const;
  void refresh(const modbus::request& asked, duration since_start);
  void refresh(modbus::table from, std::uint32_t address, std::uint32_t quantity,
               duration since_start);
  void grow(std::uint16_t queue, duration since_start);
  double level_of(const moving_point& x, duration since_start) const;

  std::uint8_t unit_ = 1;
  time_point start_ = {};
  std::vector<fault> faults_;
  modbus::register_image image_;
  std::vector<moving_point> moving_; ///< by table and address
  std::uint16_t widest_ = 1;         ///< of the moving ones
  std::vector<growing_queue> queues_;
  std::uint64_t requests_ = 0;
};

} // namespace bus::simulator
