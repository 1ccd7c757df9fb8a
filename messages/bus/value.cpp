#include "messages/bus/value.hpp"

#include <algorithm>
#include <cmath>

namespace bus {

namespace {

template <class T>
bool equal(const T& x, const T& y) {
  return x == y;
}

bool equal(float x, float y) {
  return x == y || (std::isnan(x) && std::isnan(y));
}

bool equal(double x, double y) {
  return x == y || (std::isnan(x) && std::isnan(y));
}

bool equal(const std::shared_ptr<const array>& x,
           const std::shared_ptr<const array>& y) {
  return x == y
         || (x && y && std::equal(x->begin(), x->end(), y->begin(), y->end(), same));
}

bool equal(const std::shared_ptr<const structure>& x,
           const std::shared_ptr<const structure>& y) {
  auto same_member = [](const auto& a, const auto& b) {
    return a.first == b.first && same(a.second, b.second);
  };
  return x == y
         || (x && y
             && std::equal(x->begin(), x->end(), y->begin(), y->end(), same_member));
}

} // namespace

bool same(const value& x, const value& y) {
  return x.index() == y.index()
         && std::visit(
           [&](const auto& a) {
             return equal(a, *std::get_if<std::decay_t<decltype(a)>>(&y));
           },
           x);
}

result<double> to_number(const value& x) {
  return std::visit(
    [](const auto& a) -> result<double> {
      if constexpr (std::is_arithmetic_v<std::decay_t<decltype(a)>>)
        return static_cast<double>(a);
      else
        return fail(errc::type_mismatch, "value", "expected a number");
    },
    x);
}

bool is_number(const value& x) {
  return !std::holds_alternative<bool>(x) && to_number(x);
}

} // namespace bus
