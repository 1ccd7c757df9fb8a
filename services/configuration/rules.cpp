#include "services/configuration/rules.hpp"

#include "services/configuration/json.hpp"
#include "services/configuration/pattern.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_set>

namespace bus::configuration {

namespace {

using rapidjson::Value;

bool is_integer(const Value& x) {
  return x.IsInt64() || x.IsUint64();
}

bool has_type(const Value& x, std::string_view type) {
  return type == "object"    ? x.IsObject()
         : type == "array"   ? x.IsArray()
         : type == "string"  ? x.IsString()
         : type == "integer" ? is_integer(x)
         : type == "number"  ? x.IsNumber()
         : type == "boolean" ? x.IsBool()
                             : x.IsNull();
}

std::size_t characters(std::string_view x) {
  return static_cast<std::size_t>(std::count_if(
    x.begin(), x.end(), [](unsigned char c) { return (c & 0xc0) != 0x80; }));
}

std::string count(std::size_t n, const std::string& thing) {
  return std::to_string(n) + " " + thing + (n == 1 ? "" : "s");
}

void type(const place& at, const Value& types, findings& out) {
  auto names = std::vector<std::string_view>{};
  if (types.IsString())
    names.push_back(text(types));
  else
    for (auto& one : types.GetArray())
      names.push_back(text(one));
  if (std::any_of(names.begin(), names.end(),
                  [&](auto name) { return has_type(at.x, name); }))
    return;
  auto value = at.is_secret() ? "" : shown(at.x);
  auto what = (value.empty() ? "" : value + " ") + "is " + kind(at.x) + ", expected ";
  auto expected = words{};
  for (auto name : names)
    expected.push_back(kind(name));
  out.push_back({&at.x, at.path.to_string(), std::move(what), std::move(expected),
                 finding::join::or_else, true});
}

void enumeration(const place& at, const Value& allowed, findings& out) {
  auto expected = words{};
  for (auto& one : allowed.GetArray()) {
    if (one == at.x)
      return;
    expected.push_back(one.IsString() ? std::string{text(one)} : shown(one));
  }
  auto value = shown(at.x);
  auto what = (value.empty() ? "is " + kind(at.x) + ", not " : value + " is not ");
  out.push_back(
    {&at.x, at.path.to_string(), what, expected, finding::join::one_of, true});
}

void minimum(const place& at, const Value& limit, findings& out) {
  if (!at.x.IsNumber())
    return;
  auto exclusive = member(at.schema, "exclusiveMinimum");
  auto open = exclusive && exclusive->IsTrue();
  auto x = at.x.GetDouble(), least = limit.GetDouble();
  if (x < least || (open && x == least))
    tell(out, at,
         at.subject() + " is too small, expected " + (open ? "more than " : "at least ")
           + shown(limit));
}

void maximum(const place& at, const Value& limit, findings& out) {
  if (!at.x.IsNumber())
    return;
  auto exclusive = member(at.schema, "exclusiveMaximum");
  auto open = exclusive && exclusive->IsTrue();
  auto x = at.x.GetDouble(), most = limit.GetDouble();
  if (x > most || (open && x == most))
    tell(out, at,
         at.subject() + " is too large, expected " + (open ? "less than " : "at most ")
           + shown(limit));
}

void multiple_of(const place& at, const Value& step, findings& out) {
  if (at.x.IsNumber() && std::remainder(at.x.GetDouble(), step.GetDouble()) != 0)
    tell(
      out, at,
      at.subject() + " is between the steps, expected "
        + (step.GetDouble() == 1 ? "a whole number" : "a multiple of " + shown(step)));
}

std::string expected_text(const place& at, std::string otherwise) {
  auto expected = member(at.schema, "expected");
  return expected ? std::string{text(*expected)} : std::move(otherwise);
}

void min_length(const place& at, const Value& limit, findings& out) {
  if (at.x.IsString() && characters(text(at.x)) < limit.GetUint64())
    tell(out, at,
         at.subject() + " is too short, expected "
           + expected_text(at, "at least " + count(limit.GetUint64(), "character")));
}

void max_length(const place& at, const Value& limit, findings& out) {
  if (at.x.IsString() && characters(text(at.x)) > limit.GetUint64())
    tell(out, at,
         at.subject() + " is too long, expected at most "
           + count(limit.GetUint64(), "character"));
}

void pattern(const place& at, const Value& pattern, findings& out) {
  if (!at.x.IsString() || matches(text(at.x), text(pattern)))
    return;
  auto expected = expected_text(at, "the pattern " + std::string{text(pattern)});
  tell(out, at, at.subject() + " does not fit, expected " + expected);
}

void min_items(const place& at, const Value& limit, findings& out) {
  if (at.x.IsArray() && at.x.Size() < limit.GetUint64())
    tell(out, at,
         "has " + count(at.x.Size(), "item") + ", expected at least " + shown(limit));
}

void max_items(const place& at, const Value& limit, findings& out) {
  if (at.x.IsArray() && at.x.Size() > limit.GetUint64())
    tell(out, at,
         "has " + count(at.x.Size(), "item") + ", expected at most " + shown(limit));
}

// Of strings: no schema of ours asks it of anything else.
void unique_items(const place& at, const Value& wanted, findings& out) {
  if (!at.x.IsArray() || !wanted.IsTrue())
    return;
  auto seen = std::unordered_set<std::string_view>{};
  auto index = std::size_t{0};
  for (auto& one : at.x.GetArray()) {
    auto path = trail{at.path, index++};
    auto item = place{one, at.schema, path};
    if (one.IsString() && !seen.insert(text(one)).second)
      tell(out, item, item.subject() + " stands twice, expected it once");
  }
}

} // namespace

bool place::is_secret() const {
  auto format = member(schema, "format");
  return format && text(*format) == "password";
}

std::string place::subject() const {
  return is_secret() || shown(x).empty() ? "the value" : shown(x);
}

void tell(findings& out, const place& at, std::string what) {
  out.push_back({&at.x, at.path.to_string(), std::move(what)});
}

value_rule find_value_rule(std::string_view word) {
  static const std::map<std::string_view, value_rule> rules = {
    {"type", type},
    {"enum", enumeration},
    {"minimum", minimum},
    {"maximum", maximum},
    {"multipleOf", multiple_of},
    {"minLength", min_length},
    {"maxLength", max_length},
    {"pattern", pattern},
    {"minItems", min_items},
    {"maxItems", max_items},
    {"uniqueItems", unique_items},
  };
  auto found = rules.find(word);
  return found == rules.end() ? nullptr : found->second;
}

} // namespace bus::configuration
