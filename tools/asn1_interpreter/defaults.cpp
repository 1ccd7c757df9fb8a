#include "tools/asn1_interpreter/external.hpp"
#include "tools/asn1_interpreter/strings.hpp"
#include "tools/asn1_interpreter/types.hpp"

#include <algorithm>

namespace bus::asn1_interpreter {

namespace {

value converted(const type& of, const asn1c::value& x, walk& at);

value number_of(const type& of, asn1c::wide_int x, walk& at) {
  if (of.is == type_kind::enumerated)
    return {item_of(of, integer::of(x), at)};
  return {integer::of(x)};
}

value arcs_of(const type& of, const asn1c::arcs& x) {
  if (of.is == type_kind::relative_oid)
    return {x};
  return {asn1::object_identifier(x.begin(), x.end())};
}

value list_of(const type& of, const asn1c::value_list& x, walk& at) {
  auto out = value_list{};
  for (auto& one : x)
    out.push_back(converted(*of.inside->element, one, at));
  return {std::move(out)};
}

value choice_of(const type& of, const asn1c::named_value& x, walk& at) {
  auto& all = of.inside->components;
  auto& one = all[index_of(all, x.name)];
  return {choice{one.name, converted(one.of, x.has, at)}};
}

value components_of(const type& of, const asn1c::named_values& x, walk& at) {
  auto& all = of.inside->components;
  auto got = parts(all.size());
  for (auto& one : x) {
    auto index = index_of(all, one.name);
    got[index] = converted(all[index].of, one.has, at);
  }
  auto out = completed(all, std::move(got), at);
  return {is_external(of) ? to_external(std::move(out)) : std::move(out)};
}

/// Modules are UTF-8.
value text_of(const type& of, const std::string& x) {
  return {from_utf8(of.is, x).value_or(x)};
}

value converted(const type& of, const asn1c::value& x, walk& at) {
  auto deeper = walk::step{at};
  struct {
    const type& of;
    walk& at;
    value operator()(asn1c::null_value) { return {null_value{}}; }
    value operator()(bool one) { return {one}; }
    value operator()(asn1c::wide_int one) { return number_of(of, one, at); }
    value operator()(double one) { return {one}; }
    value operator()(const std::string& one) { return text_of(of, one); }
    value operator()(const asn1c::bits& one) { return {one}; }
    value operator()(const asn1c::octets& one) { return {one}; }
    value operator()(const asn1c::arcs& one) { return arcs_of(of, one); }
    value operator()(const asn1c::value_list& one) { return list_of(of, one, at); }
    value operator()(const asn1c::named_values& one) {
      return of.is == type_kind::choice ? choice_of(of, one.front(), at)
                                        : components_of(of, one, at);
    }
  } convert{of, at};
  return std::visit(convert, x.is);
}

} // namespace

value default_of(const component& x, walk& at) {
  auto inside = walk::step{at, x.name};
  return converted(x.of, *x.default_value, at);
}

} // namespace bus::asn1_interpreter
