#include "messages/asn1/check.hpp"

#include "messages/asn1/text.hpp"

namespace bus::asn1 {

namespace {

std::string shown(std::span<const interval> x) {
  auto out = std::string{};
  for (auto& one : x) {
    using ends = std::numeric_limits<std::int64_t>;
    out += out.empty() ? "" : " | ";
    out += one.low == ends::min() ? "MIN" : std::to_string(one.low);
    if (one.high != one.low)
      out += ".." + (one.high == ends::max() ? "MAX" : std::to_string(one.high));
  }
  return out;
}

/// Characters of a text; octets that are none count one each.
template <class Use>
void each_character(const shape& x, std::string_view text, Use use) {
  while (!text.empty()) {
    auto next = x.is == kind::octet_text ? std::nullopt : next_code_point(text);
    auto point = next.value_or(code_point{static_cast<unsigned char>(text[0]), 1});
    use(point.is);
    text.remove_prefix(point.octets);
  }
}

} // namespace

std::string wrong_number(const shape& x, std::int64_t value) {
  if (!x.allowed || is_within(x.allowed->numbers, value))
    return {};
  return std::to_string(value) + " is not within " + shown(x.allowed->numbers);
}

std::string wrong_number(const shape& x, const integer& value) {
  if (!x.allowed || x.allowed->numbers.empty())
    return {};
  if (auto small = value.to_int64())
    return wrong_number(x, *small);
  using ends = std::numeric_limits<std::int64_t>;
  auto open = value.is_negative() ? x.allowed->numbers.front().low == ends::min()
                                  : x.allowed->numbers.back().high == ends::max();
  return open ? std::string{}
              : to_string(value) + " is not within " + shown(x.allowed->numbers);
}

std::string wrong_size(const shape& x, std::size_t size) {
  if (is_within(x.allowed->sizes, static_cast<std::int64_t>(size)))
    return {};
  return "the size " + std::to_string(size) + " is not within "
         + shown(x.allowed->sizes);
}

std::string wrong_text(const shape& x, std::string_view text) {
  auto size = std::size_t{0};
  auto stranger = std::string{};
  each_character(x, text, [&](char32_t c) {
    ++size;
    if (!is_within(x.allowed->alphabet, c))
      stranger = "the character " + std::to_string(static_cast<std::uint32_t>(c))
                 + " is not allowed";
  });
  return stranger.empty() ? wrong_size(x, size) : stranger;
}

std::string wrong_name(const shape& x, std::int64_t number) {
  return find_number(x, number) ? std::string{}
                                : std::to_string(number) + " is none of the names";
}

} // namespace bus::asn1
