#pragma once

#include "messages/mms/types.hpp"

namespace bus::mms {

// Initiate (ISO 9506-2, 8.2): what is offered, and what comes of it.

asn1::mms::initiate_request_pdu propose(const parameters& x);

parameters proposed(const asn1::mms::initiate_request_pdu& x);

/// What a responder agrees to: the least of both. Fails with the initiate error
/// that says what is not enough.
tl::expected<parameters, service_error> agree(const parameters& proposed,
                                              const parameters& local);

asn1::mms::initiate_response_pdu answer(const parameters& agreed,
                                        const parameters& local);

/// What an initiator has after the answer: never more than it proposed.
result<parameters> agreed(const asn1::mms::initiate_response_pdu& x,
                          const parameters& local);

} // namespace bus::mms
