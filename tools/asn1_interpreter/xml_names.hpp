#pragma once

#include "tools/asn1_interpreter/types.hpp"

namespace bus::asn1_interpreter {

/// The element around an element of a SEQUENCE OF or SET OF: the name that the
/// module gives, else that of the type's reference, else the built-in type's.
std::string_view item_name(const type& list);

/// Whether it goes without one: BOOLEAN, ENUMERATED and CHOICE are elements
/// themselves (X.680, table 5).
bool items_stand_alone(const type& list);

/// Appends characters as XML has them; control characters as elements, `<nul/>`
/// (X.680, 11.15).
void append_escaped(std::string& to, std::string_view utf8);

/// The character that the element of that name stands for.
std::optional<char> control_character(std::string_view element);

constexpr auto plus_infinity_name = std::string_view{"PLUS-INFINITY"};
constexpr auto minus_infinity_name = std::string_view{"MINUS-INFINITY"};
constexpr auto not_a_number_name = std::string_view{"NOT-A-NUMBER"};

} // namespace bus::asn1_interpreter
