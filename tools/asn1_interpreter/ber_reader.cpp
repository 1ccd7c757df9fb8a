#include "tools/asn1_interpreter/ber_reader.hpp"

#include "tools/asn1_interpreter/arcs.hpp"
#include "tools/asn1_interpreter/external.hpp"
#include "tools/asn1_interpreter/first_tag.hpp"
#include "tools/asn1_interpreter/real.hpp"
#include "tools/asn1_interpreter/strings.hpp"
#include "tools/asn1_interpreter/violation.hpp"

namespace bus::asn1_interpreter {

namespace {

constexpr auto bit_fragment = asn1c::tag{asn1c::tag_class::universal, 3};
constexpr auto octet_fragment = asn1c::tag{asn1c::tag_class::universal, 4};

} // namespace

value ber_reader::document(const type& of, byte_view octets) {
  return read(of, ber_elements{octets, at_}.only());
}

/// Goes through the tags; each but a type's own one is explicit.
value ber_reader::read(const type& of, ber_element x) {
  for (auto i = std::size_t{0}; i < of.tags.size(); ++i) {
    if (x.is != of.tags[i])
      refuse(x, "expected " + to_string(of.tags[i]) + ", found " + to_string(x.is));
    if (i + 1 < of.tags.size() || !has_own_tag(of))
      x = ber_elements::in(x, at_).only();
  }
  auto out = untagged(of, x);
  if (auto wrong = violation(of, out))
    refuse(x, *wrong);
  return out;
}

value ber_reader::untagged(const type& of, const ber_element& x) {
  switch (of.is) {
  case type_kind::sequence: return sequence(of, x);
  case type_kind::set: return set(of, x);
  case type_kind::sequence_of:
  case type_kind::set_of: return list(of, x);
  case type_kind::choice: return alternative(of, x);
  case type_kind::open:
    return {entity{rules::ber, bytes(x.whole.begin(), x.whole.end())}};
  case type_kind::bit_string: return bits(x);
  default:
    return is_string(of.is) || of.is == type_kind::octet_string ? text(of, x)
                                                                : primitive(of, x);
  }
}

value ber_reader::primitive(const type& of, const ber_element& x) {
  auto checked = [&](auto parsed) {
    if (!parsed)
      refuse(x, parsed.error());
    return value{*parsed};
  };
  if (x.constructed)
    refuse(x, to_string(x.is) + " is to be primitive, and is constructed");
  switch (of.is) {
  case type_kind::boolean: return boolean(x);
  case type_kind::null: return null(x);
  case type_kind::integer:
  case type_kind::enumerated: return number(of, x);
  case type_kind::real: return checked(parse_real_contents(x.contents));
  case type_kind::object_identifier: return checked(parse_oid_contents(x.contents));
  case type_kind::relative_oid: return checked(parse_relative_oid_contents(x.contents));
  default: refuse(x, "a type that cannot be read");
  }
}

value ber_reader::boolean(const ber_element& x) const {
  if (x.contents.size() != 1)
    refuse(x, "a BOOLEAN has one octet, and not " + std::to_string(x.contents.size()));
  return {x.contents[0] != 0};
}

value ber_reader::null(const ber_element& x) const {
  if (!x.contents.empty())
    refuse(x, "a NULL has no contents");
  return {null_value{}};
}

value ber_reader::number(const type& of, const ber_element& x) {
  if (x.contents.empty())
    refuse(x, "a number without octets");
  auto out = integer::of_octets(x.contents);
  if (of.is == type_kind::integer)
    return {std::move(out)};
  if (!find_number(of, out) && !of.inside->extensible)
    refuse(x, "no item has the number " + out.to_text().value_or("that stands here"));
  return {item_of(of, std::move(out), at_)};
}

value ber_reader::text(const type& of, const ber_element& x) {
  auto octets = bytes{};
  add_octets(octets, x);
  if (of.is == type_kind::octet_string)
    return {std::move(octets)};
  auto out = from_wire(of.is, octets);
  if (!out)
    refuse(x, "a " + std::string{xml_name(of.is)} + " with octets that are no text");
  return {std::move(*out)};
}

/// Strings may come in parts, and parts in parts (X.690, 8.7.3 and 8.23).
void ber_reader::add_octets(bytes& to, const ber_element& x) {
  if (!x.constructed) {
    to.insert(to.end(), x.contents.begin(), x.contents.end());
    return;
  }
  auto deeper = walk::step{at_};
  for (auto inside = ber_elements::in(x, at_); !inside.ended();) {
    auto next = inside.next();
    if (next.is != octet_fragment)
      refuse(next,
             "expected a part of a string, [UNIVERSAL 4], found " + to_string(next.is));
    add_octets(to, next);
  }
}

value ber_reader::bits(const ber_element& x) {
  auto out = bit_string{};
  add_bits(out, x, true);
  return {std::move(out)};
}

void ber_reader::add_bits(bit_string& to, const ber_element& x, bool is_last) {
  if (!x.constructed) {
    add_primitive_bits(to, x, is_last);
    return;
  }
  auto deeper = walk::step{at_};
  for (auto inside = ber_elements::in(x, at_); !inside.ended();) {
    auto next = inside.next();
    if (next.is != bit_fragment)
      refuse(next, "expected a part of a BIT STRING, [UNIVERSAL 3], found "
                     + to_string(next.is));
    add_bits(to, next, is_last && inside.ended());
  }
}

void ber_reader::add_primitive_bits(bit_string& to, const ber_element& x,
                                    bool is_last) const {
  if (x.contents.empty())
    refuse(x, "a BIT STRING without the octet that counts unused bits");
  auto unused = std::size_t{x.contents[0]};
  auto octets = x.contents.subspan(1);
  if (unused > 7 || (unused > 0 && octets.empty()))
    refuse(x, "a BIT STRING with " + std::to_string(unused) + " unused bits in "
                + std::to_string(octets.size()) + " octets");
  if (unused > 0 && !is_last)
    refuse(x, "unused bits in a part that is not the last");
  for (auto i = std::size_t{0}; i < octets.size() * 8 - unused; ++i)
    to.push_back(octets[i / 8] >> (7 - i % 8) & 1);
}

value ber_reader::part(const component& of, const ber_element& x) {
  auto inside = walk::step{at_, of.name};
  return read(of.of, x);
}

/// What is told of it where a component is missing.
std::string ber_reader::pass_unknown(const type& of, const ber_element& x) const {
  if (!of.inside->extensible)
    refuse(x, "unexpected tag " + to_string(x.is));
  return "; " + to_string(x.is) + " at octet " + std::to_string(x.at) + " is not known";
}

value ber_reader::whole(const type& of, const ber_element& x, parts got,
                        const std::string& passed) {
  auto& all = of.inside->components;
  if (auto missing = find_missing(all, got))
    refuse(x, "the component " + missing->name + " is missing" + passed);
  auto out = completed(all, std::move(got), at_);
  return {is_external(of) ? to_external(std::move(out)) : std::move(out)};
}

value ber_reader::sequence(const type& of, const ber_element& x) {
  auto& all = of.inside->components;
  auto got = parts(all.size());
  auto passed = std::string{};
  auto next = std::size_t{0};
  for (auto inside = ber_elements::in(x, at_); !inside.ended();) {
    auto one = inside.next();
    auto found = next;
    while (found < all.size() && !may_begin(all[found].of, one.is))
      ++found;
    if (found == all.size()) {
      passed = pass_unknown(of, one);
      continue;
    }
    for (; next < found; ++next)
      if (!may_be_absent(all[next]))
        refuse(one, "the component " + all[next].name + " is missing");
    got[next++] = part(all[found], one);
  }
  return whole(of, x, std::move(got), passed);
}

value ber_reader::set(const type& of, const ber_element& x) {
  auto& all = of.inside->components;
  auto got = parts(all.size());
  auto passed = std::string{};
  for (auto inside = ber_elements::in(x, at_); !inside.ended();) {
    auto one = inside.next();
    auto found = find_by_tag(all, one.is);
    if (found == all.size()) {
      passed = pass_unknown(of, one);
      continue;
    }
    if (got[found])
      refuse(one, "the component " + all[found].name + " stands twice");
    got[found] = part(all[found], one);
  }
  return whole(of, x, std::move(got), passed);
}

value ber_reader::list(const type& of, const ber_element& x) {
  auto out = value_list{};
  for (auto inside = ber_elements::in(x, at_); !inside.ended();) {
    auto one = inside.next();
    auto deeper = walk::step{at_, out.size()};
    out.push_back(read(*of.inside->element, one));
  }
  return {std::move(out)};
}

value ber_reader::alternative(const type& of, const ber_element& x) {
  auto& all = of.inside->components;
  auto found = find_by_tag(all, x.is);
  if (found == all.size())
    refuse(x, "unexpected tag " + to_string(x.is) + ", which no alternative has");
  return {choice{all[found].name, part(all[found], x)}};
}

} // namespace bus::asn1_interpreter
