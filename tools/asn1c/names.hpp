#pragma once

#include <string>
#include <string_view>

namespace bus::asn1c {

/// A module's name in our case: `"Confirmed-RequestPDU"` is
/// `"confirmed_request_pdu"`, `"listOfVariable"` is `"list_of_variable"`. What
/// C++ keeps for itself gets a `_` at its end.
std::string cpp_name(std::string_view x);

/// A C++ string literal.
std::string quoted(std::string_view x);

} // namespace bus::asn1c
