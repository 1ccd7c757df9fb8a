#pragma once

#include "tools/asn1c/kinds.hpp"
#include "tools/asn1c/source.hpp"

namespace bus::asn1c {

/// The module of the types that X.680 describes by an associated type.
source builtin_source();

/// How `x` is called in that module, `"External"`; empty for other kinds.
std::string_view builtin_name(type_kind x);

/// How the type of that name is written in modules and in XML, `"EXTERNAL"`.
std::string_view builtin_xml_name(std::string_view x);

} // namespace bus::asn1c
