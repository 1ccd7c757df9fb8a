#pragma once

#include "tools/asn1c/kinds.hpp"
#include "tools/asn1c/lexer.hpp"

#include <memory>
#include <optional>
#include <vector>

/// Modules as they are written: what the parser makes and the resolver reads.
namespace bus::asn1c::syntax {

struct type;
struct value;
struct constraint;

using type_ptr = std::shared_ptr<const type>;
using value_ptr = std::shared_ptr<const value>;

/// A value before its type is known. `{a 1, b TRUE}`, `{iso standard 9506}` and
/// `{1, 2}` look alike until then: they are items, each a row of values.
struct value {
  enum class form {
    number,
    decimal,
    boolean,
    null,
    text,
    binary,
    hex,
    reference, ///< `foo`, `Module.foo`, PLUS-INFINITY and its like; `foo(3)` in an OID
    braces,
    choice, ///< `alternative : value`
    field,  ///< `object.&id`: its value is not known, nor is there a name for it
    open,   ///< `Type : value`, the value in `inner`
  };

  form is = form::null;
  place at;
  std::string text;   ///< digits, characters, or the name
  std::string module; ///< of a reference
  std::vector<std::vector<value>> items;
  value_ptr inner; ///< of a choice, and the number of `foo(3)`
};

struct named_number {
  std::string name;
  std::optional<value> number; ///< an enumeration item may have none
  place at;
};

/// What a set of elements is made of (X.682 and X.680, clauses 50 and 51).
struct constraint {
  enum class form {
    single,
    range,
    size,
    from,
    contains, ///< another type's values
    any_of,   ///< `|`
    all_of,   ///< `^`, and one constraint behind another
    except,   ///< the first without the second; alone: ALL EXCEPT
    ignored,  ///< kept as a place only: PATTERN, WITH COMPONENTS, CONSTRAINED BY, ...
  };

  form is = form::ignored;
  place at;
  std::vector<constraint> parts;
  bool extensible = false;
  std::optional<value> low, high; ///< of a range none is MIN or MAX; a single is low
  bool low_open = false;
  bool high_open = false;
  type_ptr of; ///< of `contains`
};

struct tag_prefix {
  tag_class of = tag_class::context;
  value number;
  enum class mode { by_module, is_implicit, is_explicit } how = mode::by_module;
  place at;
};

struct component {
  enum class form { field, components_of, extension } is = form::field;
  place at;
  std::string name;
  type_ptr of;
  bool optional = false;
  std::optional<value> default_value;
  int group = 0; ///< of `[[ ]]`, from 1
};

/// What stands for a dummy reference: what it may be read as; nothing for a set
/// of objects that is written out.
struct argument {
  type_ptr as_type;
  std::optional<value> as_value;
  std::optional<constraint> as_set;
};

struct type {
  place at;
  type_kind is = type_kind::null;
  std::vector<tag_prefix> tags; ///< outermost first
  std::string module;           ///< of a reference
  std::string name;  ///< of a reference, a class, or the alternative of a selection
  std::string field; ///< of a class
  std::vector<std::string> through; ///< the fields before it, which hold objects
  std::vector<argument> arguments;
  std::vector<named_number> numbers;
  std::optional<std::size_t> extension; ///< of an enumeration: where `...` stands
  std::vector<component> components;
  type_ptr element; ///< of SEQUENCE OF and SET OF; the choice of a selection
  std::string element_name;
  std::vector<constraint> constraints;
};

/// `module.name`, or `name` alone.
inline type referring(std::string_view module, std::string_view name, place at) {
  auto out = type{};
  out.is = type_kind::reference;
  out.module = module;
  out.name = name;
  out.at = at;
  return out;
}

struct class_field {
  std::string name; ///< with its `&`
  type_ptr of;      ///< of a value field with a fixed type
};

struct parameter {
  std::string name;
};

struct assignment {
  enum class form {
    type,
    value,
    object_class,
    object, ///< a name only; also of an object set and a macro
    set,    ///< values of a type, or objects of a class: `of` has them as constraint
  };
  form is = form::type;
  place at;
  std::string name;
  std::vector<parameter> parameters;
  type_ptr of;                     ///< the type, or a value's type
  std::optional<value> has;        ///< of a value
  std::vector<class_field> fields; ///< of a class
  std::string same_as;             ///< of a class that is another's alias
};

struct import {
  std::string name;
  std::string module;
  place at;
};

enum class tag_default { is_explicit, is_implicit, automatic };

struct module {
  std::string file;
  place at;
  std::string name;
  std::optional<value> oid;
  tag_default tags = tag_default::is_explicit;
  bool extensible = false; ///< EXTENSIBILITY IMPLIED
  std::vector<import> imports;
  std::vector<import> exports; ///< checked to be there; `module` is empty
  std::vector<assignment> assignments;
};

} // namespace bus::asn1c::syntax
