#pragma once

#include "messages/bytes.hpp"
#include "messages/result.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <variant>

/// The connection-oriented session protocol, version 2, duplex (X.225, ISO 8327-1).
namespace bus::cosp {

/// X.225, 8.2: SPDU identifiers, as far as kernel and duplex have them.
enum class spdu_kind : std::uint8_t {
  give_tokens_or_data = 1, ///< GT in front, DT behind it
  not_finished = 8,
  finish = 9,
  disconnect = 10,
  refuse = 12,
  connect = 13,
  accept = 14,
  abort = 25,
  abort_accept = 26,
};

/// An SPDU's parameters, those that are used. Views stand in what was decoded.
struct spdu {
  spdu_kind kind = spdu_kind::give_tokens_or_data;
  std::optional<byte_view> calling_ssel = {}, called_ssel = {};
  std::uint8_t versions = 1; ///< bit 0: 1, bit 1: 2
  std::uint16_t requirements = 2;
  std::uint8_t transport_disconnect = 0;
  std::uint8_t reason_code = 0;
  bool has_reason = false;
  byte_view user_data = {};
};

/// X.225, 8.3.5.10: Reason code of a refuse
enum class reason : std::uint8_t {
  rejected = 0,
  temporary_congestion = 1,
  rejected_with_data = 2,
  ssap_unknown = 129,
  user_not_attached = 130,
  provider_congestion = 131,
  versions_not_supported = 132,
  rejected_by_provider = 133,
};

std::string_view name(reason x);

/// In front of the user data of a DT: an empty GT, and the DT (7.37).
inline constexpr auto data_header = std::array<std::uint8_t, 4>{1, 0, 1, 0};

} // namespace bus::cosp
