#pragma once

#include "messages/bus/point.hpp"
#include "messages/mms/data.hpp"

namespace bus::iec61850 {

// Quality as 13 bits (IEC 61850-8-1, 8.1.3.10; IEC 61850-7-3, 6.2): the bus's own
// quality has the same bits in the same order.

mms::data make_quality(const quality& x);

/// Nothing where it is no bit string; bits that are not there are 0.
std::optional<quality> to_quality(const mms::data& x);
std::optional<quality> to_quality(const value& x);

/// A member of a structure; null where there is none.
const value* member(const value& of, std::string_view name);

/// A value with the quality and time that stand in it, as attributes `q` and `t`;
/// good and of `now` where they do not.
sample to_sample(value x, const utc_time& now);

/// A position of two bits as the bus has it (IEC 61850-7-3, Dbpos): of an
/// attribute's value, by its name, `stVal` or `subVal`; others stay as they are. In
/// structures, of all that are in them.
value with_positions(value x, std::string_view name);

} // namespace bus::iec61850
