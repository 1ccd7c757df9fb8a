#include "services/configuration/scalar.hpp"

#include <algorithm>
#include <charconv>

namespace bus::configuration {

namespace {

bool is_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool has_sign(std::string_view text) {
  return text.starts_with('-') || text.starts_with('+');
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

template <class T>
std::optional<T> read_whole(std::string_view text, int base) {
  auto out = T{};
  auto [end, wrong] =
    std::from_chars(text.data(), text.data() + text.size(), out, base);
  if (wrong != std::errc{} || end != text.data() + text.size())
    return {};
  return out;
}

std::optional<rapidjson::Value> to_integer(std::string_view text) {
  auto base = text.starts_with("0x") ? 16 : text.starts_with("0o") ? 8 : 10;
  auto digits = base == 10 ? text : text.substr(2);
  if (base == 10 && digits.starts_with('+'))
    digits.remove_prefix(1);
  auto signed_twice = base != 10 || text.starts_with('+');
  if (signed_twice && has_sign(digits))
    return {};
  if (auto x = read_whole<std::int64_t>(digits, base))
    return rapidjson::Value{*x};
  if (auto x = read_whole<std::uint64_t>(digits, base))
    return rapidjson::Value{*x};
  return {};
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_float(std::string_view text) {
  if (has_sign(text))
    text.remove_prefix(1);
  auto digits = [&] {
    auto from = text.size();
    while (!text.empty() && is_digit(text.front()))
      text.remove_prefix(1);
    return from - text.size();
  };
  auto whole = digits();
  auto point = text.starts_with('.');
  if (point)
    text.remove_prefix(1);
  if ((point ? digits() : 0) + whole == 0)
    return false;
  if (text.empty())
    return true;
  if (text.front() != 'e' && text.front() != 'E')
    return false;
  text.remove_prefix(1);
  if (has_sign(text))
    text.remove_prefix(1);
  return digits() > 0 && text.empty();
}

bool is_not_finite(std::string_view text) {
  if (has_sign(text))
    text.remove_prefix(1);
  return is_any(text, {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"});
}

std::optional<rapidjson::Value> to_number(std::string_view text) {
  if (text.starts_with('+'))
    text.remove_prefix(1);
  auto out = 0.0;
  auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (wrong != std::errc{} || end != text.data() + text.size())
    return {};
  return rapidjson::Value{out};
}

} // namespace

std::optional<rapidjson::Value> to_scalar(std::string_view text,
                                          rapidjson::Document::AllocatorType& memory) {
  if (is_any(text, {"", "~", "null", "Null", "NULL"}))
    return rapidjson::Value{};
  if (is_any(text, {"true", "True", "TRUE"}))
    return rapidjson::Value{true};
  if (is_any(text, {"false", "False", "FALSE"}))
    return rapidjson::Value{false};
  if (auto integer = to_integer(text))
    return integer;
  if (is_not_finite(text))
    return {};
  if (is_float(text))
    return to_number(text);
  return to_string_value(text, memory);
}

rapidjson::Value to_string_value(std::string_view text,
                                 rapidjson::Document::AllocatorType& memory) {
  return {text.data(), static_cast<rapidjson::SizeType>(text.size()), memory};
}

} // namespace bus::configuration
