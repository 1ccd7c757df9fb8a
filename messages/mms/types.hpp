#pragma once

#include "asn1/mms.hpp"
#include "messages/result.hpp"

#include <vector>

/// The manufacturing message specification (ISO 9506), over association control
/// and presentation. Its PDUs are those of schemas/asn1/mms.asn.
namespace bus::mms {

using pdu = asn1::mms::mms_pdu;
using request = asn1::mms::confirmed_service_request;
using response = asn1::mms::confirmed_service_response;
using unconfirmed = asn1::mms::unconfirmed_service;
using service_error = asn1::mms::service_error;
using object_name = asn1::mms::object_name;

/// PDUs in the order of the wire; what goes from actor to actor.
struct pdu_list {
  std::vector<pdu> list;
};

inline const auto abstract_syntax = asn1::object_identifier{1u, 0u, 9506u, 2u, 1u};
inline const auto application_context = asn1::object_identifier{1u, 0u, 9506u, 2u, 3u};

/// The end of an association that called, or the one that was called.
enum class role : std::uint8_t { initiator, responder };

/// What one end offers, or what both agreed on (ISO 9506-2, 8.2: Initiate).
struct parameters {
  std::uint32_t max_pdu_size = 65'000; ///< octets
  std::uint16_t max_outstanding_calling = 10;
  std::uint16_t max_outstanding_called = 10;
  std::uint8_t nesting = 10; ///< of data structures
  asn1::bit_string parameter_cbb;
  asn1::bit_string services; ///< of the peer, once agreed on
};

/// What this implementation is able to: parameter CBB `str1 str2 vnam valt vlis`,
/// and the services that it has as client and server.
parameters all_parameters();

/// A service error's place: class and value, with the standard's word.
using error_class = asn1::mms::service_error_error_class;

template <error_class::alternative Class>
service_error make_error(int code, std::string description = {}) {
  auto out = service_error{};
  out.error_class = error_class::make<Class>(code);
  if (!description.empty())
    out.additional_description = std::move(description);
  return out;
}

/// `"object-non-existent"`; with the number where the standard has no word.
std::string name(const service_error& x);

/// As a caller of ours sees it; the cause is the peer's own word.
error to_error(const service_error& x);

/// Why a PDU was rejected: `"unrecognized-service"`.
std::string name(const asn1::mms::reject_pdu_reject_reason& x);

/// The service of a request by the standard's word: `"getNameList"`.
std::string_view service_name(std::size_t alternative);

object_name vmd_name(std::string item);
object_name domain_name(std::string domain, std::string item);
object_name association_name(std::string item);

} // namespace bus::mms
