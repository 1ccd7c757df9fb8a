#pragma once

#include "messages/time.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <limits>

#include <string>
#include <string_view>

namespace bus::configuration {

/// A mapping of a document as a loader reads it. What is missing, and what has
/// the wrong type (the schema's check has told so), reads as the fallback.
class section {
public:
  explicit section(const rapidjson::Value* x)
    : x_{x} {}

  /// The mapping itself; null, if it is missing.
  const rapidjson::Value* value() const { return x_; }

  const rapidjson::Value* find(std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }
  section operator[](std::string_view key) const { return section{find(key)}; }

  /// Items of a list, an empty one if there is none.
  const rapidjson::Value& list(std::string_view key) const;

  std::string text(std::string_view key, std::string_view fallback = {}) const;
  bool flag(std::string_view key, bool fallback) const;
  double number(std::string_view key, double fallback) const;
  duration seconds(std::string_view key, duration fallback) const;

  /// Clamped to what T holds.
  template <class T>
  T integer(std::string_view key, T fallback) const {
    auto x = whole(key, static_cast<std::int64_t>(fallback));
    auto least = static_cast<std::int64_t>(std::numeric_limits<T>::min());
    auto most = sizeof(T) < 8 ? static_cast<std::int64_t>(std::numeric_limits<T>::max())
                              : std::numeric_limits<std::int64_t>::max();
    return static_cast<T>(std::clamp(x, least, most));
  }

private:
  std::int64_t whole(std::string_view key, std::int64_t fallback) const;

  const rapidjson::Value* x_;
};

} // namespace bus::configuration
