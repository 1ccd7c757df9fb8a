#pragma once

#include "tools/cli/trouble.hpp"

#include <vector>

namespace bus {

/// Tells all mistakes of ASN.1 modules, or what they define.
cli::outcome<cli::exit_code> asn1_check(const std::vector<std::string>& files);

/// The forms that `asn1_convert` knows.
inline const std::vector<std::string> asn1_forms = {"ber", "hex", "xer", "json"};

struct asn1_conversion {
  std::string type;                 ///< `"Module.Type"`
  std::vector<std::string> modules; ///< files; none: the project's own
  std::string from, to;             ///< of `asn1_forms`
};

/// Reads a value of the type from stdin in one form, and writes it in another.
/// Tells of what cannot be read how far it came, and where it broke.
cli::outcome<cli::exit_code> asn1_convert(const asn1_conversion& x);

} // namespace bus
