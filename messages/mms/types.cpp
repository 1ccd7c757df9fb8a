#include "messages/mms/types.hpp"

#include <array>
#include <span>

namespace bus::mms {

namespace {

using words = std::span<const std::string_view>;
using namespace std::string_view_literals;

constexpr auto vmd_state =
  std::array{"other"sv, "vmd-state-conflict"sv, "vmd-operational-problem"sv,
             "domain-transfer-problem"sv, "state-machine-id-invalid"sv};
constexpr auto application_reference =
  std::array{"other"sv, "application-unreachable"sv, "connection-lost"sv,
             "application-reference-invalid"sv, "context-unsupported"sv};
constexpr auto definition = std::array{"other"sv,
                                       "object-undefined"sv,
                                       "invalid-address"sv,
                                       "type-unsupported"sv,
                                       "type-inconsistent"sv,
                                       "object-exists"sv,
                                       "object-attribute-inconsistent"sv};
constexpr auto resource = std::array{"other"sv,
                                     "memory-unavailable"sv,
                                     "processor-resource-unavailable"sv,
                                     "mass-storage-unavailable"sv,
                                     "capability-unavailable"sv,
                                     "capability-unknown"sv};
constexpr auto service = std::array{
  "other"sv,    "primitives-out-of-sequence"sv, "object-state-conflict"sv,
  "pdu-size"sv, "continuation-invalid"sv,       "object-constraint-conflict"sv};
constexpr auto preempt = std::array{"other"sv, "timeout"sv, "deadlock"sv, "cancel"sv};
constexpr auto time_resolution =
  std::array{"other"sv, "unsupportable-time-resolution"sv};
constexpr auto access =
  std::array{"other"sv, "object-access-unsupported"sv, "object-non-existent"sv,
             "object-access-denied"sv, "object-invalidated"sv};
constexpr auto initiate = std::array{"other"sv,
                                     "version-incompatible"sv,
                                     "max-segment-insufficient"sv,
                                     "max-services-outstanding-calling-insufficient"sv,
                                     "max-services-outstanding-called-insufficient"sv,
                                     "service-CBB-insufficient"sv,
                                     "parameter-CBB-insufficient"sv,
                                     "nesting-level-insufficient"sv};
constexpr auto conclude = std::array{"other"sv, "further-communication-required"sv};
constexpr auto cancel =
  std::array{"other"sv, "invoke-id-unknown"sv, "cancel-not-possible"sv};
constexpr auto file = std::array{"other"sv,
                                 "filename-ambiguous"sv,
                                 "file-busy"sv,
                                 "filename-syntax-error"sv,
                                 "content-type-invalid"sv,
                                 "position-invalid"sv,
                                 "file-access-denied"sv,
                                 "file-non-existent"sv,
                                 "duplicate-filename"sv,
                                 "insufficient-space-in-filestore"sv};

/// A class of ServiceError (ISO 9506-2, 7.4): its word, and those of its values.
struct error_words {
  std::string_view name;
  words values;
};

constexpr auto error_classes = std::array<error_words, 13>{{
  {"vmd-state", vmd_state},
  {"application-reference", application_reference},
  {"definition", definition},
  {"resource", resource},
  {"service", service},
  {"service-preempt", preempt},
  {"time-resolution", time_resolution},
  {"access", access},
  {"initiate", initiate},
  {"conclude", conclude},
  {"cancel", cancel},
  {"file", file},
  {"others", {}},
}};

constexpr auto request_rejects = std::array{"other"sv,
                                            "unrecognized-service"sv,
                                            "unrecognized-modifier"sv,
                                            "invalid-invokeID"sv,
                                            "invalid-argument"sv,
                                            "invalid-modifier"sv,
                                            "max-serv-outstanding-exceeded"sv,
                                            ""sv,
                                            "max-recursion-exceeded"sv,
                                            "value-out-of-range"sv};
constexpr auto response_rejects = std::array{
  "other"sv, "unrecognized-service"sv,   "invalid-invokeID"sv,  "invalid-result"sv,
  ""sv,      "max-recursion-exceeded"sv, "value-out-of-range"sv};
constexpr auto error_rejects = std::array{
  "other"sv, "unrecognized-service"sv, "invalid-invokeID"sv, "invalid-serviceError"sv};
constexpr auto pdu_errors =
  std::array{"unknown-pdu-type"sv, "invalid-pdu"sv, "illegal-acse-mapping"sv};

std::int64_t number_in(const error_class& x) {
  auto out = std::int64_t{-1};
  x.visit([&](const asn1::integer& code) { out = code.to_int64().value_or(-1); });
  return out;
}

std::string word(words from, std::int64_t code, std::string_view otherwise) {
  if (code >= 0 && code < std::ssize(from)
      && !from[static_cast<std::size_t>(code)].empty())
    return std::string{from[static_cast<std::size_t>(code)]};
  return std::string{otherwise} + " " + std::to_string(code);
}

asn1::bit_string bits(std::size_t size, std::initializer_list<std::size_t> set) {
  auto out = asn1::bit_string{size};
  for (auto bit : set)
    out.set(bit);
  return out;
}

constexpr auto services = std::array{"status"sv,
                                     "getNameList"sv,
                                     "identify"sv,
                                     "rename"sv,
                                     "read"sv,
                                     "write"sv,
                                     "getVariableAccessAttributes"sv,
                                     "defineNamedVariable"sv,
                                     "defineScatteredAccess"sv,
                                     "getScatteredAccessAttributes"sv,
                                     "deleteVariableAccess"sv,
                                     "defineNamedVariableList"sv,
                                     "getNamedVariableListAttributes"sv,
                                     "deleteNamedVariableList"sv,
                                     "defineNamedType"sv,
                                     "getNamedTypeAttributes"sv,
                                     "deleteNamedType"sv,
                                     "input"sv,
                                     "output"sv,
                                     "takeControl"sv,
                                     "relinquishControl"sv,
                                     "defineSemaphore"sv,
                                     "deleteSemaphore"sv,
                                     "reportSemaphoreStatus"sv,
                                     "reportPoolSemaphoreStatus"sv,
                                     "reportSemaphoreEntryStatus"sv,
                                     "initiateDownloadSequence"sv,
                                     "downloadSegment"sv,
                                     "terminateDownloadSequence"sv,
                                     "initiateUploadSequence"sv,
                                     "uploadSegment"sv,
                                     "terminateUploadSequence"sv,
                                     "requestDomainDownload"sv,
                                     "requestDomainUpload"sv,
                                     "loadDomainContent"sv,
                                     "storeDomainContent"sv,
                                     "deleteDomain"sv,
                                     "getDomainAttributes"sv,
                                     "createProgramInvocation"sv,
                                     "deleteProgramInvocation"sv,
                                     "start"sv,
                                     "stop"sv,
                                     "resume"sv,
                                     "reset"sv,
                                     "kill"sv,
                                     "getProgramInvocationAttributes"sv,
                                     "obtainFile"sv,
                                     "defineEventCondition"sv,
                                     "deleteEventCondition"sv,
                                     "getEventConditionAttributes"sv,
                                     "reportEventConditionStatus"sv,
                                     "alterEventConditionMonitoring"sv,
                                     "triggerEvent"sv,
                                     "defineEventAction"sv,
                                     "deleteEventAction"sv,
                                     "getEventActionAttributes"sv,
                                     "reportEventActionStatus"sv,
                                     "defineEventEnrollment"sv,
                                     "deleteEventEnrollment"sv,
                                     "alterEventEnrollment"sv,
                                     "reportEventEnrollmentStatus"sv,
                                     "getEventEnrollmentAttributes"sv,
                                     "acknowledgeEventNotification"sv,
                                     "getAlarmSummary"sv,
                                     "getAlarmEnrollmentSummary"sv,
                                     "readJournal"sv,
                                     "writeJournal"sv,
                                     "initializeJournal"sv,
                                     "reportJournalStatus"sv,
                                     "createJournal"sv,
                                     "deleteJournal"sv,
                                     "getCapabilityList"sv,
                                     "fileOpen"sv,
                                     "fileRead"sv,
                                     "fileClose"sv,
                                     "fileRename"sv,
                                     "fileDelete"sv,
                                     "fileDirectory"sv};

errc kind_of(const error_class& x, std::int64_t code) {
  if (x.is<error_class::access>() && code == 2)
    return errc::not_found;
  if (x.is<error_class::definition>() && code == 1)
    return errc::not_found;
  if (x.is<error_class::file>() && code == 7)
    return errc::not_found;
  if (x.is<error_class::access>() && code == 3)
    return errc::access_denied;
  if (x.is<error_class::file>() && code == 6)
    return errc::access_denied;
  if (x.is<error_class::definition>() && code == 4)
    return errc::type_mismatch;
  return errc::rejected;
}

} // namespace

parameters all_parameters() {
  namespace cbb = asn1::mms::parameter_support_options_bits;
  namespace has = asn1::mms::service_support_options_bits;
  auto out = parameters{};
  // As many bits as IEC 61850-8-1 has them: what version 1 peers know.
  out.parameter_cbb = bits(11, {cbb::str1, cbb::str2, cbb::vnam, cbb::valt, cbb::vlis});
  out.services = bits(85, {has::status,
                           has::get_name_list,
                           has::identify,
                           has::read,
                           has::write,
                           has::get_variable_access_attributes,
                           has::define_named_variable_list,
                           has::get_named_variable_list_attributes,
                           has::delete_named_variable_list,
                           has::obtain_file,
                           has::read_journal,
                           has::initialize_journal,
                           has::get_capability_list,
                           has::file_open,
                           has::file_read,
                           has::file_close,
                           has::file_rename,
                           has::file_delete,
                           has::file_directory,
                           has::unsolicited_status,
                           has::information_report,
                           has::event_notification,
                           has::conclude,
                           has::cancel});
  return out;
}

std::string name(const service_error& x) {
  auto& known = error_classes[x.error_class.index()];
  return word(known.values, number_in(x.error_class), known.name);
}

error to_error(const service_error& x) {
  auto cause = name(x);
  if (x.additional_description)
    cause += ": " + *x.additional_description;
  return {kind_of(x.error_class, number_in(x.error_class)),
          "mms." + std::string{error_classes[x.error_class.index()].name},
          std::move(cause)};
}

std::string name(const asn1::mms::reject_pdu_reject_reason& x) {
  using kinds = asn1::mms::reject_pdu_reject_reason;
  auto code = std::int64_t{-1};
  x.visit([&](const asn1::integer& it) { code = it.to_int64().value_or(-1); });
  if (x.is<kinds::confirmed_request_pdu>())
    return word(request_rejects, code, "confirmed-requestPDU");
  if (x.is<kinds::confirmed_response_pdu>())
    return word(response_rejects, code, "confirmed-responsePDU");
  if (x.is<kinds::confirmed_error_pdu>())
    return word(error_rejects, code, "confirmed-errorPDU");
  if (x.is<kinds::pdu_error>())
    return word(pdu_errors, code, "pdu-error");
  return "reject reason " + std::to_string(x.index()) + "." + std::to_string(code);
}

std::string_view service_name(std::size_t alternative) {
  return alternative < services.size() ? services[alternative] : "unknown service"sv;
}

object_name vmd_name(std::string item) {
  return object_name::make<object_name::vmd_specific>(std::move(item));
}

object_name domain_name(std::string domain, std::string item) {
  return object_name::make<object_name::domain_specific>(
    asn1::mms::object_name_domain_specific{std::move(domain), std::move(item)});
}

object_name association_name(std::string item) {
  return object_name::make<object_name::aa_specific>(std::move(item));
}

} // namespace bus::mms
