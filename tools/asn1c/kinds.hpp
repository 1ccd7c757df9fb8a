#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace bus::asn1c {

/// What a type is, all references and tags aside (X.680, clause 17).
enum class type_kind {
  boolean,
  integer,
  bit_string,
  octet_string,
  null,
  object_identifier,
  relative_oid,
  real,
  enumerated,
  utf8_string,
  numeric_string,
  printable_string,
  teletex_string,
  videotex_string,
  ia5_string,
  graphic_string,
  visible_string,
  general_string,
  universal_string,
  bmp_string,
  object_descriptor,
  utc_time,
  generalized_time,
  sequence,
  sequence_of,
  set,
  set_of,
  choice,
  open, ///< ANY, and fields of classes that hold any type

  // Before they are resolved.
  reference,
  class_field, ///< `CLASS.&field`
  instance_of,
  external,
  embedded_pdv,
  character_string,
  selection, ///< `alternative < Choice`
};

bool is_string(type_kind x); ///< one of the character strings and times

/// The universal tag's number; 0 for what has none.
std::uint32_t universal_number(type_kind x);

/// The built-in type's name in XML: `"OCTET_STRING"` (X.680, table 4).
std::string_view xml_name(type_kind x);

enum class tag_class { universal, application, context, private_use };

struct tag {
  tag_class of = tag_class::universal;
  std::uint32_t number = 0;
  auto operator<=>(const tag&) const = default;
};

/// `"[APPLICATION 3]"`, `"[UNIVERSAL 16]"`, `"[3]"`.
std::string to_string(tag x);

/// Numbers that a module may state: beyond any C++ integer that is emitted.
__extension__ typedef __int128 wide_int;

std::string to_string(wide_int x);

} // namespace bus::asn1c
