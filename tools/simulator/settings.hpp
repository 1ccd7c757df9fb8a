#pragma once

#include "actors/iec104_settings.hpp"
#include "actors/iec61850_settings.hpp"
#include "messages/modbus/address.hpp"
#include "messages/modbus/point.hpp"

#include <string>
#include <variant>
#include <vector>

namespace bus::simulator {

// What a simulator file says, checked and with all defaults filled in
// (schemas/simulator.yaml tells what each means).

/// How a value moves, in the point's scaled unit.
struct wave {
  enum class kind : std::uint8_t { constant, sine, ramp, random, square };

  kind what = kind::constant; ///< `low` at first, then what clients write
  duration period = std::chrono::seconds{60};
  double low = 0;
  double high = 1;
};

struct simulated_point {
  modbus::point point;
  simulator::wave wave = {};
};

/// What goes wrong with requests between two times after the start.
struct fault {
  enum class kind : std::uint8_t {
    silence,
    delay,
    exception,
    wrong_length,
    wrong_crc,
    wrong_unit,
    wrong_transaction,
    garbage,
    disconnect,
  };

  kind what = kind::silence;
  duration from = {};
  duration to = duration::max();
  double probability = 1;
  duration delay = std::chrono::seconds{1};
  std::uint8_t code = 4; ///< of an exception
};

struct device_settings {
  std::string name;
  /// TCP: listened on. Serial: a pseudo terminal, linked at the device's path.
  modbus::address address;
  std::uint8_t device_id = 1;
  std::vector<simulated_point> points = {};
  std::vector<fault> faults = {};
};

/// A variable of an MMS device, and how it moves.
struct moving_variable {
  std::string path; ///< `<domain>/<item>`
  simulator::wave wave = {};
};

struct mms_device_settings {
  std::variant<mms_server_settings, iec61850_server_settings> server;
  std::string host; ///< listened on
  std::uint16_t port = 102;
  std::vector<moving_variable> moving = {};
  duration interval = std::chrono::seconds{1}; ///< between two movements

  const std::string& name() const {
    return std::visit([](auto& x) -> const std::string& { return x.name; }, server);
  }
  /// Its objects as MMS has them.
  const mms::vmd_description& objects() const {
    if (auto* ied = std::get_if<iec61850_server_settings>(&server))
      return ied->objects->objects;
    return *std::get<mms_server_settings>(server).vmd;
  }
};

/// A point of an IEC 60870-5-104 station, and how it moves.
struct iec104_wave {
  std::size_t point = 0; ///< which of the station description's points
  simulator::wave wave = {};
};

/// What goes wrong with a connection's APDUs between two times after the start.
struct iec104_fault {
  enum class kind : std::uint8_t {
    lost_acknowledgement, ///< the client's acknowledgements do not come
    stalled_window,       ///< nothing is read, while the station still sends
    wrong_sequence,       ///< N(S) is off by one
    garbage,              ///< random octets instead of an APDU
    silence,              ///< nothing is sent
    disconnect,
  };

  kind what = kind::silence;
  duration from = {};
  duration to = duration::max();
  double probability = 1; ///< per APDU that it concerns
};

struct iec104_device_settings {
  iec104_server_settings server;
  std::string host; ///< listened on
  std::uint16_t port = 2404;
  std::vector<iec104_wave> moving = {};
  duration interval = std::chrono::seconds{1}; ///< between two movements
  std::vector<iec104_fault> faults = {};
};

struct simulator_settings {
  std::vector<device_settings> devices = {}; ///< Modbus
  std::vector<mms_device_settings> mms_devices = {};
  std::vector<iec104_device_settings> iec104_devices = {};
};

} // namespace bus::simulator
