#include "messages/iec61850/quality.hpp"

#include <algorithm>

namespace bus::iec61850 {

namespace {

constexpr auto size = std::size_t{13};

using members = std::shared_ptr<const structure>;

/// `of(bit)` are the bits in the order of the wire.
template <class Bit>
quality from_bits(const Bit& of) {
  auto out = static_cast<std::uint16_t>((of(0) ? 2 : 0) | (of(1) ? 1 : 0));
  for (auto bit = std::size_t{2}; bit < size; ++bit)
    if (of(bit))
      out = static_cast<std::uint16_t>(out | 1u << bit);
  return {out};
}

std::optional<double_point> to_position(std::string_view bits) {
  if (bits.size() != 2)
    return std::nullopt;
  return static_cast<double_point>((bits[0] == '1' ? 2 : 0) | (bits[1] == '1' ? 1 : 0));
}

bool is_position(std::string_view name) {
  return name == "stVal" || name == "subVal";
}

} // namespace

mms::data make_quality(const quality& x) {
  auto out = asn1::bit_string{size};
  out.set(0, x.bits & 2);
  out.set(1, x.bits & 1);
  for (auto bit = std::size_t{2}; bit < size; ++bit)
    out.set(bit, x.bits >> bit & 1);
  return mms::data::make<mms::data::bit_string>(std::move(out));
}

std::optional<quality> to_quality(const mms::data& x) {
  auto* bits = x.get_if<mms::data::bit_string>();
  if (!bits)
    return std::nullopt;
  return from_bits([&](std::size_t bit) { return bits->test(bit); });
}

std::optional<quality> to_quality(const value& x) {
  auto* text = std::get_if<bus::bit_string>(&x);
  if (!text)
    return std::nullopt;
  return from_bits(
    [&](std::size_t bit) { return bit < text->bits.size() && text->bits[bit] == '1'; });
}

const value* member(const value& of, std::string_view name) {
  auto* parts = std::get_if<members>(&of);
  if (!parts || !*parts)
    return nullptr;
  auto found = std::ranges::find(**parts, name, &structure::value_type::first);
  return found == (*parts)->end() ? nullptr : &found->second;
}

sample to_sample(value x, const utc_time& now) {
  auto out = sample{std::move(x), quality::good(), now};
  if (auto* q = member(out.value, "q"))
    out.quality = to_quality(*q).value_or(out.quality);
  if (auto* t = member(out.value, "t"))
    if (auto* time = std::get_if<utc_time>(t))
      out.time = *time;
  return out;
}

value with_positions(value x, std::string_view name) {
  if (auto* bits = std::get_if<bus::bit_string>(&x); bits && is_position(name)) {
    if (auto position = to_position(bits->bits))
      return *position;
    return x;
  }
  auto* parts = std::get_if<members>(&x);
  if (!parts || !*parts)
    return x;
  auto concerned = [](const structure::value_type& one) {
    return std::holds_alternative<members>(one.second)
           || (is_position(one.first)
               && std::holds_alternative<bus::bit_string>(one.second));
  };
  if (std::ranges::none_of(**parts, concerned))
    return x;
  auto out = std::make_shared<structure>(**parts);
  for (auto& [part, of] : *out)
    of = with_positions(std::move(of), part);
  return members{std::move(out)};
}

} // namespace bus::iec61850
