#include "messages/asn1/shape.hpp"

#include <algorithm>

namespace bus::asn1 {

std::string to_string(tag x) {
  constexpr auto words =
    std::array<std::string_view, 4>{"UNIVERSAL ", "APPLICATION ", "", "PRIVATE "};
  auto word = words[static_cast<std::size_t>(x.of())];
  return '[' + std::string{word} + std::to_string(x.number()) + ']';
}

bool accepts(const shape& x, tag first) {
  if (x.tag_count > 0)
    return x.tags[0] == first;
  if (x.is == kind::open)
    return true;
  return find(x.parts, first) < x.parts.size();
}

std::size_t find(std::span<const shape> all, tag first) {
  auto fits = [&](const shape& x) { return accepts(x, first); };
  return static_cast<std::size_t>(std::find_if(all.begin(), all.end(), fits)
                                  - all.begin());
}

std::size_t find(std::span<const shape> all, std::string_view name) {
  auto fits = [&](const shape& x) { return x.name == name; };
  return static_cast<std::size_t>(std::find_if(all.begin(), all.end(), fits)
                                  - all.begin());
}

bool is_within(std::span<const interval> all, std::int64_t x) {
  auto holds = [&](const interval& one) { return one.low <= x && x <= one.high; };
  return all.empty() || std::any_of(all.begin(), all.end(), holds);
}

const named_number* find_name(const shape& x, std::string_view name) {
  auto fits = [&](const named_number& one) { return one.name == name; };
  auto at = std::find_if(x.names.begin(), x.names.end(), fits);
  return at == x.names.end() ? nullptr : &*at;
}

const named_number* find_number(const shape& x, std::int64_t number) {
  auto fits = [&](const named_number& one) { return one.number == number; };
  auto at = std::find_if(x.names.begin(), x.names.end(), fits);
  return at == x.names.end() ? nullptr : &*at;
}

} // namespace bus::asn1
