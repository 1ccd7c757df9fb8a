#pragma once

#include "messages/asn1/tag.hpp"
#include "messages/bytes.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

namespace bus::asn1 {

// GCC takes the enumerators of a scoped enumeration for shadows of types.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
enum class kind : std::uint8_t {
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
  octet_text, ///< the strings of 8-bit characters: VisibleString, IA5String, ...
  bmp_string,
  universal_string,
  utc_time,
  generalized_time,
  sequence,
  set,
  sequence_of,
  set_of,
  choice,
  open,
};
#pragma GCC diagnostic pop

/// From `low` to `high`, both among them. An end that a module leaves open, or
/// that is beyond 64 bits, is the type's own.
struct interval {
  std::int64_t low = std::numeric_limits<std::int64_t>::min();
  std::int64_t high = std::numeric_limits<std::int64_t>::max();
};

/// What a module allows; what is empty allows all.
struct limits {
  std::span<const interval> numbers = {};
  std::span<const interval> sizes = {};    ///< characters, octets, bits, or elements
  std::span<const interval> alphabet = {}; ///< code points
};

struct named_number {
  std::string_view name;
  std::int64_t number = 0;
};

/// How a C++ value stands on the wire at one place of a module: generated, one
/// table for all encoding rules.
struct shape {
  std::string_view name = {}; ///< of its XML element
  kind is = kind::null;
  /// Outermost first. All but the last are explicit; of CHOICE and open types,
  /// which have no tag of their own, all.
  std::array<tag, 4> tags = {};
  std::uint8_t tag_count = 0;
  std::uint8_t octet = 0xff; ///< the own tag where it is one octet, primitive
  bool optional = false;     ///< may be missing, or has a default
  bool extensible = false;   ///< may hold what only a later version knows
  bool bare = false;         ///< in a list it is no element of its own in XML
  const limits* allowed = nullptr;
  std::span<const shape> parts = {}; ///< components, alternatives, or the one element
  std::span<const named_number> names = {};
  /// Of a CHOICE: the alternative of each context tag 0 to 31, 255 where none.
  const std::uint8_t* by_context = nullptr;

  const shape& element() const { return parts.front(); }
  bool has_own_tag() const { return is != kind::choice && is != kind::open; }
};

/// Whether an encoding of `x` may begin with that tag.
bool accepts(const shape& x, tag first);

/// The first of `all` that may begin with that tag; all.size() where none.
std::size_t find(std::span<const shape> all, tag first);
std::size_t find(std::span<const shape> all, std::string_view name);

bool is_within(std::span<const interval> all, std::int64_t x);

const named_number* find_name(const shape& x, std::string_view name);
const named_number* find_number(const shape& x, std::int64_t number);

} // namespace bus::asn1
