#include "tools/asn1_interpreter/json_document.hpp"

#include "tools/asn1_interpreter/real.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>

#include <algorithm>
#include <charconv>

namespace bus::asn1_interpreter {

namespace {

constexpr auto flags = rapidjson::kParseIterativeFlag
                       | rapidjson::kParseNumbersAsStringsFlag
                       | rapidjson::kParseValidateEncodingFlag;

template <class T>
std::optional<T> whole(std::string_view text) {
  auto out = T{};
  auto end = text.data() + text.size();
  auto [at, why] = std::from_chars(text.data(), end, out);
  return why == std::errc{} && at == end ? std::optional{out} : std::nullopt;
}

/// RapidJSON's own exact conversion of `0E99` counts the leading zeros of 0, for
/// which nothing is promised; so numbers are made here.
struct exact_document : rapidjson::Document {
  bool RawNumber(const char* digits, rapidjson::SizeType size, bool) {
    auto text = std::string_view{digits, size};
    if (auto number = whole<std::int64_t>(text); number && text != "-0")
      return Int64(*number);
    if (auto number = whole<std::uint64_t>(text))
      return Uint64(*number);
    auto number = parse_decimal(text);
    return number && Double(*number);
  }
};

/// How deep brackets are within each other.
unsigned depth_of(std::string_view text) {
  auto out = 0u;
  auto depth = 0u;
  auto quoted = false;
  for (auto i = std::size_t{0}; i < text.size(); ++i) {
    auto c = text[i];
    if (quoted && c == '\\')
      ++i;
    else if (c == '"')
      quoted = !quoted;
    else if (!quoted && (c == '[' || c == '{'))
      out = std::max(out, ++depth);
    else if (!quoted && (c == ']' || c == '}') && depth > 0)
      --depth;
  }
  return out;
}

/// In words; only numbers end the work early.
std::string shown(rapidjson::ParseErrorCode x) {
  return x == rapidjson::kParseErrorTermination ? "a number that no double holds"
                                                : rapidjson::GetParseError_En(x);
}

} // namespace

rapidjson::Document parse_json(std::string_view text, const walk& at) {
  // A value as deep as can be, and the object of an OCTET STRING.
  if (depth_of(text) > limits{}.depth + 1)
    at.refuse("the JSON is nested too deeply");
  auto from = rapidjson::MemoryStream{text.data(), text.size()};
  auto reader = rapidjson::Reader{};
  auto out = exact_document{};
  auto fill = [&](rapidjson::Document&) {
    return !reader.Parse<flags>(from, out).IsError();
  };
  out.Populate(fill);
  if (reader.HasParseError())
    at.refuse("at character " + std::to_string(reader.GetErrorOffset()) + ": "
              + shown(reader.GetParseErrorCode()));
  return out;
}

} // namespace bus::asn1_interpreter
