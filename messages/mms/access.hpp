#pragma once

#include "messages/mms/data.hpp"

namespace bus::mms {

// Alternate access (ISO 9506-2, 14.3): parts of a variable instead of the whole.
//
// One selection yields what it selects: a component, an element, or an array for a
// range. Several yield a structure of what each selects. What is selected may be
// selected from again; of a range, each element.

/// Fails with object-non-existent where a component or an index is not there.
tl::expected<data, data_access_error>
select(const data& whole, const type_description& type, const alternate_access& access);

/// Writes the parts; nothing is changed where one does not fit. A range of one
/// element takes the element as well as an array of it.
std::optional<data_access_error> assign(data& whole, const type_description& type,
                                        const alternate_access& access,
                                        const data& written);

} // namespace bus::mms
