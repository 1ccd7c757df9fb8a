#pragma once

#include "tools/asn1_interpreter/value.hpp"
#include "tools/asn1_interpreter/walk.hpp"
#include "tools/asn1c/repository.hpp"

namespace bus::asn1_interpreter {

using asn1c::component;
using asn1c::type;
using asn1c::type_kind;

using components = std::vector<component>;

/// Refused where there is no such module, or no such type in it.
const asn1c::definition& definition_of(const asn1c::repository& modules,
                                       std::string_view module, std::string_view type);

/// EXTERNAL, by whatever name and tag.
bool is_external(const type& x);

/// What has no tag of its own: CHOICE and open types.
bool has_own_tag(const type& x);

bool may_be_absent(const component& x);

/// Its place among the components; their number where there is none.
std::size_t index_of(const components& in, std::string_view name);

/// Of an INTEGER, ENUMERATED or BIT STRING; null where no such name is given.
const asn1c::named_number* find_number(const type& of, const integer& number);
const asn1c::named_number* find_number(const type& of, std::string_view name);

/// The item with its name; refused where there is none of that number.
enumerated item_of(const type& of, integer number, walk& at);

/// What was read of some components, one value or none for each.
using parts = std::vector<std::optional<value>>;

/// A required component that was not read.
const component* find_missing(const components& all, const parts& got);

/// The components in their order; DEFAULT values stand in for absent ones.
named_values completed(const components& all, parts got, walk& at);

/// One value for each component, null for the absent ones. Refused where a name is
/// not known or stands twice, or a required component is missing.
std::vector<const value*> arranged(const components& all, const named_values& x,
                                   walk& at);

/// The DEFAULT of a component that has one, whole.
value default_of(const component& x, walk& at);

/// What `x` is to be; refused where it is something else.
template <class T>
const T& as(const value& x, const walk& at) {
  if (auto out = std::get_if<T>(&x.is))
    return *out;
  at.refuse(errc::type_mismatch, "expected " + std::string{kind_name({T{}})}
                                   + ", found " + std::string{kind_name(x)});
}

template <>
const choice& as<choice>(const value& x, const walk& at);

} // namespace bus::asn1_interpreter
