#include "messages/mms/initiate.hpp"

#include <algorithm>
#include <limits>

namespace bus::mms {

namespace {

// The shortest confirmed requests and answers must fit.
constexpr auto least_pdu_size = std::uint32_t{64};
constexpr auto version = std::int16_t{1};

std::int16_t to_int16(std::uint16_t x) {
  return static_cast<std::int16_t>(
    std::min<std::uint16_t>(x, std::numeric_limits<std::int16_t>::max()));
}

std::int32_t to_int32(std::uint32_t x) {
  return static_cast<std::int32_t>(
    std::min<std::uint32_t>(x, std::numeric_limits<std::int32_t>::max()));
}

std::uint16_t count(std::int16_t x) {
  return static_cast<std::uint16_t>(std::max<std::int16_t>(x, 0));
}

/// A peer that gives no size takes PDUs of any.
std::uint32_t pdu_size(const std::optional<std::int32_t>& x) {
  if (!x)
    return std::numeric_limits<std::int32_t>::max();
  return static_cast<std::uint32_t>(std::max(*x, 0));
}

std::uint8_t nesting(const std::optional<std::int8_t>& x) {
  if (!x)
    return std::numeric_limits<std::int8_t>::max();
  return static_cast<std::uint8_t>(std::max<std::int8_t>(*x, 0));
}

asn1::bit_string both(const asn1::bit_string& x, const asn1::bit_string& y) {
  auto out = asn1::bit_string{x.size()};
  for (auto bit = std::size_t{0}; bit < x.size(); ++bit)
    if (x.test(bit) && y.test(bit))
      out.set(bit);
  return out;
}

} // namespace

asn1::mms::initiate_request_pdu propose(const parameters& x) {
  auto out = asn1::mms::initiate_request_pdu{};
  out.local_detail_calling = to_int32(x.max_pdu_size);
  out.proposed_max_serv_outstanding_calling = to_int16(x.max_outstanding_calling);
  out.proposed_max_serv_outstanding_called = to_int16(x.max_outstanding_called);
  out.proposed_data_structure_nesting_level = static_cast<std::int8_t>(x.nesting);
  auto& detail = out.init_request_detail;
  detail.proposed_version_number = version;
  detail.proposed_parameter_cbb = x.parameter_cbb;
  detail.services_supported_calling = x.services;
  return out;
}

parameters proposed(const asn1::mms::initiate_request_pdu& x) {
  auto& detail = x.init_request_detail;
  return {pdu_size(x.local_detail_calling),
          count(x.proposed_max_serv_outstanding_calling),
          count(x.proposed_max_serv_outstanding_called),
          nesting(x.proposed_data_structure_nesting_level),
          detail.proposed_parameter_cbb,
          detail.services_supported_calling};
}

tl::expected<parameters, service_error> agree(const parameters& proposed,
                                              const parameters& local) {
  auto out = parameters{
    std::min(proposed.max_pdu_size, local.max_pdu_size),
    std::min(proposed.max_outstanding_calling, local.max_outstanding_calling),
    std::min(proposed.max_outstanding_called, local.max_outstanding_called),
    std::min(proposed.nesting, local.nesting),
    both(proposed.parameter_cbb, local.parameter_cbb),
    proposed.services};
  constexpr auto max_segment_insufficient = 2;
  constexpr auto calling_insufficient = 3;
  if (out.max_pdu_size < least_pdu_size)
    return tl::make_unexpected(make_error<error_class::initiate>(
      max_segment_insufficient, "a PDU has at least 64 octets"));
  if (out.max_outstanding_calling == 0)
    return tl::make_unexpected(make_error<error_class::initiate>(calling_insufficient));
  return out;
}

asn1::mms::initiate_response_pdu answer(const parameters& agreed,
                                        const parameters& local) {
  auto out = asn1::mms::initiate_response_pdu{};
  out.local_detail_called = to_int32(agreed.max_pdu_size);
  out.negotiated_max_serv_outstanding_calling =
    to_int16(agreed.max_outstanding_calling);
  out.negotiated_max_serv_outstanding_called = to_int16(agreed.max_outstanding_called);
  out.negotiated_data_structure_nesting_level =
    static_cast<std::int8_t>(agreed.nesting);
  auto& detail = out.init_response_detail;
  detail.negotiated_version_number = version;
  detail.negotiated_parameter_cbb = agreed.parameter_cbb;
  detail.services_supported_called = local.services;
  return out;
}

result<parameters> agreed(const asn1::mms::initiate_response_pdu& x,
                          const parameters& local) {
  auto& detail = x.init_response_detail;
  auto out = parameters{
    std::min(pdu_size(x.local_detail_called), local.max_pdu_size),
    std::min(count(x.negotiated_max_serv_outstanding_calling),
             local.max_outstanding_calling),
    std::min(count(x.negotiated_max_serv_outstanding_called),
             local.max_outstanding_called),
    std::min(nesting(x.negotiated_data_structure_nesting_level), local.nesting),
    detail.negotiated_parameter_cbb,
    detail.services_supported_called};
  if (out.max_pdu_size < least_pdu_size || out.max_outstanding_calling == 0)
    return fail(errc::malformed, "mms.initiate_response",
                "the peer takes no PDU that says anything");
  return out;
}

} // namespace bus::mms
