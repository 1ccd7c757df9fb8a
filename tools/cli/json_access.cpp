#include "tools/cli/json_access.hpp"

#include "messages/bus/json.hpp"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

namespace bus::cli {

namespace {

constexpr auto parse_flags = unsigned{rapidjson::kParseIterativeFlag}
                             | rapidjson::kParseValidateEncodingFlag
                             | rapidjson::kParseFullPrecisionFlag;

/// Deeper trees are refused: to write them recurses.
constexpr auto max_depth = 200;

bool is_deep(const json_value& x, int left) {
  if (left == 0)
    return true;
  if (x.IsArray())
    for (const auto& item : x.GetArray())
      if (is_deep(item, left - 1))
        return true;
  if (x.IsObject())
    for (const auto& member : x.GetObject())
      if (is_deep(member.value, left - 1))
        return true;
  return false;
}

template <class Writer>
std::string write_with(const json_value& x) {
  auto out = rapidjson::StringBuffer{};
  auto writer = Writer{out};
  x.Accept(writer);
  return {out.GetString(), out.GetSize()};
}

} // namespace

const json_value* find(const json_value& x, const char* name) {
  if (!x.IsObject())
    return nullptr;
  auto found = x.FindMember(name);
  return found == x.MemberEnd() ? nullptr : &found->value;
}

std::string_view text_in(const json_value& x, const char* name) {
  auto found = find(x, name);
  if (!found || !found->IsString())
    return {};
  return {found->GetString(), found->GetStringLength()};
}

std::uint64_t number_in(const json_value& x, const char* name) {
  auto found = find(x, name);
  return found && found->IsUint64() ? found->GetUint64() : 0;
}

json_value::ConstArray items_of(const json_value& x) {
  static const auto none = json_value{rapidjson::kArrayType};
  return x.IsArray() ? x.GetArray() : none.GetArray();
}

json_value::ConstArray list_in(const json_value& x, const char* name) {
  static const auto none = json_value{};
  auto found = find(x, name);
  return items_of(found ? *found : none);
}

std::optional<json_document> parse_json(std::string_view text) {
  auto out = json_document{};
  out.Parse<parse_flags>(text.data(), text.size());
  if (out.HasParseError() || is_deep(out, max_depth))
    return std::nullopt;
  return out;
}

std::string to_json(const json_value& x) {
  return write_with<rapidjson::Writer<rapidjson::StringBuffer>>(x);
}

std::string to_indented_json(const json_value& x) {
  using writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;
  auto out = rapidjson::StringBuffer{};
  auto to = writer{out};
  to.SetIndent(' ', 2);
  x.Accept(to);
  return {out.GetString(), out.GetSize()};
}

std::string json_string(std::string_view text) {
  auto out = std::string{};
  json::write_string(out, text);
  return out;
}

} // namespace bus::cli
