#include "messages/asn1/control_names.hpp"

#include <algorithm>
#include <array>

namespace bus::asn1 {

namespace {

/// By their code; tab, new line and carriage return have none.
constexpr auto names = std::array<std::string_view, 32>{
  "nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs",  "",    "",
  "vt",  "ff",  "",    "so",  "si",  "dle", "dc1", "dc2", "dc3", "dc4", "nak",
  "syn", "etb", "can", "em",  "sub", "esc", "is4", "is3", "is2", "is1"};

} // namespace

std::string_view control_name(char x) {
  auto code = static_cast<unsigned char>(x);
  return code < names.size() ? names[code] : std::string_view{};
}

std::optional<char> control_character(std::string_view name) {
  auto at = std::find(names.begin(), names.end(), name);
  if (name.empty() || at == names.end())
    return std::nullopt;
  return static_cast<char>(at - names.begin());
}

} // namespace bus::asn1
