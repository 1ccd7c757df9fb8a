#pragma once

#include "messages/mms/data.hpp"

#include <map>

namespace bus::configuration::scl {

/// The MMS type of a basic type (IEC 61850-8-1, 8.1; IEC 61850-6, bType); nothing
/// where it is not known.
std::optional<mms::type_description> basic_type(const std::string& b_type);

/// A value out of its text; `words` are an enumeration's. The cause of a failure says
/// what was expected.
result<value> basic_value(const std::string& b_type, const std::string& text,
                          const std::map<std::string, std::int64_t>& words);

} // namespace bus::configuration::scl
