#include "messages/mms/server.hpp"

#include <algorithm>

namespace bus::mms {

template <server::reasons::alternative What>
void server::reject(int why, std::optional<std::uint32_t> invoke_id) {
  auto no = asn1::mms::reject_pdu{};
  no.original_invoke_id = invoke_id;
  no.reject_reason = reasons::make<What>(why);
  out_.push_back(pdu::make<pdu::reject_pdu>(std::move(no)));
}

std::optional<asn1::mms::confirmed_request_pdu> server::receive(pdu& x) {
  constexpr auto invalid_invoke_id = 2;
  constexpr auto invalid_argument = 2;
  if (auto* asked = x.get_if<pdu::confirmed_request_pdu>())
    return requested(*asked);
  if (auto* id = x.get_if<pdu::cancel_request_pdu>())
    cancelled(*id);
  else if (x.is<pdu::conclude_request_pdu>())
    concluding();
  else if (auto* answer = x.get_if<pdu::confirmed_response_pdu>())
    reject<reasons::confirmed_response_pdu>(invalid_invoke_id, answer->invoke_id);
  else if (auto* no = x.get_if<pdu::confirmed_error_pdu>())
    reject<reasons::confirmed_error_pdu>(invalid_invoke_id, no->invoke_id);
  else if (auto* yes = x.get_if<pdu::cancel_response_pdu>())
    reject<reasons::cancel_response_pdu>(1, *yes);
  else if (auto* never = x.get_if<pdu::cancel_error_pdu>())
    reject<reasons::cancel_error_pdu>(1, never->original_invoke_id);
  else if (auto* told = x.get_if<pdu::unconfirmed_pdu>(); told)
    return std::nullopt; // nothing here listens to reports
  else if (x.is<pdu::initiate_request_pdu>() || x.is<pdu::initiate_response_pdu>()
           || x.is<pdu::initiate_error_pdu>())
    reject<reasons::pdu_error>(invalid_argument); // illegal-acse-mapping
  else if (x.is<pdu::conclude_response_pdu>() || x.is<pdu::conclude_error_pdu>())
    reject<reasons::conclude_response_pdu>(0);
  return std::nullopt; // a reject is never rejected
}

std::optional<asn1::mms::confirmed_request_pdu>
server::requested(asn1::mms::confirmed_request_pdu& x) {
  constexpr auto unrecognized_service = 1;
  constexpr auto unrecognized_modifier = 2;
  constexpr auto invalid_invoke_id = 3;
  constexpr auto max_serv_outstanding_exceeded = 6;
  constexpr auto request_pdu = reasons::confirmed_request_pdu;
  if (std::ranges::find(open_, x.invoke_id) != open_.end())
    reject<request_pdu>(invalid_invoke_id, x.invoke_id);
  else if (open_.size() >= window_)
    reject<request_pdu>(max_serv_outstanding_exceeded, x.invoke_id);
  else if (x.service.is<request::unknown_alternative>())
    reject<request_pdu>(unrecognized_service, x.invoke_id);
  else if (x.list_of_modifiers && !x.list_of_modifiers->empty())
    reject<request_pdu>(unrecognized_modifier, x.invoke_id);
  else {
    open_.push_back(x.invoke_id);
    return std::move(x);
  }
  return std::nullopt;
}

void server::respond(std::uint32_t invoke_id, answer_result x) {
  auto found = std::ranges::find(open_, invoke_id);
  if (found == open_.end())
    return; // cancelled meanwhile
  open_.erase(found);
  if (x) {
    auto yes = asn1::mms::confirmed_response_pdu{invoke_id, std::move(*x)};
    out_.push_back(pdu::make<pdu::confirmed_response_pdu>(std::move(yes)));
  } else {
    auto no = asn1::mms::confirmed_error_pdu{invoke_id, {}, std::move(x.error())};
    out_.push_back(pdu::make<pdu::confirmed_error_pdu>(std::move(no)));
  }
}

void server::tell(unconfirmed x) {
  auto out = asn1::mms::unconfirmed_pdu{std::move(x)};
  out_.push_back(pdu::make<pdu::unconfirmed_pdu>(std::move(out)));
}

/// What is not answered yet can be given up: its effect is not told (ISO 9506-2,
/// 8.4).
void server::cancelled(std::uint32_t invoke_id) {
  constexpr auto invoke_id_unknown = 1;
  constexpr auto cancel = 3;
  if (std::ranges::find(open_, invoke_id) == open_.end()) {
    auto no = asn1::mms::cancel_error_pdu{
      invoke_id, make_error<error_class::cancel>(invoke_id_unknown)};
    out_.push_back(pdu::make<pdu::cancel_error_pdu>(std::move(no)));
    return;
  }
  respond(invoke_id,
          tl::make_unexpected(make_error<error_class::service_preempt>(cancel)));
  out_.push_back(pdu::make<pdu::cancel_response_pdu>(invoke_id));
}

void server::concluding() {
  constexpr auto further_communication_required = 1;
  if (open_.empty())
    out_.push_back(pdu::make<pdu::conclude_response_pdu>());
  else
    out_.push_back(pdu::make<pdu::conclude_error_pdu>(
      make_error<error_class::conclude>(further_communication_required)));
}

} // namespace bus::mms
