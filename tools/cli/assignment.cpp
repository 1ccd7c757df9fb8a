#include "tools/cli/assignment.hpp"

#include "tools/cli/json_access.hpp"
#include "tools/cli/value_text.hpp"

namespace bus::cli {

std::string to_json_value(std::string_view typed) {
  return parse_json(typed) ? std::string{typed} : json_string(typed);
}

outcome<assignment> parse_assignment(std::string_view text) {
  auto equals = text.find('=');
  if (equals == text.npos || equals == 0)
    return give_up(misused, "expected REF=VALUE instead of " + json_string(text));
  return assignment{std::string{text.substr(0, equals)},
                    to_json_value(text.substr(equals + 1))};
}

outcome<std::vector<assignment>>
parse_assignments(const std::vector<std::string>& words) {
  auto out = std::vector<assignment>{};
  if (words.size() == 2 && words[0].find('=') == std::string::npos) {
    out.push_back({words[0], to_json_value(words[1])});
    return out;
  }
  for (auto& word : words) {
    auto one = parse_assignment(word);
    if (!one)
      return tl::make_unexpected(one.error());
    out.push_back(std::move(*one));
  }
  return out;
}

std::string write_params(const std::vector<assignment>& what, const beside_values& x) {
  auto beside = std::string{};
  if (!x.validity.empty())
    beside += ",\"quality\":{\"validity\":" + json_string(x.validity) + '}';
  if (!x.time.empty())
    beside += ",\"time\":" + json_string(x.time);
  auto out = std::string{"{\"writes\":["};
  for (auto& one : what)
    out += (&one == &what.front() ? "{\"ref\":" : ",{\"ref\":") + json_string(one.ref)
           + ",\"value\":" + one.value + beside + '}';
  return out + "]}";
}

} // namespace bus::cli
