#include "messages/mms/numeric.hpp"

#include "messages/asn1/integer.hpp"

namespace bus::mms {

namespace {

std::optional<numeric> number_of(const std::string& text) {
  constexpr auto infinity = std::numeric_limits<double>::infinity();
  constexpr auto most_digits = std::size_t{20};
  if (text == "NaN")
    return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity")
    return infinity;
  if (text == "-Infinity")
    return -infinity;
  auto whole =
    text.size() <= most_digits ? asn1::integer::from_text(text) : std::nullopt;
  if (!whole)
    return std::nullopt;
  if (auto small = whole->to_int64())
    return *small;
  if (auto large = whole->to_uint64())
    return *large;
  return std::nullopt;
}

} // namespace

std::optional<numeric> number_in(const value& x) {
  return std::visit(
    [](auto& from) -> std::optional<numeric> {
      using kind = std::decay_t<decltype(from)>;
      if constexpr (std::is_same_v<kind, std::string>)
        return number_of(from);
      else if constexpr (std::is_arithmetic_v<kind> && !std::is_same_v<kind, bool>)
        return from;
      else
        return std::nullopt;
    },
    x);
}

bool is_integer(const numeric& x) {
  return std::holds_alternative<std::int64_t>(x)
         || std::holds_alternative<std::uint64_t>(x);
}

std::optional<double> to_double(const numeric& x) {
  return std::visit(
    [](auto from) -> std::optional<double> {
      auto out = static_cast<double>(from);
      if constexpr (std::is_integral_v<decltype(from)>)
        if (exact<decltype(from)>(numeric{out}) != from)
          return std::nullopt;
      return out;
    },
    x);
}

std::optional<float> to_float32(const numeric& x) {
  if (auto* narrow = std::get_if<float>(&x))
    return *narrow;
  auto wide = to_double(x);
  if (!wide
      || (std::isfinite(*wide) && std::abs(*wide) > std::numeric_limits<float>::max()))
    return std::nullopt;
  auto out = static_cast<float>(*wide);
  if (is_integer(x) && double{out} != *wide)
    return std::nullopt;
  return out;
}

} // namespace bus::mms
