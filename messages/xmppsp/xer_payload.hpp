#pragma once

#include "messages/result.hpp"
#include "messages/xmppsp/types.hpp"

/// Presentation PDUs in BER as XML and back: ACSE's and MMS's PDUs are elements
/// within them, all the way down.
namespace bus::xmppsp {

/// Behind what is in `to`: one element, the XER of the presentation PDU that
/// elements of that kind carry. What cannot be told so that the same octets come of
/// it again, the whole or a value in it, is `<octets>` in hexadecimal digits.
void append_xer(element_kind of, byte_view ppdu, std::string& to);

/// Behind what is in `to`: BER of such an element, and nothing else around it.
result<void> decode_xer(element_kind of, std::string_view text, bytes& to);

} // namespace bus::xmppsp
