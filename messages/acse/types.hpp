#pragma once

#include "messages/asn1/object_identifier.hpp"
#include "messages/bytes.hpp"

#include <optional>
#include <string>
#include <variant>

/// Association control (X.227).
namespace bus::acse {

using asn1::object_identifier;

inline const auto abstract_syntax = object_identifier{2u, 2u, 1u, 0u, 1u};

/// An application entity's name, in form 2; names in form 1 are passed over.
struct ae_title {
  std::optional<object_identifier> ap_title = {};
  std::optional<std::int64_t> ae_qualifier = {};
};

/// User data: an encoding in a presentation context; none where it is empty.
struct user_information {
  std::int64_t context = 0;
  bytes octets = {};
};

/// AARQ.
struct associate_request {
  object_identifier application_context;
  ae_title called = {}, calling = {};
  bool wants_authentication = false;        ///< the functional unit is proposed
  bool by_password = true;                  ///< the mechanism is that of the password
  std::optional<std::string> password = {}; ///< a charstring
  user_information user = {};
};

/// X.227, 9.1: what a responder says of why it refused.
enum class diagnostic : std::uint8_t {
  null,
  no_reason_given,
  application_context_name_not_supported,
  calling_ap_title_not_recognized,
  calling_ap_invocation_identifier_not_recognized,
  calling_ae_qualifier_not_recognized,
  calling_ae_invocation_identifier_not_recognized,
  called_ap_title_not_recognized,
  called_ap_invocation_identifier_not_recognized,
  called_ae_qualifier_not_recognized,
  called_ae_invocation_identifier_not_recognized,
  authentication_mechanism_name_not_recognized,
  authentication_mechanism_name_required,
  authentication_failure,
  authentication_required,
};

std::string_view name(diagnostic x);

/// AARE.
struct associate_response {
  enum class outcome : std::uint8_t {
    accepted,
    rejected_permanent,
    rejected_transient
  };

  object_identifier application_context;
  outcome result = outcome::accepted;
  bool by_provider = false;
  acse::diagnostic diagnostic = acse::diagnostic::null;
  ae_title responding = {};
  std::optional<std::string> password = {};
  user_information user = {};
};

/// RLRQ and RLRE; no reason where it is absent.
struct release_request {
  std::optional<std::int64_t> reason = 0;
};

struct release_response {
  std::optional<std::int64_t> reason = 0;
};

/// ABRT.
struct abort {
  bool by_provider = false;
  std::optional<std::int64_t> diagnostic = {};
};

using apdu = std::variant<associate_request, associate_response, release_request,
                          release_response, abort>;

} // namespace bus::acse
