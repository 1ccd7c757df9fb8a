#include "messages/mms/leaf.hpp"

#include "messages/asn1/text.hpp"
#include "messages/mms/limits.hpp"
#include "messages/mms/numeric.hpp"
#include "messages/mms/type.hpp"

#include <algorithm>
#include <array>

namespace bus::mms {

namespace {

using kinds = type_description;

auto mismatch(std::string expected) {
  return fail(errc::type_mismatch, "mms.data", "expected " + std::move(expected));
}

auto invalid(std::string expected) {
  return fail(errc::invalid_value, "mms.data", "expected " + std::move(expected));
}

template <std::integral T>
result<T> whole(const value& x, T lowest, T highest) {
  auto given = number_in(x);
  auto out = given ? exact<T>(*given) : std::nullopt;
  if (out && *out >= lowest && *out <= highest)
    return *out;
  auto range =
    "a number from " + std::to_string(lowest) + " to " + std::to_string(highest);
  if (given)
    return invalid(range);
  return mismatch(range);
}

template <data::alternative Kind, std::integral T>
result<data> to_whole(const value& x, T lowest, T highest) {
  return whole(x, lowest, highest).map([](T out) { return data::make<Kind>(out); });
}

result<data> to_float(const value& x, const type_description& type) {
  auto& of = type.get<kinds::floating_point>();
  auto is_narrow = of.format_width == 32 && of.exponent_width == 8;
  auto is_wide = of.format_width == 64 && of.exponent_width == 11;
  if (!is_narrow && !is_wide)
    return fail(errc::unsupported, "mms.data", to_text(type));
  auto given = number_in(x);
  if (!given)
    return mismatch("a number");
  if (auto narrow = to_float32(*given); narrow && is_narrow)
    return make_float32(*narrow);
  if (auto wide = to_double(*given); wide && is_wide)
    return make_float64(*wide);
  return invalid("a number that a " + to_text(type) + " holds");
}

std::string size_text(std::int32_t limit, const char* what) {
  return (limit < 0 ? "up to " : "") + std::to_string(std::abs(std::int64_t{limit}))
         + ' ' + what;
}

/// A switch's position by the bus's word: JSON has no other.
std::optional<double_point> to_position(std::string_view word) {
  constexpr auto words =
    std::array<std::string_view, 4>{"intermediate", "off", "on", "bad"};
  auto found = std::ranges::find(words, word);
  if (found == words.end())
    return std::nullopt;
  return static_cast<double_point>(found - words.begin());
}

std::optional<std::string> bits_in(const value& x) {
  if (auto* bits = std::get_if<bus::bit_string>(&x))
    return bits->bits;
  auto position = std::optional<double_point>{};
  if (auto* text = std::get_if<std::string>(&x)) {
    position = to_position(*text);
    if (!position)
      return *text;
  } else if (auto* given = std::get_if<double_point>(&x)) {
    position = *given;
  }
  if (!position)
    return std::nullopt;
  auto both = static_cast<unsigned>(*position);
  return std::string{both & 2 ? '1' : '0', both & 1 ? '1' : '0'};
}

result<data> to_bits(const value& x, std::int32_t limit) {
  auto text = bits_in(x);
  auto expected = size_text(limit, "bits such as \"0110\"");
  if (!text)
    return mismatch(expected);
  auto is_bit = [](char one) { return one == '0' || one == '1'; };
  if (!fits_size(text->size(), limit) || !std::ranges::all_of(*text, is_bit))
    return invalid(expected);
  return data::make<data::bit_string>(asn1::bit_string{std::string_view{*text}});
}

int digit(char x) {
  return x >= '0' && x <= '9'   ? x - '0'
         : x >= 'a' && x <= 'f' ? x - 'a' + 10
         : x >= 'A' && x <= 'F' ? x - 'A' + 10
                                : -1;
}

std::optional<bytes> from_hex(std::string_view x) {
  if (x.size() % 2 != 0
      || !std::ranges::all_of(x, [](char one) { return digit(one) >= 0; }))
    return std::nullopt;
  auto out = bytes{};
  for (auto i = std::size_t{0}; i < x.size(); i += 2)
    out.push_back(static_cast<std::uint8_t>(digit(x[i]) * 16 + digit(x[i + 1])));
  return out;
}

result<data> to_octets(const value& x, std::int32_t limit) {
  auto expected = size_text(limit, "octets, in hexadecimal digits");
  auto* plain = std::get_if<bus::octet_string>(&x);
  auto* text = std::get_if<std::string>(&x);
  if (!plain && !text)
    return mismatch(expected);
  auto octets = plain ? std::optional{plain->octets} : from_hex(*text);
  if (!octets || !fits_size(octets->size(), limit))
    return invalid(expected);
  return data::make<data::octet_string>(asn1::octet_string{*octets});
}

/// A text that `rule` allows.
template <data::alternative Kind, class Rule>
result<data> to_text_data(const value& x, const std::string& expected, Rule rule) {
  auto* text = std::get_if<std::string>(&x);
  if (!text)
    return mismatch(expected);
  if (!rule(*text))
    return invalid(expected);
  return data::make<Kind>(*text);
}

result<data> to_visible_string(const value& x, std::int32_t limit) {
  auto is_visible = [](char one) { return one >= ' ' && one <= '~'; };
  return to_text_data<data::visible_string>(
    x, size_text(limit, "visible characters"), [&](auto& text) {
      return fits_size(text.size(), limit) && std::ranges::all_of(text, is_visible);
    });
}

result<data> to_mms_string(const value& x, std::int32_t limit) {
  return to_text_data<data::m_ms_string>(
    x, size_text(limit, "octets of text in UTF-8"),
    [&](auto& text) { return fits_size(text.size(), limit) && asn1::is_utf8(text); });
}

result<bus::utc_time> to_time(const value& x, const bus::utc_time& first,
                              const bus::utc_time& last) {
  auto range = "a time from " + to_rfc3339(first) + " to " + to_rfc3339(last);
  auto* text = std::get_if<std::string>(&x);
  auto* time = std::get_if<bus::utc_time>(&x);
  if (!text && !time)
    return mismatch(range);
  auto out = text ? from_rfc3339(*text) : result<bus::utc_time>{*time};
  if (!out || out->ns < first.ns || out->ns > last.ns)
    return invalid(range);
  return out;
}

result<data> to_utc_time_data(const value& x) {
  constexpr auto last_second = std::numeric_limits<std::uint32_t>::max();
  constexpr auto last_fraction = 0xff'ffffu;
  return to_time(x, {}, bus::utc_time::from_fraction24(last_second, last_fraction))
    .map([](const auto& time) { return make_utc_time(time); });
}

result<data> to_binary_time_data(const value& x, bool with_day) {
  constexpr auto last = std::uint32_t{86'399'999}; // milliseconds of a day
  if (!with_day)
    return whole(x, std::uint32_t{0}, last).map([](auto since) {
      return make_binary_time({since, {}});
    });
  constexpr auto last_day = std::numeric_limits<std::uint16_t>::max();
  return to_time(x, to_utc(binary_time{}), to_utc(binary_time{last, last_day}))
    .map([](const auto& time) { return make_binary_time(to_binary_time(time)); });
}

result<data> to_object_identifier(const value& x) {
  constexpr auto expected = "an object identifier such as \"1.0.9506.2.3\"";
  auto* text = std::get_if<std::string>(&x);
  if (!text)
    return mismatch(expected);
  auto id = asn1::parse(*text);
  if (!id)
    return invalid(expected);
  return data::make<data::obj_id>(std::move(*id));
}

} // namespace

result<data> to_leaf(const value& x, const type_description& type) {
  switch (type.index()) {
  case kinds::boolean:
    if (auto* flag = std::get_if<bool>(&x))
      return data::make<data::boolean>(*flag);
    return mismatch("true or false");
  case kinds::bit_string: return to_bits(x, type.get<kinds::bit_string>());
  case kinds::integer: {
    auto bits = type.get<kinds::integer>();
    return to_whole<data::integer>(x, lowest_integer(bits), highest_integer(bits));
  }
  case kinds::unsigned_: {
    auto highest = highest_unsigned(type.get<kinds::unsigned_>());
    return to_whole<data::unsigned_>(x, std::uint64_t{0}, highest);
  }
  case kinds::bcd:
    return to_whole<data::bcd>(x, std::uint64_t{0},
                               highest_bcd(type.get<kinds::bcd>()));
  case kinds::floating_point: return to_float(x, type);
  case kinds::octet_string: return to_octets(x, type.get<kinds::octet_string>());
  case kinds::visible_string:
    return to_visible_string(x, type.get<kinds::visible_string>());
  case kinds::m_ms_string: return to_mms_string(x, type.get<kinds::m_ms_string>());
  case kinds::generalized_time:
    return to_text_data<data::generalized_time>(x, "a time such as \"20261122074512Z\"",
                                                asn1::is_generalized_time);
  case kinds::binary_time:
    return to_binary_time_data(x, type.get<kinds::binary_time>());
  case kinds::utc_time: return to_utc_time_data(x);
  case kinds::obj_id: return to_object_identifier(x);
  default: return fail(errc::unsupported, "mms.data", "a type that is not known");
  }
}

} // namespace bus::mms
