#include "services/configuration/wording.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace bus::configuration {

namespace {

constexpr std::size_t longest_quote = 60;
constexpr std::size_t longest_word = 64;

// Optimal string alignment: a swap of neighbours counts as one change.
std::size_t distance(std::string_view x, std::string_view y) {
  auto before = std::vector<std::size_t>{};
  auto above = std::vector<std::size_t>(y.size() + 1);
  auto row = above;
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 1; i <= x.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= y.size(); ++j) {
      row[j] = std::min(
        {above[j] + 1, row[j - 1] + 1, above[j - 1] + (x[i - 1] == y[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = std::exchange(above, row);
  }
  return above.back();
}

std::string joined(const words& x) {
  auto out = std::string{};
  for (auto& word : x)
    out += (out.empty() ? "" : ", ") + word;
  return out;
}

std::string lower(std::string_view x) {
  auto out = std::string{x};
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// Where to cut so that no UTF-8 character is halved.
std::size_t whole_characters(std::string_view text, std::size_t limit) {
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80)
    --limit;
  return limit;
}

} // namespace

std::string in_quotes(std::string_view text) {
  auto cut = text.size() > longest_quote;
  if (cut)
    text = text.substr(0, whole_characters(text, longest_quote));
  auto out = std::string{"\""};
  for (auto c : text) {
    if (c == '"' || c == '\\')
      out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  }
  return out + (cut ? "...\"" : "\"");
}

std::string shown(double x) {
  char text[32];
  auto end = std::to_chars(text, text + sizeof text, x).ptr;
  return {text, end};
}

std::string shown(const rapidjson::Value& x) {
  if (x.IsBool())
    return x.GetBool() ? "true" : "false";
  if (x.IsInt64())
    return std::to_string(x.GetInt64());
  if (x.IsUint64())
    return std::to_string(x.GetUint64());
  if (x.IsDouble())
    return shown(x.GetDouble());
  if (x.IsString())
    return in_quotes({x.GetString(), x.GetStringLength()});
  return {};
}

std::string kind(const rapidjson::Value& x) {
  if (x.IsNull())
    return "empty";
  if (x.IsBool())
    return "a boolean";
  if (x.IsInt64() || x.IsUint64())
    return "an integer";
  if (x.IsNumber())
    return "a number";
  if (x.IsString())
    return "a string";
  return x.IsArray() ? "a list" : "a mapping";
}

std::string kind(std::string_view type) {
  static const std::pair<std::string_view, const char*> kinds[] = {
    {"object", "a mapping"}, {"array", "a list"},       {"string", "a string"},
    {"number", "a number"},  {"integer", "an integer"}, {"boolean", "true or false"},
    {"null", "nothing"},
  };
  for (auto& [word, text] : kinds)
    if (word == type)
      return text;
  return std::string{type};
}

std::string one_of(const words& x) {
  return x.size() == 1 ? x.front() : "one of " + joined(x);
}

std::string or_else(const words& x) {
  auto out = std::string{};
  for (std::size_t i = 0; i < x.size(); ++i)
    out += (i == 0 ? "" : i + 1 == x.size() ? " or " : ", ") + x[i];
  return out;
}

std::string did_you_mean(std::string_view word, const words& known) {
  if (word.empty() || word.size() > longest_word)
    return {};
  auto best = std::max<std::size_t>(1, std::min<std::size_t>(3, word.size() / 3)) + 1;
  auto found = std::string{};
  auto plain = lower(word);
  for (auto& candidate : known) {
    auto far = distance(plain, lower(candidate));
    if (far < best)
      best = far, found = candidate;
  }
  return found.empty() ? "" : " (did you mean " + found + "?)";
}

} // namespace bus::configuration
