#pragma once

#include "messages/result.hpp"
#include "services/configuration/mistake.hpp"

#include <cstdint>
#include <deque>

namespace bus::configuration {

constexpr std::size_t deepest = 64;
constexpr std::size_t most_values = 1'000'000;

/// One node of a YAML document as it was written.
struct yaml_node {
  enum class kind : std::uint8_t { null, scalar, list, map, alias };

  kind what = kind::null;
  bool plain = true; ///< a scalar without quotes, whose type shows in its text
  position at = {};
  std::string text = {};
  std::string tag = {};
  /// Items, or keys and values in turn; an alias has its target.
  std::vector<std::uint32_t> children = {};
};

/// The nodes of one document; children come after their parents.
struct yaml_tree {
  std::deque<yaml_node> nodes;
  const yaml_node& operator[](std::uint32_t x) const { return nodes[x]; }
};

struct yaml_mistake {
  position at;
  std::string text;
};

/// Reads text that holds at most one document; an empty one is null. Depth and
/// number of nodes are bounded.
tl::expected<yaml_tree, yaml_mistake> read_yaml(const std::string& text);

} // namespace bus::configuration
