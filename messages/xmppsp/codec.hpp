#pragma once

#include "messages/result.hpp"
#include "messages/xmppsp/types.hpp"

namespace bus::xmppsp {

/// What a router needs, of the start tag alone. Whatever else is wrong with the
/// element is left to whom it is for.
result<heading> peek(std::string_view xml);

/// A whole element, and nothing but white space around it. Its user data stand in
/// `scratch`. Strict: attributes of a later version, and what XMPP does not carry
/// (comments, instructions, DTDs, CDATA), are malformed; attributes with a colon
/// are other namespaces' and passed over.
result<element> decode(std::string_view xml, bytes& scratch);

/// User data that are no PDU of the kind's are written as XML that tells their
/// octets.
std::string encode(const element& x);

/// What no session is needed for: answers what came for a connection that is not
/// there, or gives one up. Heeded whatever was said before. Where `to` is not known,
/// as before an accept, it is empty.
std::string encode_abort(std::string_view from, std::string_view to, reason why);

} // namespace bus::xmppsp
