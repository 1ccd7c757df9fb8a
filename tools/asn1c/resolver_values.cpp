#include "tools/asn1c/resolver.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace bus::asn1c {

using form = syntax::value::form;

namespace {

/// None where it does not fit 127 bits.
std::optional<wide_int> to_number(std::string_view digits) {
  auto negative = digits.starts_with('-');
  auto out = wide_int{0};
  for (auto c : digits.substr(negative ? 1 : 0)) {
    if (out > (wide_int{1} << 120))
      return std::nullopt;
    out = out * 10 + (c - '0');
  }
  return negative ? -out : out;
}

bits bits_of_hex(std::string_view digits) {
  auto out = bits{};
  for (auto c : digits) {
    auto digit = c <= '9' ? c - '0' : c - 'A' + 10;
    for (auto bit = 3; bit >= 0; --bit)
      out.push_back(digit >> bit & 1);
  }
  return out;
}

bits bits_of_binary(std::string_view digits) {
  auto out = bits{};
  for (auto c : digits)
    out.push_back(c == '1');
  return out;
}

/// The names that X.660 gives to the first arcs.
std::optional<std::uint64_t> known_arc(std::string_view name, const arcs& before) {
  using named = std::pair<std::string_view, std::uint64_t>;
  static constexpr named roots[] = {{"itu-t", 0},
                                    {"ccitt", 0},
                                    {"iso", 1},
                                    {"joint-iso-itu-t", 2},
                                    {"joint-iso-ccitt", 2}};
  static constexpr named of_iso[] = {{"standard", 0},
                                     {"registration-authority", 1},
                                     {"member-body", 2},
                                     {"identified-organization", 3}};
  static constexpr named of_itu[] = {{"recommendation", 0},
                                     {"question", 1},
                                     {"administration", 2},
                                     {"network-operator", 3},
                                     {"identified-organization", 4}};
  auto find = [&](const auto& table) -> std::optional<std::uint64_t> {
    for (auto& [known, number] : table)
      if (known == name)
        return number;
    return std::nullopt;
  };
  if (before.empty())
    return find(roots);
  if (before.size() == 1 && before[0] == 1)
    return find(of_iso);
  if (before.size() == 1 && before[0] == 0)
    return find(of_itu);
  return std::nullopt;
}

const std::string& name_of_item(const std::vector<syntax::value>& item) {
  return item.front().text;
}

} // namespace

wide_int resolver::resolve_number(const syntax::value& x, const context& at,
                                  const body* names) {
  if (x.is == form::number) {
    auto out = to_number(x.text);
    if (!out)
      refuse(at, x.at, "the number is too large");
    return *out;
  }
  if (x.is != form::reference)
    refuse(at, x.at, "expected a whole number");
  if (names)
    for (auto& one : names->numbers)
      if (one.name == x.text)
        return one.number;
  auto of = type{};
  of.is = type_kind::integer;
  auto out = resolve_reference(x, of, at);
  auto number = std::get_if<wide_int>(&out.is);
  if (!number)
    refuse(at, x.at, x.text + " is no whole number");
  return *number;
}

const value_definition& resolver::value_of(const found& x) {
  auto [at, is_new] = values_.try_emplace(x.what);
  if (!is_new) {
    if (!at->second)
      refuse({x.in, nullptr, {}}, x.what->at, x.what->name + " is only itself again");
    return *at->second;
  }
  auto here = context{x.in, nullptr, {x.what->name}};
  try {
    auto out = value_definition{x.what->name, x.what->at, {}, {}};
    out.of = resolve(*x.what->of, here);
    out.is = resolve(*x.what->has, out.of, here);
    at->second = std::move(out);
  } catch (const unresolved& why) {
    report(why);
    at->second = value_definition{x.what->name, x.what->at, {}, {}};
  }
  return *at->second;
}

