#include "tools/asn1_interpreter/external.hpp"

#include <array>
#include <utility>

namespace bus::asn1_interpreter {

namespace {

using names = std::pair<std::string_view, std::string_view>;

/// As it is written, and as it is called here.
constexpr auto wordings = std::array<names, 3>{{
  {"direct-reference", "direct_ref"},
  {"indirect-reference", "indirect_ref"},
  {"data-value-descriptor", "data_value_descriptor"},
}};

std::string_view encoding_of(const value& data, const walk& at) {
  if (std::holds_alternative<entity>(data.is))
    return "single-ASN1-type";
  if (std::holds_alternative<bytes>(data.is))
    return "octet-aligned";
  if (std::holds_alternative<bit_string>(data.is))
    return "arbitrary";
  at.refuse(errc::type_mismatch,
            "expected an open value, an OCTET STRING or a BIT STRING as data, found "
              + std::string{kind_name(data)});
}

std::string_view written_name(std::string_view name, const walk& at) {
  for (auto& [written, called] : wordings)
    if (called == name)
      return written;
  at.refuse("there is no component " + std::string{name});
}

} // namespace

named_values to_external(named_values written) {
  auto out = named_values{};
  for (auto& [name, called] : wordings)
    if (auto found = find(written, name))
      out.push_back({std::string{called}, *found});
  if (auto encoding = find(written, "encoding"))
    out.push_back({"data", std::get<choice>(encoding->is).is()});
  return out;
}

named_values from_external(const named_values& x, const walk& at) {
  auto out = named_values{};
  for (auto& one : x) {
    if (one.name != "data") {
      out.push_back({std::string{written_name(one.name, at)}, one.is});
      continue;
    }
    auto name = std::string{encoding_of(one.is, at)};
    out.push_back({"encoding", {choice{std::move(name), one.is}}});
  }
  if (!find(x, "data"))
    at.refuse("the component data is missing");
  return out;
}

} // namespace bus::asn1_interpreter
