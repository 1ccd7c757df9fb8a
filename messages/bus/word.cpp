#include "messages/bus/word.hpp"

#include <mutex>
#include <set>

namespace bus {

const std::string* word::kept(std::string_view text) {
  static const auto none = std::string{};
  static auto lock = std::mutex{};
  static auto words = std::set<std::string, std::less<>>{};
  if (text.empty())
    return &none;
  auto guard = std::lock_guard{lock};
  auto found = words.find(text);
  return found != words.end() ? &*found : &*words.emplace(text).first;
}

} // namespace bus
