#include "messages/mms/data.hpp"
#include "messages/mms/type.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bus::mms {

namespace {

constexpr auto deepest = 64u;

auto mismatch(std::string expected) {
  return fail(errc::type_mismatch, "mms.data", "expected " + std::move(expected));
}

auto invalid(std::string expected) {
  return fail(errc::invalid_value, "mms.data", "expected " + std::move(expected));
}

/// The whole number that a value is, where it is one.
std::optional<std::int64_t> whole(const value& x) {
  if (auto* number = std::get_if<std::int64_t>(&x))
    return *number;
  if (auto* number = std::get_if<std::uint64_t>(&x))
    return std::in_range<std::int64_t>(*number)
             ? std::optional{static_cast<std::int64_t>(*number)}
             : std::nullopt;
  auto wide = std::optional<double>{};
  if (auto* number = std::get_if<float>(&x))
    wide = *number;
  if (auto* number = std::get_if<double>(&x))
    wide = *number;
  constexpr auto exact = 9007199254740992.0;
  if (!wide || std::trunc(*wide) != *wide || std::abs(*wide) > exact)
    return std::nullopt;
  return static_cast<std::int64_t>(*wide);
}

bool is_number(const value& x) {
  return std::holds_alternative<std::int64_t>(x)
         || std::holds_alternative<std::uint64_t>(x) || std::holds_alternative<float>(x)
         || std::holds_alternative<double>(x);
}

result<data> to_integer(const value& x, unsigned bits) {
  auto highest = bits >= 64 ? std::numeric_limits<std::int64_t>::max()
                            : (std::int64_t{1} << (bits - 1)) - 1;
  auto range = "a whole number from " + std::to_string(-highest - 1) + " to "
               + std::to_string(highest);
  if (!is_number(x))
    return mismatch(range);
  auto number = whole(x);
  if (!number || *number > highest || *number < -highest - 1)
    return invalid(range);
  return data::make<data::integer>(*number);
}

result<data> to_unsigned(const value& x, unsigned bits) {
  auto highest = bits >= 64 ? std::numeric_limits<std::uint64_t>::max()
                            : (std::uint64_t{1} << bits) - 1;
  auto range = "a whole number from 0 to " + std::to_string(highest);
  if (!is_number(x))
    return mismatch(range);
  if (auto* large = std::get_if<std::uint64_t>(&x); large && *large <= highest)
    return data::make<data::unsigned_>(*large);
  auto number = whole(x);
  if (!number || *number < 0 || static_cast<std::uint64_t>(*number) > highest)
    return invalid(range);
  return data::make<data::unsigned_>(*number);
}

result<data> to_float(const value& x, const type_description& type) {
  if (!is_number(x))
    return mismatch("a number");
  auto is_narrow = type.get<type_description::floating_point>().format_width == 32;
  if (auto* narrow = std::get_if<float>(&x))
    return is_narrow ? make_float32(*narrow) : make_float64(*narrow);
  auto wide = *to_number(x);
  if (!is_narrow)
    return make_float64(wide);
  if (std::isfinite(wide) && std::abs(wide) > std::numeric_limits<float>::max())
    return invalid("a number that fits 32 bits");
  return make_float32(static_cast<float>(wide));
}

/// A positive size is the size, a negative one the largest.
bool fits_size(std::size_t size, std::int32_t limit) {
  return limit < 0 ? size <= static_cast<std::size_t>(-std::int64_t{limit})
                   : size == static_cast<std::size_t>(limit);
}

std::string size_text(std::int32_t limit, const char* what) {
  return (limit < 0 ? "up to " : "") + std::to_string(std::abs(std::int64_t{limit}))
         + ' ' + what;
}

result<data> to_bits(const value& x, std::int32_t limit) {
  auto text = std::optional<std::string>{};
  if (auto* bits = std::get_if<bus::bit_string>(&x))
    text = bits->bits;
  else if (auto* plain = std::get_if<std::string>(&x))
    text = *plain;
  else if (auto* position = std::get_if<double_point>(&x))
    text = std::string{static_cast<unsigned>(*position) & 2 ? '1' : '0',
                       static_cast<unsigned>(*position) & 1 ? '1' : '0'};
  auto expected = size_text(limit, "bits such as \"0110\"");
  if (!text)
    return mismatch(expected);
  if (!fits_size(text->size(), limit)
      || !std::ranges::all_of(*text, [](char one) { return one == '0' || one == '1'; }))
    return invalid(expected);
  return data::make<data::bit_string>(asn1::bit_string{std::string_view{*text}});
}

std::optional<bytes> from_hex(std::string_view x) {
  auto digit = [](char one) {
    return one >= '0' && one <= '9'   ? one - '0'
           : one >= 'a' && one <= 'f' ? one - 'a' + 10
           : one >= 'A' && one <= 'F' ? one - 'A' + 10
                                      : -1;
  };
  if (x.size() % 2 != 0)
    return std::nullopt;
  auto out = bytes{};
  for (auto i = std::size_t{0}; i < x.size(); i += 2) {
    auto high = digit(x[i]), low = digit(x[i + 1]);
    if (high < 0 || low < 0)
      return std::nullopt;
    out.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  return out;
}

result<data> to_octets(const value& x, std::int32_t limit) {
  auto octets = std::optional<bytes>{};
  auto expected = size_text(limit, "octets in hexadecimal");
  if (auto* plain = std::get_if<bus::octet_string>(&x))
    octets = plain->octets;
  else if (auto* text = std::get_if<std::string>(&x))
    octets = from_hex(*text);
  else
    return mismatch(expected);
  if (!octets || !fits_size(octets->size(), limit))
    return invalid(expected);
  return data::make<data::octet_string>(asn1::octet_string{*octets});
}

template <data::alternative Kind>
result<data> to_text_data(const value& x, std::int32_t limit) {
  auto expected = "a text of " + size_text(limit, "characters");
  auto* text = std::get_if<std::string>(&x);
  if (!text)
    return mismatch(expected);
  if (!fits_size(text->size(), limit))
    return invalid(expected);
  return data::make<Kind>(*text);
}

std::optional<bus::utc_time> time_in(const value& x) {
  if (auto* time = std::get_if<bus::utc_time>(&x))
    return *time;
  auto* text = std::get_if<std::string>(&x);
  auto read = text ? from_rfc3339(*text) : fail(errc::type_mismatch, "");
  return read ? std::optional{*read} : std::nullopt;
}

result<data> to_binary_time_data(const value& x, bool with_day) {
  if (with_day) {
    auto time = time_in(x);
    return time ? result<data>{make_binary_time(to_binary_time(*time))}
                : mismatch("a time such as \"2026-11-22T07:45:12Z\"");
  }
  constexpr auto milliseconds_a_day = std::int64_t{86'400'000};
  auto number = whole(x);
  if (!number || *number < 0 || *number >= milliseconds_a_day)
    return mismatch("milliseconds since midnight");
  return make_binary_time({static_cast<std::uint32_t>(*number), {}});
}

result<data> convert(const value& x, const type_description& type, unsigned depth);

result<data> to_array(const value& x, const type_description& type, unsigned depth) {
  auto& of = type.get<type_description::array>();
  auto* element = of.element_type->get_if<type_specification::type_description>();
  auto* list = std::get_if<std::shared_ptr<const array>>(&x);
  auto expected = "an array of " + std::to_string(of.number_of_elements) + " elements";
  if (!list || !element)
    return mismatch(expected);
  if ((*list)->size() != of.number_of_elements)
    return invalid(expected);
  auto out = asn1::list_of<data>{};
  for (auto& one : **list) {
    auto part = convert(one, *element, depth + 1);
    if (!part)
      return part;
    out.push_back(std::move(*part));
  }
  return data::make<data::array>(std::move(out));
}

result<data> to_structure(const value& x, const type_description& type,
                          unsigned depth) {
  auto& parts = type.get<type_description::structure>().components;
  auto* members = std::get_if<std::shared_ptr<const structure>>(&x);
  if (!members)
    return mismatch("an object with " + std::to_string(parts.size()) + " members");
  auto out = asn1::list_of<data>{};
  for (auto& part : parts) {
    auto* of = part.component_type->get_if<type_specification::type_description>();
    auto wanted = part.component_name.value_or(std::to_string(out.size()));
    auto found =
      std::ranges::find(**members, wanted, &std::pair<std::string, value>::first);
    if (!of || found == (*members)->end())
      return invalid("the member " + wanted);
    auto one = convert(found->second, *of, depth + 1);
    if (!one)
      return fail(one.error().code, "mms.data", wanted + ": " + one.error().cause);
    out.push_back(std::move(*one));
  }
  if ((*members)->size() != parts.size())
    return invalid(std::to_string(parts.size()) + " members, and no others");
  return data::make<data::structure>(std::move(out));
}

result<data> convert(const value& x, const type_description& type, unsigned depth) {
  using kinds = type_description;
  if (depth > deepest)
    return invalid("a type less deep");
  switch (type.index()) {
  case kinds::array: return to_array(x, type, depth);
  case kinds::structure: return to_structure(x, type, depth);
  case kinds::boolean:
    if (auto* flag = std::get_if<bool>(&x))
      return data::make<data::boolean>(*flag);
    return mismatch("true or false");
  case kinds::bit_string: return to_bits(x, type.get<kinds::bit_string>());
  case kinds::integer: return to_integer(x, type.get<kinds::integer>());
  case kinds::unsigned_: return to_unsigned(x, type.get<kinds::unsigned_>());
  case kinds::floating_point: return to_float(x, type);
  case kinds::octet_string: return to_octets(x, type.get<kinds::octet_string>());
  case kinds::visible_string:
    return to_text_data<data::visible_string>(x, type.get<kinds::visible_string>());
  case kinds::m_ms_string:
    return to_text_data<data::m_ms_string>(x, type.get<kinds::m_ms_string>());
  case kinds::generalized_time: return to_text_data<data::generalized_time>(x, -24);
  case kinds::binary_time:
    return to_binary_time_data(x, type.get<kinds::binary_time>());
  case kinds::utc_time:
    if (auto time = time_in(x))
      return make_utc_time(*time);
    return mismatch("a time such as \"2026-11-22T07:45:12.5Z\"");
  case kinds::bcd: {
    auto number = whole(x);
    if (!number || *number < 0)
      return mismatch("a number of decimal digits");
    return data::make<data::bcd>(*number);
  }
  case kinds::obj_id: {
    auto* text = std::get_if<std::string>(&x);
    auto id = text ? asn1::parse(*text) : fail(errc::type_mismatch, "");
    if (!id)
      return mismatch("an object identifier such as \"1.0.9506.2.3\"");
    return data::make<data::obj_id>(std::move(*id));
  }
  default: return mismatch("a type that is known");
  }
}

} // namespace

result<data> to_data(const value& x, const type_description& type) {
  return convert(x, type, 0);
}

} // namespace bus::mms
