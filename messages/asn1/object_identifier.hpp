#pragma once

#include "messages/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bus::asn1 {

/// An arc with the name it was written with: `iso(1)`.
struct named_arc {
  std::string name;
  std::uint64_t number = 0;
  bool operator==(const named_arc&) const = default;
};

using arc = std::variant<std::uint64_t, named_arc>;

/// The arcs from the root (X.660; the seed's ObjectIdentifier).
using object_identifier = std::vector<arc>;

std::uint64_t number(const arc& x);

/// Whether both name the same object: the arcs' names do not count (the seed's
/// is_asn1_oid_eq).
bool same(const object_identifier& x, const object_identifier& y);

/// From numbers with dots: `"1.0.9506.2.3"`. Two arcs at least, the first 0 to
/// 2, the second under 40 below 0 and 1 (X.690, 8.19.4).
result<object_identifier> parse(std::string_view text);

/// The numbers with dots; names are left out.
std::string to_string(const object_identifier& x);

} // namespace bus::asn1
