#include "tools/asn1_interpreter/violation.hpp"

#include "tools/asn1_interpreter/strings.hpp"
#include "tools/asn1_interpreter/utf8.hpp"

#include <algorithm>

namespace bus::asn1_interpreter {

namespace {

using asn1c::interval;
using asn1c::wide_int;
using intervals = std::vector<interval>;
using told = std::optional<std::string>;

bool holds(const intervals& x, wide_int number) {
  auto inside = [&](const interval& one) {
    return (!one.low || *one.low <= number) && (!one.high || number <= *one.high);
  };
  return x.empty() || std::any_of(x.begin(), x.end(), inside);
}

/// A number beyond any bound that a module can state.
bool holds_beyond(const intervals& x, bool negative) {
  auto open = [&](const interval& one) { return negative ? !one.low : !one.high; };
  return x.empty() || std::any_of(x.begin(), x.end(), open);
}

std::string shown(const interval& x) {
  if (x.low && x.high && *x.low == *x.high)
    return asn1c::to_string(*x.low);
  return (x.low ? asn1c::to_string(*x.low) : "MIN") + ".."
         + (x.high ? asn1c::to_string(*x.high) : "MAX");
}

std::string shown(const intervals& x) {
  auto out = std::string{};
  for (auto& one : x)
    out += (out.empty() ? "" : " | ") + shown(one);
  return out;
}

told wrong_number(const type& of, const integer& x) {
  auto& limit = of.allowed;
  auto wide = x.to_wide();
  auto fits =
    wide ? holds(limit.numbers, *wide) : holds_beyond(limit.numbers, x.is_negative());
  if (limit.numbers_extensible || fits)
    return std::nullopt;
  return x.to_text().value_or("the number") + " is not in " + shown(limit.numbers);
}

told wrong_size(const type& of, std::size_t size) {
  auto& limit = of.allowed;
  if (limit.sizes_extensible || holds(limit.sizes, static_cast<wide_int>(size)))
    return std::nullopt;
  return "the size " + std::to_string(size) + " is not in " + shown(limit.sizes);
}

told wrong_character(const type& of, std::string_view x) {
  auto text =
    of.allowed.alphabet.empty() ? std::optional{std::string{}} : to_utf8(of.is, x);
  if (!text)
    return "the text is no UTF-8";
  for (auto rest = std::string_view{*text}; !rest.empty();) {
    auto one = *take_code_point(rest);
    if (!holds(of.allowed.alphabet, static_cast<wide_int>(one)))
      return "the character with the code " + std::to_string(std::uint32_t{one})
             + " is not allowed";
  }
  return std::nullopt;
}

told wrong_time(const type& of, std::string_view x) {
  if (of.is == type_kind::utc_time && !is_utc_time(x))
    return "expected a time as YYMMDDhhmm[ss] with Z or +hhmm";
  if (of.is == type_kind::generalized_time && !is_generalized_time(x))
    return "expected a time as YYYYMMDDhh[mm[ss]][.f][Z]";
  return std::nullopt;
}

told wrong_text(const type& of, const std::string& x) {
  if (auto out = wrong_time(of, x))
    return out;
  if (auto out = wrong_size(of, count_characters(of.is, x)))
    return out;
  return wrong_character(of, x);
}

struct checking {
  const type& of;
  told operator()(const integer& x) const { return wrong_number(of, x); }
  told operator()(const std::string& x) const { return wrong_text(of, x); }
  told operator()(const bit_string& x) const { return wrong_size(of, x.size()); }
  told operator()(const bytes& x) const { return wrong_size(of, x.size()); }
  told operator()(const value_list& x) const { return wrong_size(of, x.size()); }
  told operator()(const auto&) const { return std::nullopt; }
};

} // namespace

std::optional<std::string> violation(const type& of, const value& x) {
  return std::visit(checking{of}, x.is);
}

} // namespace bus::asn1_interpreter
