#include "tools/asn1_interpreter/json_reader.hpp"

#include "tools/asn1_interpreter/external.hpp"
#include "tools/asn1_interpreter/json.hpp"
#include "tools/asn1_interpreter/json_document.hpp"
#include "tools/asn1_interpreter/strings.hpp"
#include "tools/asn1_interpreter/violation.hpp"

namespace bus::asn1_interpreter {

using json = rapidjson::Value;

value json_reader::read(const type& of, const json& x) {
  auto out = plain(of, x);
  if (auto wrong = violation(of, out))
    at_.refuse(*wrong);
  return out;
}

value json_reader::plain(const type& of, const json& x) {
  switch (of.is) {
  case type_kind::boolean: return {boolean(x)};
  case type_kind::null: return {null(x)};
  case type_kind::integer: return {number(x)};
  case type_kind::real: return {real(x)};
  case type_kind::enumerated: return {item(of, x)};
  case type_kind::bit_string: return {bits(x)};
  case type_kind::octet_string: return {octets(x, "hex")};
  case type_kind::object_identifier: return {oid(x)};
  case type_kind::relative_oid: return {relative(x)};
  case type_kind::sequence:
  case type_kind::set: return {is_external(of) ? external(x) : components_of(of, x)};
  case type_kind::sequence_of:
  case type_kind::set_of: return {list(of, x)};
  case type_kind::choice: return {alternative(of, x)};
  case type_kind::open: return {open(x)};
  default: return {text(of.is, x)};
  }
}

named_values json_reader::components_of(const type& of, const json& x) {
  if (!x.IsObject())
    refuse("an object");
  auto& all = of.inside->components;
  auto got = parts(all.size());
  for (auto& [key, has] : x.GetObject()) {
    auto index = index_of(all, text_of(key));
    if (index == all.size() || got[index])
      at_.refuse(std::string{text_of(key)}
                 + (index == all.size() ? " is no component" : " stands twice"));
    auto inside = walk::step{at_, all[index].name};
    got[index] = read(all[index].of, has);
  }
  if (auto missing = find_missing(all, got))
    at_.refuse("the component " + missing->name + " is missing");
  return completed(all, std::move(got), at_);
}

value_list json_reader::list(const type& of, const json& x) {
  if (!x.IsArray())
    refuse("an array");
  auto out = value_list{};
  for (auto& one : x.GetArray()) {
    auto inside = walk::step{at_, out.size()};
    out.push_back(read(*of.inside->element, one));
  }
  return out;
}

choice json_reader::alternative(const type& of, const json& x) {
  if (!x.IsObject() || x.MemberCount() != 1)
    refuse("an object with one member, the alternative");
  auto& all = of.inside->components;
  auto& [key, has] = *x.MemberBegin();
  auto found = index_of(all, text_of(key));
  if (found == all.size())
    at_.refuse("there is no alternative " + std::string{text_of(key)});
  auto inside = walk::step{at_, all[found].name};
  return {all[found].name, read(all[found].of, has)};
}

named_values json_reader::external(const json& x) {
  if (!x.IsObject())
    refuse("an object");
  auto out = named_values{};
  for (auto& [key, has] : x.GetObject()) {
    auto name = std::string{text_of(key)};
    auto inside = walk::step{at_, name};
    if (find(out, name))
      at_.refuse("it stands twice");
    out.push_back({name, external_part(name, has)});
  }
  if (!find(out, "data"))
    at_.refuse("the component data is missing");
  return to_external(from_external(out, at_));
}

value json_reader::external_part(std::string_view name, const json& x) const {
  if (name == "direct_ref")
    return {oid(x)};
  if (name == "indirect_ref")
    return {number(x)};
  if (name == "data_value_descriptor")
    return {text(type_kind::object_descriptor, x)};
  if (name == "data")
    return data(x);
  at_.refuse("EXTERNAL has no such component");
}

result<value> from_json(const asn1c::repository& modules, std::string_view module,
                        std::string_view type, std::string_view text) {
  return attempt([&] {
    auto& of = definition_of(modules, module, type);
    auto at = walk{of.name, errc::invalid_value, {}};
    return json_reader{at}.read(of.is, parse_json(text, at));
  });
}

} // namespace bus::asn1_interpreter