value resolver::resolve_reference(const syntax::value& x, const type& of,
                                  const context& at) {
  if (at.with && x.module.empty())
    if (auto dummy = at.with->by_name.find(x.text); dummy != at.with->by_name.end()) {
      auto& [is, from] = dummy->second;
      if (!is->as_value)
        refuse(at, x.at, "the argument for " + x.text + " is no value");
      return resolve(*is->as_value, of, from);
    }
  auto what = scopes_.find(x.text, x.module, *at.in);
  if (!what || what.what->is != syntax::assignment::form::value)
    refuse(at, x.at, x.text + " is not defined as a value, and not imported");
  if (!what.what->parameters.empty())
    refuse(at, x.at, x.text + " has parameters, which values may not here");
  auto& out = value_of(what);
  auto same = out.of.is == of.is || (is_string(out.of.is) && is_string(of.is));
  if (!same)
    refuse(at, x.at, x.text + " has another type");
  return out.is;
}

value resolver::resolve(const syntax::value& x, const type& of, const context& at) {
  auto named = x.is == form::reference
               && (of.is == type_kind::enumerated || of.is == type_kind::integer);
  if (named || (of.is == type_kind::integer)) {
    auto number = wide_int{0};
    if (of.is == type_kind::enumerated) {
      auto has_name = [&](const named_number& one) { return one.name == x.text; };
      auto& all = of.inside->numbers;
      auto found = std::find_if(all.begin(), all.end(), has_name);
      if (found == all.end())
        return resolve_reference(x, of, at);
      number = found->number;
    } else
      number = resolve_number(x, at, of.inside);
    return {number};
  }
  auto special = of.is == type_kind::real && x.is == form::reference;
  if (x.is == form::reference && !special)
    return resolve_reference(x, of, at);
  switch (of.is) {
  case type_kind::boolean:
    if (x.is == form::boolean)
      return {x.text == "TRUE"};
    refuse(at, x.at, "expected TRUE or FALSE");
  case type_kind::null:
    if (x.is == form::null)
      return {null_value{}};
    refuse(at, x.at, "expected NULL");
  case type_kind::real: return real(x, at);
  case type_kind::bit_string: return bit_string(x, of, at);
  case type_kind::octet_string: return octet_string(x, at);
  case type_kind::object_identifier: return object_identifier(x, at, false);
  case type_kind::relative_oid: return object_identifier(x, at, true);
  case type_kind::sequence:
  case type_kind::set: return components_of(x, of, at);
  case type_kind::sequence_of:
  case type_kind::set_of: return elements_of(x, of, at);
  case type_kind::choice: return alternative(x, of, at);
  default: break;
  }
  if (is_string(of.is)) {
    if (x.is == form::text)
      return {x.text};
    refuse(at, x.at, "expected a text in quotes");
  }
  refuse(at, x.at, "a value of this type cannot be written");
}

value resolver::real(const syntax::value& x, const context& at) {
  if (x.is == form::number || x.is == form::decimal)
    return {std::strtod(x.text.c_str(), nullptr)};
  if (x.text == "PLUS-INFINITY")
    return {std::numeric_limits<double>::infinity()};
  if (x.text == "MINUS-INFINITY")
    return {-std::numeric_limits<double>::infinity()};
  if (x.text == "NOT-A-NUMBER")
    return {std::numeric_limits<double>::quiet_NaN()};
  if (x.is == form::reference) {
    auto of = type{};
    of.is = type_kind::real;
    return resolve_reference(x, of, at);
  }
  if (x.is != form::braces || x.items.size() != 3)
    refuse(at, x.at, "expected a number, or {mantissa M, base B, exponent E}");
  auto part = [&](std::size_t i) {
    return static_cast<long double>(resolve_number(x.items[i].back(), at));
  };
  return {static_cast<double>(part(0) * std::pow(part(1), part(2)))};
}

value resolver::bit_string(const syntax::value& x, const type& of, const context& at) {
  if (x.is == form::binary)
    return {bits_of_binary(x.text)};
  if (x.is == form::hex)
    return {bits_of_hex(x.text)};
  if (x.is != form::braces)
    refuse(at, x.at, "expected '...'B, '...'H or the names of bits in braces");
  auto out = bits{};
  for (auto& item : x.items) {
    auto bit = resolve_number(item.front(), at, of.inside);
    if (bit < 0 || bit > 65535)
      refuse(at, item.front().at, "expected a bit from 0 to 65535");
    auto index = static_cast<std::size_t>(bit);
    out.resize(std::max(out.size(), index + 1));
    out[index] = true;
  }
  return {out};
}

