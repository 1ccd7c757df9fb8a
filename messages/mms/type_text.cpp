#include "messages/mms/limits.hpp"
#include "messages/mms/type.hpp"

#include <charconv>

namespace bus::mms {

namespace {

using kinds = type_description;
using float_type = asn1::mms::type_description_floating_point;

/// The whole of a text as a number, written as it is told: no `+`, no `007`.
std::optional<std::int32_t> number_in(std::string_view digits) {
  auto out = std::int32_t{0};
  auto* end = digits.data() + digits.size();
  auto [read, why] = std::from_chars(digits.data(), end, out);
  if (why != std::errc{} || read != end || std::to_string(out) != digits)
    return std::nullopt;
  return out;
}

std::optional<type_description> plain_type(std::string_view word) {
  if (word == "boolean")
    return kinds::make<kinds::boolean>();
  if (word == "float32")
    return kinds::make<kinds::floating_point>(float_type{32, 8});
  if (word == "float64")
    return kinds::make<kinds::floating_point>(float_type{64, 11});
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

/// `int24`, `uint32`
std::optional<type_description> whole_type(std::string_view word) {
  auto is_unsigned = word.starts_with("uint");
  if (!is_unsigned && !word.starts_with("int"))
    return std::nullopt;
  auto bits = number_in(word.substr(is_unsigned ? 4 : 3));
  if (!bits || *bits < 1 || *bits > 64)
    return std::nullopt;
  auto size = static_cast<std::uint8_t>(*bits);
  return is_unsigned ? kinds::make<kinds::unsigned_>(size)
                     : kinds::make<kinds::integer>(size);
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

std::optional<type_description> type_in(std::string_view text) {
  auto open = text.find('(');
  if (open == text.npos) {
    auto plain = plain_type(text);
    return plain ? plain : whole_type(text);
  }
  if (!text.ends_with(')'))
    return std::nullopt;
  auto size = number_in(text.substr(open + 1, text.size() - open - 2));
  return size ? sized_type(text.substr(0, open), *size) : std::nullopt;
}

std::string with_size(std::string_view word, std::int64_t size) {
  return std::string{word} + '(' + std::to_string(size) + ')';
}

value describe_below(const type_description& x, unsigned depth);

value describe_part(const type_specification& x, unsigned depth) {
  if (depth > deepest)
    return std::string{"..."};
  auto* of = described(x);
  return of ? describe_below(*of, depth) : value{std::string{"unknown"}};
}

value describe_below(const type_description& x, unsigned depth) {
  auto out = std::make_shared<structure>();
  if (auto* elements = x.get_if<kinds::array>()) {
    out->emplace_back("array", std::int64_t{elements->number_of_elements});
    out->emplace_back("of", describe_part(*elements->element_type, depth + 1));
  } else if (auto* parts = x.get_if<kinds::structure>()) {
    for (auto& part : parts->components)
      out->emplace_back(part.component_name.value_or(std::to_string(out->size())),
                        describe_part(*part.component_type, depth + 1));
  } else {
    return to_text(x);
  }
  return std::shared_ptr<const structure>{std::move(out)};
}

} // namespace

result<type_description> parse_type(std::string_view text) {
  if (auto out = type_in(text))
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
  case kinds::bit_string: return with_size("bit-string", x.get<kinds::bit_string>());
  case kinds::integer: return "int" + std::to_string(x.get<kinds::integer>());
  case kinds::unsigned_: return "uint" + std::to_string(x.get<kinds::unsigned_>());
  case kinds::floating_point:
    return "float" + std::to_string(x.get<kinds::floating_point>().format_width);
  case kinds::octet_string:
    return with_size("octet-string", x.get<kinds::octet_string>());
  case kinds::visible_string:
    return with_size("visible-string", x.get<kinds::visible_string>());
  case kinds::m_ms_string: return with_size("mms-string", x.get<kinds::m_ms_string>());
  case kinds::generalized_time: return "generalized-time";
  case kinds::binary_time:
    return x.get<kinds::binary_time>() ? "binary-time" : "binary-time(4)";
  case kinds::bcd: return with_size("bcd", x.get<kinds::bcd>());
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

value describe(const type_description& x) {
  return describe_below(x, 0);
}

} // namespace bus::mms
