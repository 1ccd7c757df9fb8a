#pragma once

#include "tools/asn1c/kinds.hpp"
#include "tools/asn1c/source.hpp"

#include <memory>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

/// Modules as they are meant: every reference followed, every tag known. The
/// emitter writes C++ from it, the run-time interface interprets it.
namespace bus::asn1c {

struct value;
struct body;

struct named_value;

using bits = std::vector<bool>;
using octets = std::vector<std::uint8_t>;
using arcs = std::vector<std::uint64_t>;
using value_list = std::vector<value>;
using named_values = std::vector<named_value>;

struct null_value {
  bool operator==(const null_value&) const = default;
};

/// A value of a known type. A SEQUENCE, a SET and a CHOICE are named values (a
/// choice exactly one); an ENUMERATED is its number.
struct value {
  std::variant<null_value, bool, wide_int, double, std::string, bits, octets, arcs,
               value_list, named_values>
    is;
};

struct named_value {
  std::string name;
  value has;
};

/// Whole numbers from `low` to `high`; either end may be missing.
struct interval {
  std::optional<wide_int> low;
  std::optional<wide_int> high;
};

/// What a module allows of a type's values; what is empty allows all. Sets are
/// sorted and apart from each other.
struct limits {
  std::vector<interval> numbers;
  bool numbers_extensible = false;
  std::vector<interval> sizes; ///< in characters, octets, bits or elements
  bool sizes_extensible = false;
  std::vector<interval> alphabet; ///< code points
};

/// A type at the place where it is used.
struct type {
  type_kind is = type_kind::null;
  /// Outermost first; each but the last one is explicit. The last is the type's
  /// own, but for CHOICE and open types, which have none (all are explicit).
  std::vector<tag> tags;
  /// The reference that stands here, and its module; empty for a type that is
  /// written out. XML names elements by it.
  std::string module;
  std::string name;
  limits allowed;
  /// What it is made of, one for all uses, owned by the repository. Null for types
  /// without parts.
  const body* inside = nullptr;
};

struct named_number {
  std::string name;
  wide_int number = 0;
};

struct component {
  std::string name;
  type of;
  bool optional = false;
  std::optional<value> default_value;
  bool addition = false; ///< stands behind an extension marker
  int group = 0;         ///< of `[[ ]]`, from 1
};

struct body {
  std::string module;
  /// Where it is written: the definition's name and the components on the way,
  /// `"Foo"`, `"Foo.bar"`, `"Foo.bar.item"`. Unique within the module.
  std::vector<std::string> path;
  place at;

  std::vector<component> components; ///< as written
  bool extensible = false;
  std::size_t extension = 0; ///< unknown components may stand before this one

  std::vector<named_number> numbers; ///< of INTEGER, ENUMERATED and BIT STRING
  std::optional<type> element;       ///< of SEQUENCE OF and SET OF
  std::string element_name;          ///< where the module gives one
};

struct definition {
  std::string name;
  place at;
  type is;
  /// An instance of a parameterized definition: `Foo{INTEGER}`.
  bool instance = false;
};

struct value_definition {
  std::string name;
  place at;
  type of;
  value is;
};

struct module {
  std::string file;
  std::string name;
  std::optional<arcs> oid;
  std::vector<definition> types; ///< as written, instances last
  std::vector<value_definition> values;
};

class repository {
public:
  std::vector<module> modules;
  std::vector<std::unique_ptr<const body>> bodies; ///< all that types point to

  const module* find(std::string_view module_name) const;
  const definition* find(std::string_view module_name,
                         std::string_view type_name) const;
};

struct compilation {
  repository modules;
  mistakes wrong; ///< where it is not empty, `modules` is not to be used
};

/// The module that defines EXTERNAL, EMBEDDED PDV, CHARACTER STRING and INSTANCE
/// OF by what they are on the wire (X.690, 8.16 to 8.18). Each repository has it.
constexpr auto builtin_module = std::string_view{"ASN1-Builtin"};

/// Reads and resolves modules; they may import from each other in any order.
compilation compile(const std::vector<source>& sources);

} // namespace bus::asn1c
