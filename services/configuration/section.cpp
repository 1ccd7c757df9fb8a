#include "services/configuration/section.hpp"

#include "services/configuration/json.hpp"

#include <cmath>

namespace bus::configuration {

namespace {

constexpr double longest = 1e9; // seconds; further than any schema lets through

} // namespace

const rapidjson::Value* section::find(std::string_view key) const {
  return x_ && x_->IsObject() ? member(*x_, key) : nullptr;
}

const rapidjson::Value& section::list(std::string_view key) const {
  static const auto empty = rapidjson::Value{rapidjson::kArrayType};
  auto found = find(key);
  return found && found->IsArray() ? *found : empty;
}

std::string section::text(std::string_view key, std::string_view fallback) const {
  auto found = find(key);
  if (!found || !found->IsString())
    return std::string{fallback};
  return {found->GetString(), found->GetStringLength()};
}

bool section::flag(std::string_view key, bool fallback) const {
  auto found = find(key);
  return found && found->IsBool() ? found->GetBool() : fallback;
}

double section::number(std::string_view key, double fallback) const {
  auto found = find(key);
  return found && found->IsNumber() ? found->GetDouble() : fallback;
}

duration section::seconds(std::string_view key, duration fallback) const {
  auto found = find(key);
  if (!found || !found->IsNumber())
    return fallback;
  auto x = std::clamp(found->GetDouble(), -longest, longest);
  return duration{std::llround(x * 1e9)};
}

std::int64_t section::whole(std::string_view key, std::int64_t fallback) const {
  auto found = find(key);
  if (!found)
    return fallback;
  if (found->IsInt64())
    return found->GetInt64();
  return found->IsUint64() ? std::numeric_limits<std::int64_t>::max() : fallback;
}

} // namespace bus::configuration
