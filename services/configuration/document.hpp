#pragma once

#include "services/configuration/environment.hpp"
#include "services/configuration/mistake.hpp"

#include <rapidjson/document.h>

#include <unordered_map>
#include <unordered_set>

namespace bus::configuration {

/// A YAML file as JSON, which still knows where each value stood.
class document {
public:
  document() = default;

  const rapidjson::Value& root() const { return json_; }
  rapidjson::Document& json() { return json_; }

  /// Of the key for a member of a mapping, of the item in a list.
  position at(const rapidjson::Value& x) const;

  /// Whether the value could be read. Where not, that has been told, and null
  /// stands in its place.
  bool is_known(const rapidjson::Value& x) const { return !unknown_.contains(&x); }

  void put(const rapidjson::Value& x, position at) { places_[&x] = at; }
  void forget(const rapidjson::Value& x) { unknown_.insert(&x); }

private:
  rapidjson::Document json_;
  // Values stay where they are once their parent is complete.
  std::unordered_map<const rapidjson::Value*, position> places_;
  std::unordered_set<const rapidjson::Value*> unknown_;
};

/// Reads YAML 1.2 (core schema; quoted scalars are strings). Variables are
/// substituted in values, not in keys; a plain scalar that is one variable
/// gets its type from what the variable holds. Without an environment `${`
/// means nothing. Nothing is returned if the text is no YAML at all.
std::optional<document> read_document(const std::string& text, const environment* from,
                                      mistake_list& wrong);

} // namespace bus::configuration
