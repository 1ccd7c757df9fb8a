#pragma once

#include "messages/asn1/object_identifier.hpp"
#include "tools/asn1_interpreter/integer.hpp"

#include <memory>
#include <variant>

/// Values of any type of any ASN.1 module, encoded and decoded by interpreting
/// the resolved modules (the seed's hat.asn1).
namespace bus::asn1_interpreter {

/// The encoding rules: X.690, and X.693.
enum class rules { ber, xer };

/// Something encoded: one whole BER element, or one XML element as UTF-8. It is
/// also what an open type holds (the seed's Entity).
struct entity {
  rules of = rules::ber;
  bytes octets;
  bool operator==(const entity&) const = default;
};

struct null_value {
  bool operator==(const null_value&) const = default;
};

using bit_string = std::vector<bool>;
using relative_oid = std::vector<std::uint64_t>;

/// An item by its number; the name is told where it is known.
struct enumerated {
  integer number;
  std::string name = {};
  bool operator==(const enumerated& x) const { return number == x.number; }
};

struct value;
struct named_value;

using value_list = std::vector<value>;
using named_values = std::vector<named_value>;

/// An alternative and its value.
class choice {
public:
  choice(std::string name, value is);

  const std::string& name() const { return name_; }
  const value& is() const { return *is_; }

private:
  std::string name_;
  std::shared_ptr<const value> is_;
};

/// A value of some type. Texts are UTF-8, but those of the types whose characters
/// are octets (all but UTF8String, BMPString and UniversalString) the octets as
/// they are. A SEQUENCE and a SET are named values; so is EXTERNAL, with `data`
/// (an entity, octets or bits) and, where present, `direct_ref`, `indirect_ref`
/// and `data_value_descriptor`. A SEQUENCE OF and a SET OF are lists.
struct value {
  std::variant<null_value, bool, integer, bit_string, bytes, asn1::object_identifier,
               relative_oid, double, std::string, enumerated, value_list, named_values,
               choice, entity>
    is;
};

struct named_value {
  std::string name;
  value is;
};

/// Names within object identifiers do not count; NaN is itself, and -0 is not 0.
bool operator==(const value& x, const value& y);
bool operator==(const named_value& x, const named_value& y);

/// None where there is no value of that name.
const value* find(const named_values& in, std::string_view name);

/// What a value is, in words: `"an INTEGER"`.
std::string_view kind_name(const value& x);

} // namespace bus::asn1_interpreter
