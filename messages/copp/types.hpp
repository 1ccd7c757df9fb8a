#pragma once

#include "messages/asn1/list_of.hpp"
#include "messages/asn1/object_identifier.hpp"
#include "messages/bytes.hpp"

#include <optional>

/// The connection-oriented presentation protocol, normal mode (X.226).
namespace bus::copp {

using asn1::object_identifier;

/// The one transfer syntax that is used: BER of a single ASN.1 type.
inline const auto basic_encoding = object_identifier{2u, 1u, 1u};

/// A presentation data value: one whole encoding, in the context that tells its
/// abstract syntax. It lasts as long as the octets it was found in.
struct pdv {
  std::int64_t context = 0;
  byte_view octets;
};

using pdv_list = asn1::list_of<pdv>;

/// What the peer says of itself and what it wants to speak.
struct connect_indication {
  std::optional<bytes> calling_psel, called_psel;
  pdv_list user_data;
};

/// Why a CPR refused, or an abort ended: the standard's own word.
struct ending {
  std::string_view reason;
  bool by_user = false;
  pdv_list user_data;
};

/// X.226, 8.2: Provider-reason and Abort-reason.
enum class provider_reason : std::uint8_t {
  reason_not_specified,
  temporary_congestion,
  local_limit_exceeded,
  called_presentation_address_unknown,
  protocol_version_not_supported,
  default_context_not_supported,
  user_data_not_readable,
  no_psap_available,
};

enum class abort_reason : std::uint8_t {
  reason_not_specified,
  unrecognized_ppdu,
  unexpected_ppdu,
  unexpected_session_service_primitive,
  unrecognized_ppdu_parameter,
  unexpected_ppdu_parameter,
  invalid_ppdu_parameter_value,
};

std::string_view name(provider_reason x);
std::string_view name(abort_reason x);

} // namespace bus::copp
