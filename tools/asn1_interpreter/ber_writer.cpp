#include "tools/asn1_interpreter/ber_writer.hpp"

#include "tools/asn1_interpreter/arcs.hpp"
#include "tools/asn1_interpreter/ber_element.hpp"
#include "tools/asn1_interpreter/external.hpp"
#include "tools/asn1_interpreter/open_value.hpp"
#include "tools/asn1_interpreter/real.hpp"
#include "tools/asn1_interpreter/strings.hpp"
#include "tools/asn1_interpreter/violation.hpp"

#include <algorithm>

namespace bus::asn1_interpreter {

namespace {

bool is_constructed(type_kind x) {
  switch (x) {
  case type_kind::sequence:
  case type_kind::sequence_of:
  case type_kind::set:
  case type_kind::set_of: return true;
  default: return false;
  }
}

bytes joined(const std::vector<bytes>& x) {
  auto out = bytes{};
  for (auto& one : x)
    writer{out}.put(one);
  return out;
}

} // namespace

bytes ber_writer::write(const type& of, const value& x) {
  auto out = contents(of, x);
  if (auto wrong = violation(of, x))
    at_.refuse(*wrong);
  auto constructed = is_constructed(of.is) || !has_own_tag(of);
  for (auto i = of.tags.size(); i-- > 0; constructed = true) {
    auto inside = std::exchange(out, {});
    put_element(out, of.tags[i], constructed, inside);
  }
  return out;
}

/// Without the type's tags.
bytes ber_writer::contents(const type& of, const value& x) {
  switch (of.is) {
  case type_kind::boolean: return boolean(x);
  case type_kind::integer:
  case type_kind::enumerated: return number(of, x);
  case type_kind::bit_string: return bits(x);
  case type_kind::octet_string: return as<bytes>(x, at_);
  case type_kind::null: return as<null_value>(x, at_), bytes{};
  case type_kind::object_identifier: return oid(x);
  case type_kind::relative_oid: return relative(x);
  case type_kind::real: return real_contents(as<double>(x, at_));
  case type_kind::sequence: return joined(parts(of, x));
  case type_kind::set: return set(of, x);
  case type_kind::sequence_of: return joined(elements(of, x));
  case type_kind::set_of: {
    auto all = elements(of, x);
    std::sort(all.begin(), all.end());
    return joined(all);
  }
  case type_kind::choice: return alternative(of, x);
  case type_kind::open: return open(x);
  default: return text(of, x);
  }
}

bytes ber_writer::boolean(const value& x) const {
  return {static_cast<std::uint8_t>(as<bool>(x, at_) ? 0xff : 0x00)};
}

bytes ber_writer::number(const type& of, const value& x) {
  if (of.is == type_kind::integer)
    return as<integer>(x, at_).octets();
  return item_of(of, as<enumerated>(x, at_).number, at_).number.octets();
}

bytes ber_writer::oid(const value& x) const {
  auto out = oid_contents(as<asn1::object_identifier>(x, at_));
  if (!out)
    at_.refuse("an object identifier begins with 0, 1 or 2, and has two arcs");
  return *out;
}

bytes ber_writer::relative(const value& x) const {
  auto out = relative_oid_contents(as<relative_oid>(x, at_));
  if (!out)
    at_.refuse("a relative object identifier has one arc at least");
  return *out;
}

bytes ber_writer::text(const type& of, const value& x) const {
  auto out = to_wire(of.is, as<std::string>(x, at_));
  if (!out)
    at_.refuse("the text is no UTF-8");
  return *out;
}

bytes ber_writer::open(const value& x) const {
  auto& out = as<entity>(x, at_);
  if (out.of != rules::ber)
    at_.refuse(errc::type_mismatch, "the open value is XML, and BER is to be written");
  element_of(out, at_);
  return out.octets;
}

bytes ber_writer::bits(const value& x) const {
  auto& all = as<bit_string>(x, at_);
  auto out = bytes(1 + (all.size() + 7) / 8);
  out[0] = static_cast<std::uint8_t>((out.size() - 1) * 8 - all.size());
  for (auto i = std::size_t{0}; i < all.size(); ++i)
    if (all[i])
      out[1 + i / 8] = static_cast<std::uint8_t>(out[1 + i / 8] | 0x80u >> i % 8);
  return out;
}

bool ber_writer::is_default(const component& of, const bytes& written) {
  return of.default_value && write(of.of, default_of(of, at_)) == written;
}

/// The components as written, in their order; what equals its DEFAULT is left out.
std::vector<bytes> ber_writer::parts(const type& of, const value& x) {
  auto& given = as<named_values>(x, at_);
  auto out = std::vector<bytes>{};
  auto& all = of.inside->components;
  auto named = is_external(of) ? from_external(given, at_) : given;
  auto values = arranged(all, named, at_);
  for (auto i = std::size_t{0}; i < all.size(); ++i) {
    if (!values[i])
      continue;
    auto inside = walk::step{at_, all[i].name};
    auto written = write(all[i].of, *values[i]);
    if (!is_default(all[i], written))
      out.push_back(std::move(written));
  }
  return out;
}

/// By the tags (X.690, 10.3).
bytes ber_writer::set(const type& of, const value& x) {
  auto all = parts(of, x);
  auto tag = [&](const bytes& one) { return ber_elements{one, at_}.only().is; };
  auto before = [&](const bytes& a, const bytes& b) { return tag(a) < tag(b); };
  std::stable_sort(all.begin(), all.end(), before);
  return joined(all);
}

std::vector<bytes> ber_writer::elements(const type& of, const value& x) {
  auto out = std::vector<bytes>{};
  for (auto& one : as<value_list>(x, at_)) {
    auto inside = walk::step{at_, out.size()};
    out.push_back(write(*of.inside->element, one));
  }
  return out;
}

bytes ber_writer::alternative(const type& of, const value& x) {
  auto& given = as<choice>(x, at_);
  auto& all = of.inside->components;
  auto found = index_of(all, given.name());
  if (found == all.size())
    at_.refuse("there is no alternative " + given.name());
  auto inside = walk::step{at_, given.name()};
  return write(all[found].of, given.is());
}

} // namespace bus::asn1_interpreter
