#include "tools/asn1_interpreter/xml_names.hpp"

#include "tools/asn1c/builtin.hpp"

#include <algorithm>
#include <array>

namespace bus::asn1_interpreter {

namespace {

/// By code; those without a name stand for themselves.
constexpr auto controls = std::array<std::string_view, 32>{
  "nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs",  "",    "",
  "vt",  "ff",  "",    "so",  "si",  "dle", "dc1", "dc2", "dc3", "dc4", "nak",
  "syn", "etb", "can", "em",  "sub", "esc", "is4", "is3", "is2", "is1"};

std::string escaped(char x) {
  switch (x) {
  case '&': return "&amp;";
  case '<': return "&lt;";
  case '>': return "&gt;";
  case '\r': return "&#13;";
  default: break;
  }
  auto code = static_cast<unsigned char>(x);
  if (code < controls.size() && !controls[code].empty())
    return '<' + std::string{controls[code]} + "/>";
  return {x};
}

} // namespace

std::string_view item_name(const type& list) {
  auto& item = *list.inside->element;
  if (!list.inside->element_name.empty())
    return list.inside->element_name;
  if (item.name.empty())
    return xml_name(item.is);
  return item.module == asn1c::builtin_module ? asn1c::builtin_xml_name(item.name)
                                              : item.name;
}

bool items_stand_alone(const type& list) {
  auto is = list.inside->element->is;
  return list.inside->element_name.empty()
         && (is == type_kind::boolean || is == type_kind::enumerated
             || is == type_kind::choice);
}

void append_escaped(std::string& to, std::string_view utf8) {
  for (auto x : utf8)
    to += escaped(x);
}

std::optional<char> control_character(std::string_view element) {
  auto at = std::find(controls.begin(), controls.end(), element);
  if (element.empty() || at == controls.end())
    return std::nullopt;
  return static_cast<char>(at - controls.begin());
}

} // namespace bus::asn1_interpreter
