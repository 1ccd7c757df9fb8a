#include "tools/asn1c/resolver.hpp"

#include <algorithm>
#include <array>
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

bool is_special_real(std::string_view x) {
  return x == "PLUS-INFINITY" || x == "MINUS-INFINITY" || x == "NOT-A-NUMBER";
}

/// The copies of all values that names stand for, in octets or parts.
constexpr auto most_copied = std::size_t{1000000};

std::size_t weight(const value& x) {
  if (auto text = std::get_if<std::string>(&x.is))
    return text->size();
  if (auto all = std::get_if<bits>(&x.is))
    return all->size() / 8;
  if (auto all = std::get_if<octets>(&x.is))
    return all->size();
  if (auto all = std::get_if<arcs>(&x.is))
    return all->size();
  auto out = std::size_t{1};
  if (auto list = std::get_if<value_list>(&x.is))
    for (auto& one : *list)
      out += weight(one);
  if (auto parts = std::get_if<named_values>(&x.is))
    for (auto& one : *parts)
      out += weight(one.has);
  return out;
}

/// Whether a value of `x` is one of `y`; parts are compared so deep (X.680, annex B).
bool fits(const type& x, const type& y, unsigned depth) {
  if (is_string(x.is) && is_string(y.is))
    return true;
  auto numbered = x.is == type_kind::integer || x.is == type_kind::bit_string;
  if (x.is != y.is || depth == 0)
    return x.is == y.is;
  if (x.inside == y.inside || numbered)
    return true;
  auto same_number = [](auto& one, auto& other) {
    return one.name == other.name && one.number == other.number;
  };
  auto same_component = [&](auto& one, auto& other) {
    return one.name == other.name && fits(one.of, other.of, depth - 1);
  };
  auto all_are = [](auto& one, auto& other, auto same) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(), same);
  };
  auto &one = *x.inside, &other = *y.inside;
  return all_are(one.numbers, other.numbers, same_number)
         && all_are(one.components, other.components, same_component)
         && (!one.element || !other.element
             || fits(*one.element, *other.element, depth - 1));
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
  if (x.is == form::field)
    refuse_unsupported(at, x.at, "the value of an object's field is not supported");
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
  auto out = value_definition{x.what->name, x.what->at, unknown_type(), {}};
  try {
    auto of = resolve(*x.what->of, here);
    if (types_are_done_)
      fill_all();
    out.is = resolve(*x.what->has, of, here);
    out.of = std::move(of);
  } catch (const unresolved& why) {
    if (why.is_mistake)
      report(why);
    else
      unsupported_[x.what] = why.what;
  }
  at->second = std::move(out);
  return *at->second;
}

/// What a value that is a dummy reference stands for; null for other values.
const bound* resolver::argument_of(const syntax::value& x, const context& at) const {
  if (x.is != form::reference || !x.module.empty() || x.inner || !at.with)
    return nullptr;
  auto found = at.with->by_name.find(x.text);
  return found == at.with->by_name.end() ? nullptr : &found->second;
}

/// The value that a name stands for; null where there is none.
const value_definition* resolver::find_value(const syntax::value& x,
                                             const context& at) {
  auto what = scopes_.find(x.text, x.module, *at.in);
  if (!what || scopes_.form_of(what) != syntax::assignment::form::value)
    return nullptr;
  if (!what.what->parameters.empty())
    refuse(at, x.at, x.text + " has parameters, which values may not here");
  auto& out = value_of(what);
  if (auto why = unsupported_.find(what.what); why != unsupported_.end())
    refuse_unsupported(at, x.at, why->second);
  if (is_unknown(out.of))
    give_up();
  return &out;
}

/// Values of values may double with each name.
void resolver::count_copy(const value& x, place where, const context& at) {
  copied_ += weight(x);
  if (copied_ > most_copied)
    refuse(at, where, "the values that names stand for are too large together");
}

value resolver::resolve_reference(const syntax::value& x, const type& of,
                                  const context& at) {
  if (auto argument = argument_of(x, at)) {
    if (!argument->is->as_value)
      refuse_argument(*argument, x.text, "value");
    return resolve(*argument->is->as_value, of, argument->from);
  }
  auto found = find_value(x, at);
  if (!found && scopes_.find(x.text, x.module, *at.in))
    refuse(at, x.at, "expected a value, and " + x.text + " is none");
  if (!found)
    refuse_name(x.text, x.module, x.at, at);
  if (!fits(found->of, of, 3))
    refuse(at, x.at, x.text + " has another type");
  count_copy(found->is, x.at, at);
  return found->is;
}

value resolver::resolve(const syntax::value& x, const type& of, const context& at) {
  auto deeper = level{*this, at, x.at};
  if (is_unknown(of) || broken_.contains(of.inside))
    give_up();
  if (of.is == type_kind::open || x.is == form::open)
    refuse_unsupported(at, x.at, "a value of an open type is not supported");
  if (x.is == form::field)
    refuse_unsupported(at, x.at, "the value of an object's field is not supported");
  if (of.is == type_kind::integer)
    return {resolve_number(x, at, of.inside)};
  if (of.is == type_kind::enumerated)
    return enumeration(x, of, at);
  if (x.is == form::reference && !is_special_real(x.text))
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
  if (is_string(of.is))
    return {text(x, of, at)};
  refuse(at, x.at, "a value of this type cannot be written");
}

value resolver::enumeration(const syntax::value& x, const type& of, const context& at) {
  if (x.is != form::reference)
    refuse(at, x.at, "expected one of the names");
  for (auto& one : of.inside->numbers)
    if (one.name == x.text && x.module.empty())
      return {one.number};
  return resolve_reference(x, of, at);
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
  constexpr auto names =
    std::array<std::string_view, 3>{"mantissa", "base", "exponent"};
  auto is_part = [](auto& item, std::string_view name) {
    return item.size() == 2 && item.front().text == name;
  };
  if (!std::equal(x.items.begin(), x.items.end(), names.begin(), names.end(), is_part))
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
    if (item.size() > 1)
      refuse(at, item[1].at, "expected ',' or '}'");
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

value resolver::components_of(const syntax::value& x, const type& of,
                              const context& at) {
  if (x.is != form::braces)
    refuse(at, x.at, "expected the components in braces");
  auto out = named_values{};
  auto find = [](auto& all, std::string_view name) {
    return std::find_if(all.begin(), all.end(),
                        [&](auto& one) { return one.name == name; });
  };
  auto& all = of.inside->components;
  for (auto& item : x.items) {
    auto& name = item.front();
    auto found = find(all, name.text);
    if (name.is != form::reference || item.size() != 2 || found == all.end())
      refuse(at, name.at, "expected a component's name and its value");
    if (find(out, name.text) != out.end())
      refuse(at, name.at, name.text + " stands twice");
    out.push_back({found->name, resolve(item.back(), found->of, at)});
  }
  for (auto& one : all)
    if (!one.optional && !one.default_value && !one.addition
        && find(out, one.name) == out.end())
      refuse(at, x.at, "the component " + one.name + " is missing");
  return {out};
}

value resolver::elements_of(const syntax::value& x, const type& of, const context& at) {
  if (x.is != form::braces || !of.inside->element)
    refuse(at, x.at, "expected the elements in braces");
  auto out = value_list{};
  for (auto& item : x.items) {
    auto& name = of.inside->element_name;
    auto named = item.size() == 2 && !name.empty() && item.front().text == name;
    if (item.size() > 1 && !named)
      refuse(at, item[1].at, "expected ',' or '}'");
    out.push_back(resolve(item.back(), *of.inside->element, at));
  }
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
