#pragma once

#include "messages/iec104/apci.hpp"
#include "tools/simulator/settings.hpp"

#include <random>

namespace bus::simulator {

/// A connection between an IEC 60870-5-104 station and its client as faults leave
/// it: octets of whole APDUs in, what comes through out. Of several faults at one
/// time the first that concerns an APDU and that the dice allow is met.
class spoiled_apdus {
public:
  struct outcome {
    bytes octets = {};
    bool close = false; ///< behind the octets, the connection is to be closed
  };

  explicit spoiled_apdus(std::vector<iec104_fault> faults);

  /// What the station gets of what its client sends. Octets that are no APDU end the
  /// connection, as the station would.
  outcome from_client(byte_view in, duration since_start, std::minstd_rand& dice);

  /// What the client gets of what the station sends.
  outcome from_station(byte_view in, duration since_start, std::minstd_rand& dice);

  /// The client's octets that were held back, once the fault that held them is over.
  bytes released(duration since_start);

  /// When to ask for them; the largest duration when there is nothing to wait for.
  duration deadline() const { return held_.empty() ? duration::max() : held_until_; }

private:
  enum class sender : std::uint8_t { client, station };

  static bool concerns(iec104_fault::kind what, sender who, const iec104::apdu& x);
  const iec104_fault* met(sender who, const iec104::apdu& x, duration since_start,
                          std::minstd_rand& dice) const;
  void take_from_client(iec104::apdu x, duration since_start, std::minstd_rand& dice,
                        outcome& out);
  void take_from_station(iec104::apdu x, duration since_start, std::minstd_rand& dice,
                         outcome& out);
  void freeze_acknowledgement(iec104::apdu x, bytes& out) const;
  void pass(const iec104::apdu& x, bytes& to); ///< the client's, as it is

  std::vector<iec104_fault> faults_;
  iec104::deframer client_;
  iec104::deframer station_;
  std::uint16_t acknowledged_ = 0; ///< the last N(R) of the client that came through
  bytes held_;
  duration held_until_ = {};
};

} // namespace bus::simulator
