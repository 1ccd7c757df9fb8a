#pragma once

#include "messages/bytes.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <variant>

/// The connection-oriented transport protocol, class 0 (X.224, ISO 8073).
namespace bus::cotp {

/// CR and CC (13.3, 13.4): what is negotiated. The credit is always 0.
struct connect_request {
  std::uint16_t dst_ref = 0; ///< 0 in a request
  std::uint16_t src_ref = 0;
  std::uint8_t transport_class = 0;
  bool class_0_too = true; ///< proposed, or offered beside another one
  std::optional<std::size_t> tpdu_size = {}; ///< 128 to 8192 octets
  std::optional<bytes> calling_tsel = {}, called_tsel = {};
};

struct connect_confirm : connect_request {};

/// X.224, 13.5.3: Reason
enum class reason : std::uint8_t {
  not_specified = 0,
  congestion_at_tsap = 1,
  session_entity_not_attached = 2,
  address_unknown = 3,
  normal = 128,
  remote_congestion = 129,
  negotiation_failed = 130,
  duplicate_source_reference = 131,
  mismatched_references = 132,
  protocol_error = 133,
  reference_overflow = 135,
  connection_refused = 136,
  invalid_header = 138,
};

std::string_view name(reason x);

/// DR
struct disconnect_request {
  std::uint16_t dst_ref = 0;
  std::uint16_t src_ref = 0;
  cotp::reason why = reason::not_specified;
};

/// DT; the last one of a TSDU says so.
struct data_tpdu {
  bool last = true;
  byte_view payload;
};

/// ER: what we sent was not understood.
struct error_tpdu {
  std::uint16_t dst_ref = 0;
  std::uint8_t cause = 0;
};

using tpdu = std::variant<connect_request, connect_confirm, disconnect_request,
                          data_tpdu, error_tpdu>;

/// In front of a DT's payload.
using data_header = std::array<std::uint8_t, 3>;
inline constexpr auto last_data_header = data_header{2, 0xf0, 0x80};
inline constexpr auto more_data_header = data_header{2, 0xf0, 0x00};

} // namespace bus::cotp