value resolver::octet_string(const syntax::value& x, const context& at) {
  if (x.is != form::hex && x.is != form::binary)
    refuse(at, x.at, "expected '...'H or '...'B");
  auto all = x.is == form::hex ? bits_of_hex(x.text) : bits_of_binary(x.text);
  auto out = octets((all.size() + 7) / 8);
  for (auto i = std::size_t{0}; i < all.size(); ++i)
    if (all[i])
      out[i / 8] = static_cast<std::uint8_t>(out[i / 8] | 0x80u >> i % 8);
  return {out};
}

value resolver::object_identifier(const syntax::value& x, const context& at,
                                  bool relative) {
  if (x.is != form::braces || x.items.size() > 1)
    refuse(at, x.at, "expected the arcs in braces");
  auto out = arcs{};
  auto add = [&](wide_int arc, place where) {
    if (arc < 0 || arc > std::numeric_limits<std::uint64_t>::max())
      refuse(at, where, "expected an arc from 0 to 2^64 - 1");
    out.push_back(static_cast<std::uint64_t>(arc));
  };
  for (auto& item : x.items)
    for (auto& one : item) {
      auto known = relative || one.inner ? std::nullopt : known_arc(one.text, out);
      auto what = one.is == form::reference && !one.inner && !known
                    ? scopes_.find(one.text, one.module, *at.in)
                    : found{};
      if (what && what.what->is == syntax::assignment::form::value) {
        auto& defined = value_of(what);
        if (auto prefix = std::get_if<arcs>(&defined.is.is))
          out.insert(out.end(), prefix->begin(), prefix->end());
        else
          add(resolve_number(one, at), one.at);
      } else if (known)
        out.push_back(*known);
      else
        add(resolve_number(one.inner ? *one.inner : one, at), one.at);
    }
  auto rooted = out.size() >= 2 && out[0] <= 2 && (out[0] == 2 || out[1] < 40);
  if (!relative && !rooted)
    refuse(at, x.at, "an object identifier begins with 0, 1 or 2, and has two arcs");
  return {out};
}

value resolver::components_of(const syntax::value& x, const type& of,
                              const context& at) {
  if (x.is != form::braces)
    refuse(at, x.at, "expected the components in braces");
  auto out = named_values{};
  for (auto& item : x.items) {
    auto named = item.front().is == form::reference && item.size() == 2;
    auto& all = of.inside->components;
    auto same = [&](const component& one) { return one.name == name_of_item(item); };
    auto found = std::find_if(all.begin(), all.end(), same);
    if (!named || found == all.end())
      refuse(at, item.front().at, "expected a component's name and its value");
    out.push_back({found->name, resolve(item.back(), found->of, at)});
  }
  for (auto& one : of.inside->components) {
    auto same = [&](const named_value& given) { return given.name == one.name; };
    auto given = std::any_of(out.begin(), out.end(), same);
    if (!given && !one.optional && !one.default_value && !one.addition)
      refuse(at, x.at, "the component " + one.name + " is missing");
  }
  return {out};
}

value resolver::elements_of(const syntax::value& x, const type& of, const context& at) {
  if (x.is != form::braces || !of.inside->element)
    refuse(at, x.at, "expected the elements in braces");
  auto out = value_list{};
  for (auto& item : x.items)
    out.push_back(resolve(item.back(), *of.inside->element, at));
  return {out};
}

value resolver::alternative(const syntax::value& x, const type& of, const context& at) {
  if (x.is != form::choice)
    refuse(at, x.at, "expected an alternative, ':' and its value");
  for (auto& one : of.inside->components)
    if (one.name == x.text)
      return {named_values{{one.name, resolve(*x.inner, one.of, at)}}};
  refuse(at, x.at, "there is no alternative " + x.text);
}

} // namespace bus::asn1c
