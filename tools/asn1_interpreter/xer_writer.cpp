#include "tools/asn1_interpreter/xer_writer.hpp"

#include "tools/asn1_interpreter/arcs.hpp"
#include "tools/asn1_interpreter/external.hpp"
#include "tools/asn1_interpreter/first_tag.hpp"
#include "tools/asn1_interpreter/hex.hpp"
#include "tools/asn1_interpreter/open_value.hpp"
#include "tools/asn1_interpreter/real.hpp"
#include "tools/asn1_interpreter/strings.hpp"
#include "tools/asn1_interpreter/violation.hpp"
#include "tools/asn1_interpreter/xml_names.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bus::asn1_interpreter {

namespace {

std::string empty_element(std::string_view name) {
  return '<' + std::string{name} + "/>";
}

std::string wrapped(std::string_view name, const std::string& contents) {
  auto tag = std::string{name} + '>';
  return '<' + tag + contents + "</" + tag;
}

std::string digits_of(const bit_string& x) {
  auto out = std::string{};
  for (auto bit : x)
    out += bit ? '1' : '0';
  return out;
}

/// The order in which components are written.
std::vector<std::size_t> order_of(const type& x) {
  auto& all = x.inside->components;
  auto out = std::vector<std::size_t>(all.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  auto last = asn1c::tag{asn1c::tag_class::private_use, ~0u};
  auto tag = [&](std::size_t i) { return smallest_tag(all[i].of).value_or(last); };
  auto before = [&](std::size_t a, std::size_t b) { return tag(a) < tag(b); };
  if (x.is == type_kind::set)
    std::stable_sort(out.begin(), out.end(), before);
  return out;
}

} // namespace

std::string xer_writer::document(std::string_view name, const type& of,
                                 const value& x) {
  return element(name, of, x);
}

std::string xer_writer::element(std::string_view name, const type& of, const value& x) {
  return wrapped(name, contents(of, x));
}

std::string xer_writer::contents(const type& of, const value& x) {
  auto out = plain(of, x);
  if (auto wrong = violation(of, x))
    at_.refuse(*wrong);
  return out;
}

std::string xer_writer::plain(const type& of, const value& x) {
  switch (of.is) {
  case type_kind::boolean: return empty_element(as<bool>(x, at_) ? "true" : "false");
  case type_kind::integer: return number(x);
  case type_kind::enumerated: return item(of, x);
  case type_kind::bit_string: return digits_of(as<bit_string>(x, at_));
  case type_kind::octet_string: return to_upper_hex(as<bytes>(x, at_));
  case type_kind::null: return as<null_value>(x, at_), std::string{};
  case type_kind::object_identifier: return oid(x);
  case type_kind::relative_oid: return relative(x);
  case type_kind::real: return real(x);
  case type_kind::sequence:
  case type_kind::set: return components_of(of, x);
  case type_kind::sequence_of:
  case type_kind::set_of: return list(of, x);
  case type_kind::choice: return alternative(of, x);
  case type_kind::open: return open(x);
  default: return text(of, x);
  }
}

std::string xer_writer::number(const value& x) const {
  auto out = as<integer>(x, at_).to_text();
  if (!out)
    at_.refuse("a number beyond " + std::to_string(integer::longest_text) + " octets");
  return *out;
}

std::string xer_writer::item(const type& of, const value& x) {
  auto out = item_of(of, as<enumerated>(x, at_).number, at_);
  return out.name.empty() ? number({out.number}) : empty_element(out.name);
}

std::string xer_writer::real(const value& x) const {
  auto out = as<double>(x, at_);
  if (std::isnan(out))
    return empty_element(not_a_number_name);
  if (std::isinf(out))
    return empty_element(out > 0 ? plus_infinity_name : minus_infinity_name);
  return decimal_text(out);
}

std::string xer_writer::oid(const value& x) const {
  auto& out = as<asn1::object_identifier>(x, at_);
  if (!oid_contents(out))
    at_.refuse("an object identifier begins with 0, 1 or 2, and has two arcs");
  return asn1::to_string(out);
}

std::string xer_writer::relative(const value& x) const {
  auto& out = as<relative_oid>(x, at_);
  if (out.empty())
    at_.refuse("a relative object identifier has one arc at least");
  return to_string(out);
}

std::string xer_writer::text(const type& of, const value& x) const {
  auto plain_text = to_utf8(of.is, as<std::string>(x, at_));
  if (!plain_text)
    at_.refuse("the text is no UTF-8");
  auto out = std::string{};
  append_escaped(out, *plain_text);
  return out;
}

/// XML as it is, BER in digits.
std::string xer_writer::open(const value& x) const {
  auto& given = as<entity>(x, at_);
  auto out = element_of(given, at_);
  return given.of == rules::ber ? to_upper_hex(out)
                                : std::string{out.begin(), out.end()};
}

std::string xer_writer::components_of(const type& of, const value& x) {
  auto& given = as<named_values>(x, at_);
  auto named = is_external(of) ? from_external(given, at_) : given;
  auto& all = of.inside->components;
  auto values = arranged(all, named, at_);
  auto out = std::string{};
  for (auto i : order_of(of))
    out += component_of(all[i], values[i]);
  return out;
}

/// DEFAULT values are written too (X.693, 9.5).
std::string xer_writer::component_of(const component& of, const value* x) {
  if (!x && !of.default_value)
    return {};
  auto by_default = x ? value{} : default_of(of, at_);
  auto inside = walk::step{at_, of.name};
  return element(of.name, of.of, x ? *x : by_default);
}

std::string xer_writer::list(const type& of, const value& x) {
  auto all = std::vector<std::string>{};
  for (auto& one : as<value_list>(x, at_)) {
    auto inside = walk::step{at_, all.size()};
    all.push_back(list_item(of, one));
  }
  if (of.is == type_kind::set_of)
    std::sort(all.begin(), all.end());
  return std::accumulate(all.begin(), all.end(), std::string{});
}

std::string xer_writer::list_item(const type& list, const value& x) {
  auto& of = *list.inside->element;
  auto name = item_name(list);
  if (of.is == type_kind::null && list.inside->element_name.empty())
    return contents(of, x) + empty_element(name);
  if (!items_stand_alone(list))
    return element(name, of, x);
  auto out = contents(of, x);
  if (!out.starts_with('<'))
    at_.refuse("an item without a name cannot stand in a list");
  return out;
}

std::string xer_writer::alternative(const type& of, const value& x) {
  auto& given = as<choice>(x, at_);
  auto& all = of.inside->components;
  auto found = index_of(all, given.name());
  if (found == all.size())
    at_.refuse("there is no alternative " + given.name());
  auto inside = walk::step{at_, given.name()};
  return element(given.name(), all[found].of, given.is());
}

} // namespace bus::asn1_interpreter
