#include "tools/asn1c/cpp_model.hpp"
#include "tools/asn1c/names.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace bus::asn1c {

namespace {

std::string real_expression(double x) {
  if (std::isnan(x))
    return "std::numeric_limits<double>::quiet_NaN()";
  if (std::isinf(x))
    return std::string{x < 0 ? "-" : ""} + "std::numeric_limits<double>::infinity()";
  char out[40];
  std::snprintf(out, sizeof out, "%.17g", x);
  return std::string{"double{"} + out + '}';
}

std::string bits_expression(const bits& x) {
  auto digits = std::string{};
  for (auto bit : x)
    digits += bit ? '1' : '0';
  return "asn1::bit_string{std::string_view{\"" + digits + "\"}}";
}

template <class List, class One>
std::string list_expression(const std::string& type, const List& x, One one) {
  auto out = type + '{';
  for (auto& next : x)
    out += (&next == &x.front() ? "" : ", ") + one(next);
  return out + '}';
}

std::string number_expression(wide_int x, const std::string& type) {
  auto text = to_string(x);
  if (type.ends_with("uint64_t") || type == "asn1::integer")
    text = x > (wide_int{1} << 63) - 1 ? text + 'u' : text;
  if (x == -(wide_int{1} << 63))
    return "std::numeric_limits<std::int64_t>::min()";
  return type + '{' + text + '}';
}

} // namespace

std::string cpp_model::expression(const value& x, const type& of) const {
  auto name = type_of(of);
  switch (of.is) {
  case type_kind::boolean: return std::get<bool>(x.is) ? "true" : "false";
  case type_kind::integer: return number_expression(std::get<wide_int>(x.is), name);
  case type_kind::null: return "asn1::null{}";
  case type_kind::real: return real_expression(std::get<double>(x.is));
  case type_kind::bit_string: return bits_expression(std::get<bits>(x.is));
  case type_kind::octet_string:
    return list_expression(name, std::get<octets>(x.is),
                           [](std::uint8_t one) { return std::to_string(one); });
  case type_kind::object_identifier:
  case type_kind::relative_oid: {
    auto arcs_name = of.is == type_kind::relative_oid ? name + '{' : std::string{};
    auto inner = of.is == type_kind::relative_oid ? "" : name;
    auto out = list_expression(inner, std::get<arcs>(x.is), [](std::uint64_t one) {
      return "std::uint64_t{" + std::to_string(one) + "u}";
    });
    return arcs_name + out + (arcs_name.empty() ? "" : "}");
  }
  case type_kind::sequence_of:
  case type_kind::set_of:
    return list_expression(name, std::get<value_list>(x.is), [&](const value& one) {
      return expression(one, *of.inside->element);
    });
  default: break;
  }
  auto own = find(of.inside);
  if (!own)
    return "std::string{" + quoted(std::get<std::string>(x.is)) + '}';
  if (of.is == type_kind::enumerated) {
    auto number = std::get<wide_int>(x.is);
    auto same = [&](const named_number& one) { return one.number == number; };
    auto& all = of.inside->numbers;
    auto at = std::find_if(all.begin(), all.end(), same) - all.begin();
    return name + "::" + number_names(*of.inside)[static_cast<std::size_t>(at)];
  }
  auto members = member_names(*own);
  auto out = "[] { auto out = " + name + "{}; ";
  for (auto& one : std::get<named_values>(x.is)) {
    auto same = [&](const component& part) { return part.name == one.name; };
    auto& all = of.inside->components;
    auto at = std::find_if(all.begin(), all.end(), same);
    auto& member = members[static_cast<std::size_t>(at - all.begin())];
    auto what = expression(one.has, at->of);
    out += of.is == type_kind::choice
             ? "out.emplace<" + name + "::" + member + ">(" + what + "); "
             : "out." + member + " = " + what + "; ";
  }
  return out + "return out; }()";
}

} // namespace bus::asn1c
