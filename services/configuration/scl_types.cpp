#include "services/configuration/scl_types.hpp"

#include "messages/mms/type.hpp"

#include <algorithm>
#include <charconv>

namespace bus::configuration::scl {

namespace {

struct known_type {
  std::string_view scl;
  const char* mms;
};

constexpr known_type known_types[] = {
  {"BOOLEAN", "boolean"},
  {"INT8", "int8"},
  {"INT16", "int16"},
  {"INT24", "int32"},
  {"INT32", "int32"},
  {"INT64", "int64"},
  {"INT128", "int64"},
  {"INT8U", "uint8"},
  {"INT16U", "uint16"},
  {"INT24U", "uint32"},
  {"INT32U", "uint32"},
  {"INT64U", "uint64"},
  {"FLOAT32", "float32"},
  {"FLOAT64", "float64"},
  {"Enum", "int8"},
  {"Dbpos", "bit-string(2)"},
  {"Tcmd", "bit-string(2)"},
  {"Quality", "bit-string(-13)"},
  {"Timestamp", "utc-time"},
  {"EntryTime", "binary-time"},
  {"EntryID", "octet-string(8)"},
  {"Check", "bit-string(-2)"},
  {"TrgOps", "bit-string(-6)"},
  {"OptFlds", "bit-string(-10)"},
  {"SvOptFlds", "bit-string(-5)"},
  {"VisString32", "visible-string(-32)"},
  {"VisString64", "visible-string(-64)"},
  {"VisString65", "visible-string(-65)"},
  {"VisString129", "visible-string(-129)"},
  {"VisString255", "visible-string(-255)"},
  {"ObjRef", "visible-string(-129)"},
  {"Currency", "visible-string(-3)"},
  {"Octet6", "octet-string(-6)"},
  {"Octet16", "octet-string(-16)"},
  {"Octet64", "octet-string(-64)"},
  {"Unicode255", "mms-string(-255)"},
};

std::string_view trimmed(std::string_view x) {
  auto is_space = [](char one) {
    return one == ' ' || one == '\t' || one == '\n' || one == '\r';
  };
  while (!x.empty() && is_space(x.front()))
    x.remove_prefix(1);
  while (!x.empty() && is_space(x.back()))
    x.remove_suffix(1);
  return x;
}

template <class T>
std::optional<T> number_in(std::string_view x) {
  auto out = T{};
  auto [end, wrong] = std::from_chars(x.data(), x.data() + x.size(), out);
  if (wrong != std::errc{} || end != x.data() + x.size())
    return std::nullopt;
  return out;
}

auto expected(std::string what) {
  return fail(errc::invalid_value, "scl", "expected " + std::move(what));
}

result<value> enumerated(std::string_view x,
                         const std::map<std::string, std::int64_t>& words) {
  if (auto found = words.find(std::string{x}); found != words.end())
    return value{found->second};
  if (auto number = number_in<std::int64_t>(x))
    return value{*number};
  auto all = std::string{};
  for (auto& [word, number] : words)
    all += (all.empty() ? "" : ", ") + word;
  return expected(all.empty() ? "a number" : "one of " + all);
}

} // namespace

std::optional<mms::type_description> basic_type(const std::string& b_type) {
  auto found = std::ranges::find(known_types, b_type, &known_type::scl);
  if (found == std::end(known_types))
    return std::nullopt;
  auto out = mms::parse_type(found->mms);
  return out ? std::optional{std::move(*out)} : std::nullopt;
}

result<value> basic_value(const std::string& b_type, const std::string& text,
                          const std::map<std::string, std::int64_t>& words) {
  auto x = trimmed(text);
  if (b_type == "Enum")
    return enumerated(x, words);
  if (b_type == "BOOLEAN") {
    if (x == "true" || x == "1")
      return value{true};
    if (x == "false" || x == "0")
      return value{false};
    return expected("true or false");
  }
  if (b_type.starts_with("FLOAT")) {
    if (auto number = number_in<double>(x))
      return value{*number};
    return expected("a number");
  }
  if (b_type.starts_with("INT")) {
    if (auto number = number_in<std::int64_t>(x))
      return value{*number};
    return expected("a whole number");
  }
  if (b_type == "Timestamp") {
    auto time = from_rfc3339(x);
    if (!time)
      time = from_rfc3339(std::string{x} + 'Z'); // SCL leaves the zone out
    return time ? result<value>{value{*time}}
                : expected("a time such as 2026-01-31T12:00:00.000");
  }
  auto type = basic_type(b_type);
  if (!type)
    return expected("a known type");
  auto as_text = value{std::string{
    b_type == "VisString255" || b_type == "Unicode255" ? std::string_view{text} : x}};
  if (auto fits = mms::to_data(as_text, *type); !fits)
    return tl::make_unexpected(std::move(fits.error()));
  return as_text;
}

} // namespace bus::configuration::scl
