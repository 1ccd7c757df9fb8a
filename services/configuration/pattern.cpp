#include "services/configuration/pattern.hpp"

// Optimized builds with sanitizers see the library's moved-from std::function
// as uninitialized (gcc 12).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <functional>
#include <map>
#include <regex>
#include <string>

namespace bus::configuration {

namespace {

// libstdc++ matches by recursion: a long text would overflow the stack.
constexpr std::size_t longest_match = 1024;

const std::regex& compiled(std::string_view pattern) {
  thread_local auto known = std::map<std::string, std::regex, std::less<>>{};
  auto found = known.find(pattern);
  if (found == known.end())
    found = known.emplace(pattern, std::string{pattern}).first;
  return found->second;
}

} // namespace

bool matches(std::string_view text, std::string_view pattern) {
  return text.size() <= longest_match
         && std::regex_search(text.begin(), text.end(), compiled(pattern));
}

} // namespace bus::configuration
