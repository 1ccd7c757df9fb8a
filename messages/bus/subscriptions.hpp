#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace bus {

/// The topics somebody subscribed to, as prefixes (ZeroMQ's rule). Tells
/// cheaply for whole families of topics whether any of them is wanted.
class subscriptions {
public:
  void add(std::string_view prefix);
  void remove(std::string_view prefix);

  /// Whether some subscription is a prefix of `topic`.
  bool wants(std::string_view topic) const;

  enum class part : std::uint8_t { none, some, all };

  /// How much of the topics that begin with `prefix` is wanted.
  part wants_of(std::string_view prefix) const;

  /// Different prefixes.
  std::size_t size() const { return prefixes_.size(); }

  /// Grows with each change: a cached answer is good while it is the same.
  std::uint64_t version() const { return version_; }

private:
  std::map<std::string, unsigned, std::less<>> prefixes_;
  std::uint64_t version_ = 0;
};

} // namespace bus
