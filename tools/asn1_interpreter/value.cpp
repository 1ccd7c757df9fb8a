#include "tools/asn1_interpreter/value.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace bus::asn1_interpreter {

namespace {

template <class T>
bool is_same(const T& x, const T& y) {
  return x == y;
}

bool is_same(double x, double y) {
  if (std::isnan(x) || std::isnan(y))
    return std::isnan(x) && std::isnan(y);
  return x == y && std::signbit(x) == std::signbit(y);
}

bool is_same(const asn1::object_identifier& x, const asn1::object_identifier& y) {
  return asn1::same(x, y);
}

bool is_same(const choice& x, const choice& y) {
  return x.name() == y.name() && x.is() == y.is();
}

} // namespace

choice::choice(std::string name, value is)
  : name_{std::move(name)},
    is_{std::make_shared<const value>(std::move(is))} {}

bool operator==(const value& x, const value& y) {
  if (x.is.index() != y.is.index())
    return false;
  auto with_same = [&](const auto& one) {
    return is_same(one, std::get<std::decay_t<decltype(one)>>(y.is));
  };
  return std::visit(with_same, x.is);
}

bool operator==(const named_value& x, const named_value& y) {
  return x.name == y.name && x.is == y.is;
}

const value* find(const named_values& in, std::string_view name) {
  auto same = [&](const named_value& x) { return x.name == name; };
  auto at = std::find_if(in.begin(), in.end(), same);
  return at == in.end() ? nullptr : &at->is;
}

std::string_view kind_name(const value& x) {
  constexpr auto names = std::array<std::string_view, 14>{
    "NULL",           "a BOOLEAN",       "an INTEGER",
    "a BIT STRING",   "an OCTET STRING", "an OBJECT IDENTIFIER",
    "a RELATIVE-OID", "a REAL",          "a text",
    "an ENUMERATED",  "a list",          "named values",
    "a CHOICE",       "an open value"};
  static_assert(std::variant_size_v<decltype(value::is)> == names.size());
  return names[x.is.index()];
}

} // namespace bus::asn1_interpreter
