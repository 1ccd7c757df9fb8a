#include "tools/asn1c/builtin.hpp"

namespace bus::asn1c {

namespace {

// EXTERNAL as X.690, 8.18.1 puts it on the wire; the others as the associated
// types of X.680, 36.5 and 44.5, and X.681, C.7.
constexpr auto text = R"(
ASN1-Builtin DEFINITIONS AUTOMATIC TAGS ::= BEGIN

External ::= [UNIVERSAL 8] IMPLICIT SEQUENCE {
  direct-reference       OBJECT IDENTIFIER OPTIONAL,
  indirect-reference     INTEGER OPTIONAL,
  data-value-descriptor  [UNIVERSAL 7] ObjectDescriptor OPTIONAL,
  encoding               CHOICE {
    single-ASN1-type     [0] EXPLICIT ANY,
    octet-aligned        [1] IMPLICIT OCTET STRING,
    arbitrary            [2] IMPLICIT BIT STRING } }

Embedded-PDV ::= [UNIVERSAL 11] IMPLICIT SEQUENCE {
  identification         Identification,
  data-value-descriptor  ObjectDescriptor OPTIONAL,
  data-value             OCTET STRING }

Character-String ::= [UNIVERSAL 29] IMPLICIT SEQUENCE {
  identification         Identification,
  data-value-descriptor  ObjectDescriptor OPTIONAL,
  string-value           OCTET STRING }

Identification ::= CHOICE {
  syntaxes               SEQUENCE {
    abstract             OBJECT IDENTIFIER,
    transfer             OBJECT IDENTIFIER },
  syntax                 OBJECT IDENTIFIER,
  presentation-context-id INTEGER,
  context-negotiation    SEQUENCE {
    presentation-context-id INTEGER,
    transfer-syntax      OBJECT IDENTIFIER },
  transfer-syntax        OBJECT IDENTIFIER,
  fixed                  NULL }

Instance-Of ::= [UNIVERSAL 8] IMPLICIT SEQUENCE {
  type-id                [UNIVERSAL 6] IMPLICIT OBJECT IDENTIFIER,
  value                  [0] EXPLICIT ANY }

END
)";

} // namespace

source builtin_source() {
  return {"(built in)", text};
}

std::string_view builtin_name(type_kind x) {
  switch (x) {
  case type_kind::external: return "External";
  case type_kind::embedded_pdv: return "Embedded-PDV";
  case type_kind::character_string: return "Character-String";
  case type_kind::instance_of: return "Instance-Of";
  default: return "";
  }
}

std::string_view builtin_xml_name(std::string_view x) {
  if (x == "External")
    return "EXTERNAL";
  if (x == "Embedded-PDV")
    return "EMBEDDED_PDV";
  if (x == "Character-String")
    return "CHARACTER_STRING";
  if (x == "Instance-Of")
    return "INSTANCE_OF";
  return x;
}

} // namespace bus::asn1c
