#include "messages/bus/subscriptions.hpp"

#include <algorithm>

namespace bus {

namespace {

std::string_view common_prefix(std::string_view x, std::string_view y) {
  auto end = std::mismatch(x.begin(), x.end(), y.begin(), y.end()).first;
  return x.substr(0, static_cast<std::size_t>(end - x.begin()));
}

} // namespace

void subscriptions::add(std::string_view prefix) {
  auto [at, is_new] = prefixes_.try_emplace(std::string{prefix}, 0);
  ++at->second;
  version_ += is_new;
}

void subscriptions::remove(std::string_view prefix) {
  auto at = prefixes_.find(prefix);
  if (at == prefixes_.end() || --at->second > 0)
    return;
  prefixes_.erase(at);
  ++version_;
}

bool subscriptions::wants(std::string_view topic) const {
  // The greatest entry not after `topic` is a prefix of it, or every entry that
  // is one is also a prefix of what the two have in common: that is shorter.
  for (;;) {
    auto after = prefixes_.upper_bound(topic);
    if (after == prefixes_.begin())
      return false;
    const auto& nearest = std::prev(after)->first;
    if (topic.starts_with(nearest))
      return true;
    topic = common_prefix(topic, nearest);
  }
}

subscriptions::part subscriptions::wants_of(std::string_view prefix) const {
  if (wants(prefix))
    return part::all;
  auto at = prefixes_.lower_bound(prefix);
  auto found = at != prefixes_.end() && std::string_view{at->first}.starts_with(prefix);
  return found ? part::some : part::none;
}

} // namespace bus
