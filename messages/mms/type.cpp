#include "messages/mms/type.hpp"

#include <algorithm>
#include <charconv>

namespace bus::mms {

namespace {

using kinds = type_description;

constexpr auto deepest = 64u;
constexpr auto most_elements = std::size_t{65'536};

const type_description* described(const asn1::box<type_specification>& x) {
  return x->get_if<type_specification::type_description>();
}

bool fits_size(std::size_t size, std::int32_t limit) {
  return limit < 0 ? size <= static_cast<std::size_t>(-std::int64_t{limit})
                   : size == static_cast<std::size_t>(limit);
}

bool fits_integer(const asn1::integer& x, unsigned bits) {
  auto number = x.to_int64();
  if (!number || bits >= 64)
    return number.has_value();
  auto highest = (std::int64_t{1} << (bits > 0 ? bits - 1 : 0)) - 1;
  return *number <= highest && *number >= -highest - 1;
}

bool fits_unsigned(const asn1::integer& x, unsigned bits) {
  auto number = x.to_uint64();
  return number && (bits >= 64 || *number >> bits == 0);
}

bool fits_float(const asn1::octet_string& x,
                const asn1::mms::type_description_floating_point& type) {
  return x.size() == type.format_width / 8u + 1 && x[0] == type.exponent_width;
}

bool fits_below(const data& x, const type_description& type, unsigned depth);

bool fits_array(const asn1::list_of<data>& x, const type_description& type,
                unsigned depth) {
  auto& of = type.get<kinds::array>();
  auto* element = described(of.element_type);
  return element && x.size() == of.number_of_elements
         && std::ranges::all_of(
           x, [&](auto& one) { return fits_below(one, *element, depth + 1); });
}

bool fits_structure(const asn1::list_of<data>& x, const type_description& type,
                    unsigned depth) {
  auto& parts = type.get<kinds::structure>().components;
  if (x.size() != parts.size())
    return false;
  for (auto i = std::size_t{0}; i < x.size(); ++i) {
    auto* part = described(parts[i].component_type);
    if (!part || !fits_below(x[i], *part, depth + 1))
      return false;
  }
  return true;
}

bool fits_below(const data& x, const type_description& type, unsigned depth) {
  if (depth > deepest)
    return false;
  switch (type.index()) {
  case kinds::array:
    return x.is<data::array>() && fits_array(x.get<data::array>(), type, depth);
  case kinds::structure:
    return x.is<data::structure>()
           && fits_structure(x.get<data::structure>(), type, depth);
  case kinds::boolean: return x.is<data::boolean>();
  case kinds::bit_string:
    return x.is<data::bit_string>()
           && fits_size(x.get<data::bit_string>().size(),
                        type.get<kinds::bit_string>());
  case kinds::integer:
    return x.is<data::integer>()
           && fits_integer(x.get<data::integer>(), type.get<kinds::integer>());
  case kinds::unsigned_:
    return x.is<data::unsigned_>()
           && fits_unsigned(x.get<data::unsigned_>(), type.get<kinds::unsigned_>());
  case kinds::floating_point:
    return x.is<data::floating_point>()
           && fits_float(x.get<data::floating_point>(),
                         type.get<kinds::floating_point>());
  case kinds::octet_string:
    return x.is<data::octet_string>()
           && fits_size(x.get<data::octet_string>().size(),
                        type.get<kinds::octet_string>());
  case kinds::visible_string:
    return x.is<data::visible_string>()
           && fits_size(x.get<data::visible_string>().size(),
                        type.get<kinds::visible_string>());
  case kinds::m_ms_string:
    return x.is<data::m_ms_string>()
           && fits_size(x.get<data::m_ms_string>().size(),
                        type.get<kinds::m_ms_string>());
  case kinds::generalized_time: return x.is<data::generalized_time>();
  case kinds::binary_time:
    return x.is<data::binary_time>()
           && x.get<data::binary_time>().size()
                == (type.get<kinds::binary_time>() ? 6u : 4u);
  case kinds::bcd: return x.is<data::bcd>() && !x.get<data::bcd>().is_negative();
  case kinds::obj_id: return x.is<data::obj_id>();
  case kinds::utc_time:
    return x.is<data::utc_time>() && x.get<data::utc_time>().size() == 8;
  default: return false;
  }
}

std::size_t fixed(std::int32_t size) {
  return static_cast<std::size_t>(std::max(size, 0));
}

data initial_below(const type_description& type, unsigned depth);

data initial_array(const type_description& type, unsigned depth) {
  auto& of = type.get<kinds::array>();
  auto* element = described(of.element_type);
  auto out = asn1::list_of<data>{};
  if (element && depth < deepest)
    for (auto i = std::size_t{0};
         i < std::min<std::size_t>(of.number_of_elements, most_elements); ++i)
      out.push_back(initial_below(*element, depth + 1));
  return data::make<data::array>(std::move(out));
}

data initial_structure(const type_description& type, unsigned depth) {
  auto out = asn1::list_of<data>{};
  for (auto& part : type.get<kinds::structure>().components) {
    auto* of = described(part.component_type);
    out.push_back(of && depth < deepest ? initial_below(*of, depth + 1) : data{});
  }
  return data::make<data::structure>(std::move(out));
}

data initial_below(const type_description& type, unsigned depth) {
  switch (type.index()) {
  case kinds::array: return initial_array(type, depth);
  case kinds::structure: return initial_structure(type, depth);
  case kinds::bit_string:
    return data::make<data::bit_string>(asn1::bit_string{
      static_cast<std::size_t>(std::abs(std::int64_t{type.get<kinds::bit_string>()}))});
  case kinds::integer: return data::make<data::integer>(0);
  case kinds::unsigned_: return data::make<data::unsigned_>(0);
  case kinds::floating_point:
    return type.get<kinds::floating_point>().format_width == 64 ? make_float64(0)
                                                                : make_float32(0);
  case kinds::octet_string:
    return data::make<data::octet_string>(
      asn1::octet_string{bytes(fixed(type.get<kinds::octet_string>()))});
  case kinds::visible_string:
    return data::make<data::visible_string>(
      std::string(fixed(type.get<kinds::visible_string>()), ' '));
  case kinds::m_ms_string:
    return data::make<data::m_ms_string>(
      std::string(fixed(type.get<kinds::m_ms_string>()), ' '));
  case kinds::generalized_time:
    return data::make<data::generalized_time>("19700101000000Z");
  case kinds::binary_time: {
    auto zero = binary_time{};
    if (type.get<kinds::binary_time>())
      zero.days = std::uint16_t{0};
    return make_binary_time(zero);
  }
  case kinds::bcd: return data::make<data::bcd>(0);
  case kinds::obj_id: return data::make<data::obj_id>(asn1::object_identifier{0u, 0u});
  case kinds::utc_time: return make_utc_time({});
  default: return data::make<data::boolean>(false);
  }
}

/// A type's text in front of its number in brackets, and the number.
struct parsed {
  std::string_view word;
  std::optional<std::int32_t> number;
  bool good = true;
};

parsed split(std::string_view text) {
  auto open = text.find('(');
  auto out = parsed{text.substr(0, open), {}};
  if (open == text.npos)
    return out;
  auto digits = text.substr(open + 1);
  auto number = std::int32_t{0};
  auto end = digits.data() + digits.size() - (digits.empty() ? 0 : 1);
  auto [read, why] = std::from_chars(digits.data(), end, number);
  out.good = digits.ends_with(')') && why == std::errc{} && read == end;
  out.number = number;
  return out;
}

type_description integer_of(unsigned bits) {
  return kinds::make<kinds::integer>(static_cast<std::uint8_t>(bits));
}

type_description unsigned_of(unsigned bits) {
  return kinds::make<kinds::unsigned_>(static_cast<std::uint8_t>(bits));
}

std::optional<type_description> plain_type(std::string_view word) {
  using width = asn1::mms::type_description_floating_point;
  for (auto bits = 1u; bits <= 64; ++bits) {
    if (word == "int" + std::to_string(bits))
      return integer_of(bits);
    if (word == "uint" + std::to_string(bits))
      return unsigned_of(bits);
  }
  if (word == "boolean")
    return kinds::make<kinds::boolean>();
  if (word == "float32")
    return kinds::make<kinds::floating_point>(width{32, 8});
  if (word == "float64")
    return kinds::make<kinds::floating_point>(width{64, 11});
  if (word == "utc-time")
    return kinds::make<kinds::utc_time>();
  if (word == "binary-time")
    return kinds::make<kinds::binary_time>(true);
  if (word == "generalized-time")
    return kinds::make<kinds::generalized_time>();
  if (word == "obj-id")
    return kinds::make<kinds::obj_id>();
  return std::nullopt;
}

std::optional<type_description> sized_type(std::string_view word, std::int32_t size) {
  if (word == "bit-string")
    return kinds::make<kinds::bit_string>(size);
  if (word == "octet-string")
    return kinds::make<kinds::octet_string>(size);
  if (word == "visible-string")
    return kinds::make<kinds::visible_string>(size);
  if (word == "mms-string")
    return kinds::make<kinds::m_ms_string>(size);
  if (word == "binary-time" && (size == 4 || size == 6))
    return kinds::make<kinds::binary_time>(size == 6);
  if (word == "bcd" && size > 0 && size < 20)
    return kinds::make<kinds::bcd>(static_cast<std::uint8_t>(size));
  return std::nullopt;
}

std::string sized(std::string_view word, std::int64_t size) {
  return std::string{word} + '(' + std::to_string(size) + ')';
}

value describe_below(const type_description& x, unsigned depth) {
  auto out = std::make_shared<structure>();
  if (depth > deepest)
    return std::string{"..."};
  auto below = [&](const asn1::box<type_specification>& of) {
    auto* type = described(of);
    return type ? describe_below(*type, depth + 1) : value{std::string{"unknown"}};
  };
  if (auto* elements = x.get_if<kinds::array>()) {
    out->emplace_back("array", std::int64_t{elements->number_of_elements});
    out->emplace_back("of", below(elements->element_type));
  } else if (auto* parts = x.get_if<kinds::structure>()) {
    for (auto& part : parts->components)
      out->emplace_back(part.component_name.value_or(std::to_string(out->size())),
                        below(part.component_type));
  } else {
    return to_text(x);
  }
  return std::shared_ptr<const structure>{std::move(out)};
}

} // namespace

bool fits(const data& x, const type_description& type) {
  return fits_below(x, type, 0);
}

data initial(const type_description& type) {
  return initial_below(type, 0);
}

result<type_description> parse_type(std::string_view text) {
  auto from = split(text);
  auto out = std::optional<type_description>{};
  if (from.good && from.number)
    out = sized_type(from.word, *from.number);
  else if (from.good)
    out = plain_type(from.word);
  if (out)
    return std::move(*out);
  return fail(
    errc::invalid_value, "mms.type",
    "expected boolean, int8 to int64, uint8 to uint64, float32, float64, "
    "bit-string(N), octet-string(N), visible-string(N), mms-string(N), "
    "utc-time, binary-time, binary-time(4), generalized-time, bcd(N), obj-id");
}

std::string to_text(const type_description& x) {
  switch (x.index()) {
  case kinds::array: return "array";
  case kinds::structure: return "structure";
  case kinds::boolean: return "boolean";
  case kinds::bit_string: return sized("bit-string", x.get<kinds::bit_string>());
  case kinds::integer: return "int" + std::to_string(x.get<kinds::integer>());
  case kinds::unsigned_: return "uint" + std::to_string(x.get<kinds::unsigned_>());
  case kinds::floating_point:
    return "float" + std::to_string(x.get<kinds::floating_point>().format_width);
  case kinds::octet_string: return sized("octet-string", x.get<kinds::octet_string>());
  case kinds::visible_string:
    return sized("visible-string", x.get<kinds::visible_string>());
  case kinds::m_ms_string: return sized("mms-string", x.get<kinds::m_ms_string>());
  case kinds::generalized_time: return "generalized-time";
  case kinds::binary_time:
    return x.get<kinds::binary_time>() ? "binary-time" : "binary-time(4)";
  case kinds::bcd: return sized("bcd", x.get<kinds::bcd>());
  case kinds::obj_id: return "obj-id";
  case kinds::utc_time: return "utc-time";
  default: return "unknown";
  }
}

type_description make_array(std::uint32_t count, type_description of) {
  auto out = asn1::mms::type_description_array{};
  out.number_of_elements = count;
  *out.element_type =
    type_specification::make<type_specification::type_description>(std::move(of));
  return kinds::make<kinds::array>(std::move(out));
}

type_description
make_structure(std::vector<std::pair<std::string, type_description>> components) {
  auto out = asn1::mms::type_description_structure{};
  for (auto& [name, type] : components) {
    auto& part = out.components.emplace_back();
    part.component_name = std::move(name);
    *part.component_type =
      type_specification::make<type_specification::type_description>(std::move(type));
  }
  return kinds::make<kinds::structure>(std::move(out));
}

std::optional<std::size_t> component_index(const type_description& structure,
                                           std::string_view name) {
  auto* parts = structure.get_if<kinds::structure>();
  if (!parts)
    return std::nullopt;
  for (auto i = std::size_t{0}; i < parts->components.size(); ++i)
    if (parts->components[i].component_name == name)
      return i;
  return std::nullopt;
}

value describe(const type_description& x) {
  return describe_below(x, 0);
}

} // namespace bus::mms
