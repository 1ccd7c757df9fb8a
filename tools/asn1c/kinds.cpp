#include "tools/asn1c/kinds.hpp"

#include <algorithm>
#include <array>

namespace bus::asn1c {

namespace {

struct universal {
  std::uint32_t number;
  std::string_view name;
};

/// In the order of type_kind, up to `open`.
constexpr auto universals = std::array<universal, 29>{{
  {1, "BOOLEAN"},
  {2, "INTEGER"},
  {3, "BIT_STRING"},
  {4, "OCTET_STRING"},
  {5, "NULL"},
  {6, "OBJECT_IDENTIFIER"},
  {13, "RELATIVE_OID"},
  {9, "REAL"},
  {10, "ENUMERATED"},
  {12, "UTF8String"},
  {18, "NumericString"},
  {19, "PrintableString"},
  {20, "TeletexString"},
  {21, "VideotexString"},
  {22, "IA5String"},
  {25, "GraphicString"},
  {26, "VisibleString"},
  {27, "GeneralString"},
  {28, "UniversalString"},
  {30, "BMPString"},
  {7, "ObjectDescriptor"},
  {23, "UTCTime"},
  {24, "GeneralizedTime"},
  {16, "SEQUENCE"},
  {16, "SEQUENCE_OF"},
  {17, "SET"},
  {17, "SET_OF"},
  {0, "CHOICE"},
  {0, "ANY"},
}};

const universal* find(type_kind x) {
  auto index = static_cast<std::size_t>(x);
  return index < universals.size() ? &universals[index] : nullptr;
}

} // namespace

bool is_string(type_kind x) {
  return x >= type_kind::utf8_string && x <= type_kind::generalized_time;
}

std::uint32_t universal_number(type_kind x) {
  auto found = find(x);
  return found ? found->number : 0;
}

std::string_view xml_name(type_kind x) {
  auto found = find(x);
  return found ? found->name : "";
}

std::string to_string(tag x) {
  constexpr auto words =
    std::array<std::string_view, 4>{"UNIVERSAL ", "APPLICATION ", "", "PRIVATE "};
  auto word = words[static_cast<std::size_t>(x.of)];
  return '[' + std::string{word} + std::to_string(x.number) + ']';
}

std::string to_string(wide_int x) {
  auto out = std::string{};
  auto negative = x < 0;
  do {
    auto digit = static_cast<int>(x % 10);
    out += static_cast<char>('0' + (digit < 0 ? -digit : digit));
    x /= 10;
  } while (x != 0);
  if (negative)
    out += '-';
  std::reverse(out.begin(), out.end());
  return out;
}

} // namespace bus::asn1c
