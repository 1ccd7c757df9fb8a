#include "tools/asn1_interpreter/xer_reader.hpp"

#include "tools/asn1_interpreter/external.hpp"
#include "tools/asn1_interpreter/violation.hpp"
#include "tools/asn1_interpreter/xml_names.hpp"

namespace bus::asn1_interpreter {

using kind = xml_event::kind;

namespace {

/// As a person would say it.
std::string shown(const xml_event& x) {
  switch (x.is) {
  case kind::open: return '<' + x.text + '>';
  case kind::close: return "</" + x.text + '>';
  case kind::text: return "characters";
  case kind::end: break;
  }
  return "the end";
}

} // namespace

value xer_reader::document(std::string_view name, const type& of) {
  from_.skip_space();
  auto out = element(name, of);
  from_.skip_space();
  auto end = from_.take();
  if (end.is != kind::end)
    from_.refuse(end.at, "expected the end, found " + shown(end));
  return out;
}

void xer_reader::open(std::string_view name) {
  from_.skip_space();
  auto found = from_.take();
  if (found.is != kind::open || found.text != name)
    from_.refuse(found.at,
                 "expected <" + std::string{name} + ">, found " + shown(found));
}

void xer_reader::close() {
  from_.skip_space();
  auto found = from_.take();
  if (found.is != kind::close)
    from_.refuse(found.at, "expected the end of the element, found " + shown(found));
}

xer_reader::word xer_reader::next_word() {
  auto found = from_.peek();
  if (found.is == kind::text && !trimmed(found.text).empty()) {
    from_.take();
    return {std::string{trimmed(found.text)}, false, found.at};
  }
  from_.skip_space();
  found = from_.peek();
  if (found.is != kind::open)
    return {"", false, found.at};
  from_.take();
  close();
  return {found.text, true, found.at};
}

void xer_reader::refuse(const word& x, std::string_view expected) const {
  from_.refuse(x.at, "expected " + std::string{expected} + ", found "
                       + (x.is_element     ? '<' + x.text + "/>"
                          : x.text.empty() ? "nothing"
                                           : "other characters"));
}

/// All of them; elements are refused.
std::string xer_reader::characters(std::string_view of) {
  auto out = from_.sees(kind::text) ? from_.take().text : std::string{};
  if (!from_.sees(kind::close))
    from_.refuse(from_.peek().at,
                 "expected " + std::string{of} + ", found " + shown(from_.peek()));
  return out;
}

value xer_reader::element(std::string_view name, const type& of) {
  open(name);
  auto out = contents(of);
  close();
  return out;
}

value xer_reader::contents(const type& of) {
  auto from = from_.peek().at;
  auto out = plain(of);
  if (auto wrong = violation(of, out))
    from_.refuse(from, *wrong);
  return out;
}

value xer_reader::plain(const type& of) {
  switch (of.is) {
  case type_kind::boolean: return boolean();
  case type_kind::integer: return number(of);
  case type_kind::enumerated: return item(of);
  case type_kind::bit_string: return bits(of);
  case type_kind::octet_string: return octets();
  case type_kind::null: return {null_value{}};
  case type_kind::object_identifier: return oid();
  case type_kind::relative_oid: return relative();
  case type_kind::real: return real();
  case type_kind::sequence: return sequence(of);
  case type_kind::set: return set(of);
  case type_kind::sequence_of:
  case type_kind::set_of: return list(of);
  case type_kind::choice: return alternative(of);
  case type_kind::open: return open_value();
  default: return text(of);
  }
}

/// Whether a component begins here; false at the end of all.
bool xer_reader::opens_part() {
  from_.skip_space();
  return from_.sees(kind::open);
}

void xer_reader::pass_unknown(const type& of) {
  if (!of.inside->extensible)
    from_.refuse(from_.peek().at, "unexpected element " + shown(from_.peek()));
  from_.raw_element();
}

value xer_reader::part(const component& of) {
  auto inside = walk::step{at_, of.name};
  return element(of.name, of.of);
}

value xer_reader::whole(const type& of, parts got) {
  auto& all = of.inside->components;
  if (auto missing = find_missing(all, got))
    from_.refuse(from_.peek().at, "the component " + missing->name + " is missing");
  auto out = completed(all, std::move(got), at_);
  return {is_external(of) ? to_external(std::move(out)) : std::move(out)};
}

value xer_reader::sequence(const type& of) {
  auto& all = of.inside->components;
  auto got = parts(all.size());
  auto next = std::size_t{0};
  while (opens_part()) {
    auto& begins = from_.peek();
    auto found = index_of(all, begins.text);
    if (found == all.size()) {
      pass_unknown(of);
      continue;
    }
    if (found < next)
      from_.refuse(begins.at, shown(begins) + " stands twice, or too late");
    for (; next < found; ++next)
      if (!may_be_absent(all[next]))
        from_.refuse(begins.at, "the component " + all[next].name + " is missing");
    got[next++] = part(all[found]);
  }
  return whole(of, std::move(got));
}

value xer_reader::set(const type& of) {
  auto& all = of.inside->components;
  auto got = parts(all.size());
  while (opens_part()) {
    auto& begins = from_.peek();
    auto found = index_of(all, begins.text);
    if (found == all.size()) {
      pass_unknown(of);
      continue;
    }
    if (got[found])
      from_.refuse(begins.at, shown(begins) + " stands twice");
    got[found] = part(all[found]);
  }
  return whole(of, std::move(got));
}

value xer_reader::list(const type& of) {
  auto out = value_list{};
  while (opens_part()) {
    auto inside = walk::step{at_, out.size()};
    out.push_back(list_item(of));
  }
  return {std::move(out)};
}

value xer_reader::list_item(const type& list) {
  auto& of = *list.inside->element;
  return items_stand_alone(list) ? contents(of) : element(item_name(list), of);
}

value xer_reader::alternative(const type& of) {
  auto& all = of.inside->components;
  if (!opens_part())
    from_.refuse(from_.peek().at,
                 "expected an alternative, found " + shown(from_.peek()));
  auto found = index_of(all, from_.peek().text);
  if (found == all.size())
    from_.refuse(from_.peek().at, "there is no alternative " + shown(from_.peek()));
  return {choice{all[found].name, part(all[found])}};
}

} // namespace bus::asn1_interpreter
