#pragma once

#include "messages/mms/types.hpp"

namespace bus::mms {

// Service errors by their classes (ISO 9506-2, 7.4), those that are made here.

enum class definition_error {
  type_inconsistent = 4,
  object_exists = 5,
};

enum class resource_error {
  capability_unavailable = 4,
  capability_unknown = 5,
};

enum class service_class_error {
  pdu_size = 3, ///< an answer does not fit the PDU that was agreed on
};

enum class access_error {
  object_access_unsupported = 1,
  object_non_existent = 2,
  object_access_denied = 3,
};

enum class file_class_error {
  other = 0,
  file_busy = 2,
  filename_syntax_error = 3,
  position_invalid = 5,
  file_access_denied = 6,
  file_non_existent = 7,
  duplicate_filename = 8,
};

inline service_error make_error(definition_error x, std::string description = {}) {
  return make_error<error_class::definition>(static_cast<int>(x),
                                             std::move(description));
}

inline service_error make_error(resource_error x) {
  return make_error<error_class::resource>(static_cast<int>(x));
}

inline service_error make_error(service_class_error x) {
  return make_error<error_class::service>(static_cast<int>(x));
}

inline service_error make_error(access_error x, std::string description = {}) {
  return make_error<error_class::access>(static_cast<int>(x), std::move(description));
}

inline service_error make_error(file_class_error x) {
  return make_error<error_class::file>(static_cast<int>(x));
}

/// What a service that fails answers.
template <class... Said>
auto refused(Said&&... x) {
  return tl::make_unexpected(make_error(std::forward<Said>(x)...));
}

} // namespace bus::mms
