#pragma once

#include "messages/mms/data.hpp"

namespace bus::mms {

// Alternate access (ISO 9506-2, 14.3): parts of a variable instead of the whole.
//
// One selection yields what it selects: a component, an element, or an array for a
// range or all elements. Several yield a structure of what each selects. What is
// selected may be selected from again; of a range, each element. A range of no
// elements from the first one on stands for all elements.

/// A component of a structure by its name; null where there is none.
const data* component(const data& whole, const type_description& type,
                      std::string_view name);

/// The parts, at most 65,536 values. Fails with
/// - object-non-existent where a component or an element is not there,
/// - object-access-unsupported where nothing is selected, or too much, or through a
///   type that only has a name.
tl::expected<data, data_access_error>
select(const data& whole, const type_description& type, const alternate_access& access);

/// Writes the parts, in the form that select() has; nothing is changed where one
/// does not fit, which is type-inconsistent. A range of one element takes the element
/// as well as an array of it: peers send it so.
std::optional<data_access_error> assign(data& whole, const type_description& type,
                                        const alternate_access& access,
                                        const data& written);

} // namespace bus::mms
