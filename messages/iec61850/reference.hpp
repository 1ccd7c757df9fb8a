#pragma once

#include "messages/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bus::iec61850 {

/// A functional constraint of IEC 61850-7-2 or -8-1: `ST`, `MX`, ..., also those of
/// control blocks (`RP`, `BR`, `LG`, `GO`, `MS`, `US`).
bool is_constraint(std::string_view x);

/// Of control blocks: their references keep it in the middle, `LLN0.BR.brcb01`.
bool is_block_constraint(std::string_view x);

/// What a reference of the bus names within one connection:
/// `LD/LN.DO.DA[FC]`, `LD/LN.BR.brcb01`, or as MMS has it, `LD/LN$FC$DO$DA`. It may
/// stop early: at nothing, `LD`, `LD/LN`; without a constraint it is an object as a
/// whole, or a data set. `@name` is a data set of the association's own.
struct reference {
  std::string logical_device = {};
  std::string logical_node = {};
  std::string constraint = {};
  std::vector<std::string> names = {}; ///< object, attributes
  bool is_own = false;                 ///< `@name`

  /// `LN$FC$DO$DA`; without a constraint `LN$name`.
  std::string item() const;

  /// `LD/item()`, `LD`, `@name` or nothing.
  std::string path() const;

  bool operator==(const reference&) const = default;
};

/// Fails with invalid_value; the cause says what was expected.
result<reference> parse_reference(std::string_view text);

/// The text of the bus.
std::string to_string(const reference& x);

/// Of an MMS path, `LD/LN$FC$DO$DA`; where it is none, as it came.
std::string to_reference(std::string_view path);

/// Parts of an item, divided by `$`.
std::vector<std::string_view> parts_of(std::string_view item);

} // namespace bus::iec61850
