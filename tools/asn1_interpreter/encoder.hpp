#pragma once

#include "tools/asn1_interpreter/value.hpp"
#include "tools/asn1_interpreter/walk.hpp"
#include "tools/asn1c/repository.hpp"

namespace bus::asn1_interpreter {

/// The transfer syntax: of BER 2.1.1, of basic XER 2.1.5.0.
asn1::object_identifier syntax_name(rules x);

/// Of what is written: DER 2.1.2.1, canonical XER 2.1.5.1.
asn1::object_identifier canonical_syntax_name(rules x);

/// Encodes and decodes values of any type of the modules (the seed's Encoder).
/// Errors tell in `where` how far it came, `"MMSpdu.confirmed-RequestPDU.invokeID"`,
/// and in `cause` what is wrong, and in BER `at octet 17`, in XML `at character 17`,
/// from 0. No input takes more than `most` allows.
class encoder {
public:
  encoder(std::shared_ptr<const asn1c::repository> modules, rules of, limits most = {});

  asn1::object_identifier syntax_name() const;

  /// In the one canonical form: DER, but for the trailing zeros of named bits, which
  /// stay; canonical XER.
  result<entity> encode(std::string_view module, std::string_view type,
                        const value& x) const;

  /// Reads every form of BER and basic XER. Absent components with a DEFAULT are
  /// filled in; those behind an extension marker may be missing.
  result<value> decode(std::string_view module, std::string_view type,
                       const entity& x) const;

private:
  std::shared_ptr<const asn1c::repository> modules_;
  rules of_;
  limits most_;
};

} // namespace bus::asn1_interpreter
