#include "messages/cotp/types.hpp"

namespace bus::cotp {

std::string_view name(reason x) {
  switch (x) {
  case reason::not_specified: return "reason-not-specified";
  case reason::congestion_at_tsap: return "congestion-at-tsap";
  case reason::session_entity_not_attached: return "session-entity-not-attached";
  case reason::address_unknown: return "address-unknown";
  case reason::normal: return "normal-disconnect";
  case reason::remote_congestion: return "remote-transport-entity-congestion";
  case reason::negotiation_failed: return "connection-negotiation-failed";
  case reason::duplicate_source_reference: return "duplicate-source-reference";
  case reason::mismatched_references: return "mismatched-references";
  case reason::protocol_error: return "protocol-error";
  case reason::reference_overflow: return "reference-overflow";
  case reason::connection_refused: return "connection-request-refused";
  case reason::invalid_header: return "header-or-parameter-length-invalid";
  }
  return "reason-not-specified";
}

} // namespace bus::cotp
