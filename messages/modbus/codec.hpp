#pragma once

#include "messages/modbus/types.hpp"

namespace bus::modbus {

// PDUs: function code and data, without address or checksum (4.1).

/// Client side. Fails with invalid_value when a quantity is zero, over the
/// standard's limit or runs past address 65535.
result<bytes> encode(const request& x);

/// Client side: the answer to `asked`, of exactly the quantity asked for and
/// with the echo it demands. An exception PDU is a good answer here.
result<response> decode_response(byte_view pdu, const request& asked);

/// Server side. An unknown function or a bad length fails with unsupported or
/// invalid_value; to_exception turns that into the answer.
result<request> decode_request(byte_view pdu);

/// Server side: the answer to `asked`, or to the function code of an exception.
bytes encode_response(const request& asked, const response& x);

/// What a server answers to a PDU that decode_request refused (7).
exception to_exception(byte_view pdu, const error& why);

/// The function code `x` is sent with.
function function_of(const request& x);

} // namespace bus::modbus
