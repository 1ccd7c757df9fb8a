#pragma once

#include "messages/bus/quality.hpp"
#include "messages/bus/value.hpp"
#include "messages/iec104/asdu.hpp"

namespace bus::iec104 {

// Elements as the bus knows values, and back.
//
// | element                      | value                                            |
// |------------------------------|--------------------------------------------------|
// | single point, command        | bool                                             |
// | double point, command        | double_point                                     |
// | step position                | structure posVal, transInd                       |
// | regulating step              | int: 1 lower, 2 higher                           |
// | bitstring of 32 bits         | bit_string, the standard's bit 1 first           |
// | normalized value             | float, -1 to 1 - 2^-15                           |
// | scaled value                 | int                                              |
// | short floating point number  | float                                            |
// | integrated total             | int; its sequence number is not carried          |
// | protection event             | structure state, elapsed_ms, elapsed_invalid     |
// | start events                 | structure general, l1, l2, l3, earth, reverse,   |
// |                              | elapsed_ms, elapsed_invalid                      |
// | output circuits              | structure general, l1, l2, l3, elapsed_ms,       |
// |                              | elapsed_invalid                                  |
// | packed single points         | structure states, changed: bit_strings of 16     |
// | parameter of measured values | as its measured value                            |
//
// On the way back a number is taken for a step position, a bitstring and any number
// that it fits, a boolean for a double point; nothing is rounded but to the steps of a
// normalized value and to a float's precision.

/// Unsupported of what is no value: what concerns the whole station, files.
result<value> to_value(const element& x);

/// What `list` calls the values of a type: `"double-point"`; empty of what has none.
std::string_view value_word(type_id type);

/// IV is validity invalid; NT is old_data, OV overflow, both with questionable unless
/// invalid; SB substituted, BL operator_blocked. Of a total CY is overflow, CA
/// inconsistent. Elements without quality are good.
quality to_quality(const element& x);

/// The way back of to_quality(): exact for what came from it. What the element cannot
/// say: a validity that is questionable for another reason, or reserved, becomes IV,
/// so that no doubt is lost; other details are. `test` is the ASDU's T.
void set_quality(element& x, const quality& to);

/// The element of such a type; commands execute, with qualifier 0. Fails with
/// type_mismatch, invalid_value where the value does not fit, or unsupported.
result<element> to_element(type_id type, const value& x,
                           const quality& how = quality::good());

/// A command's S/E and qualifier (QU, QL); false when `x` has none, or none such.
bool set_select(element& x, bool select);
bool set_qualifier(element& x, std::uint8_t qualifier);

/// Whether a command says what to do: neither no position nor no step (7.2.6.16, 17).
bool is_permitted(const element& x);

} // namespace bus::iec104
