#pragma once

#include <rapidjson/document.h>

#include <string_view>

namespace bus::configuration {

// RapidJSON in the words of the standard library.

inline std::string_view text(const rapidjson::Value& x) {
  return {x.GetString(), x.GetStringLength()};
}

/// A member of an object; null, if there is none.
inline const rapidjson::Value* member(const rapidjson::Value& x, std::string_view key) {
  auto name =
    rapidjson::StringRef(key.data(), static_cast<rapidjson::SizeType>(key.size()));
  auto found = x.FindMember(rapidjson::Value{name});
  return found == x.MemberEnd() ? nullptr : &found->value;
}

} // namespace bus::configuration
